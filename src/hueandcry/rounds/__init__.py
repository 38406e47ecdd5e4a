"""Door: the clock."""
