"""Hue & Cry: from a report of an arrest to a public appeal, real protests, an exact tally and the outcome told."""

__version__ = "0.1.0"
