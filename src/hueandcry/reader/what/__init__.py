"""What happened to whom, how much of it, and how it ended."""
