"""Second opinions: programs that learned names from newspapers look at a text after the rules; off unless asked for."""
