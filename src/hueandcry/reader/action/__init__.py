"""Whom to write to, on which ways, and the letter."""
