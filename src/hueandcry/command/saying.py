"""Saying something to whoever started a command, who may have stopped reading."""

import os
import sys


def say(words: str) -> None:
    """A line on standard error; when nobody reads it, the exit code says it all."""
    try:
        print(f"hueandcry: {words}", file=sys.stderr, flush=True)
    except OSError:
        # What is left in the buffer would be written at the end, fail again, and make the exit code 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
