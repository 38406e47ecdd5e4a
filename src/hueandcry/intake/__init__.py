"""What reaches us: reports, kept raw, read, and opened as a case and an appeal."""
