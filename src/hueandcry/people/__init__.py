"""Who works at the desk: staff and their roles."""
