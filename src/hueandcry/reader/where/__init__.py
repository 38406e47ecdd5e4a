"""Places, and the towns in which things happened."""
