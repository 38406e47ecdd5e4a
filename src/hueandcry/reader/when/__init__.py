"""Days that a text names, and the day it was written."""
