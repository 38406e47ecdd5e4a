"""What the public reads: pages printed to files."""
