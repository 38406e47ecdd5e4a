"""From the bytes that arrived to one text, with a map back to every byte."""
