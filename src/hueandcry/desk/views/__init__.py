"""What staff see and press, a module per thing they work on."""
