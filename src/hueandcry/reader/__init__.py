"""From text to draft: pure functions, every value with its place in the text; no database."""
