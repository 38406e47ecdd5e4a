"""People, what they are in the report, and who of them is at risk."""
