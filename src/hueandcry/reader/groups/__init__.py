"""Unions, parties, papers, firms and every other body with a name."""
