"""What a form asks for is tried, and answered with a sentence: what was done, or why not."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from hueandcry.lib.refusal import Refused


def tried(request: HttpRequest, rule: Callable[[], object], done: str) -> bool:
    """Run the rule and put `done`, or the words of its refusal, on the next page; False when it refused.

    A rule that answers False has nothing to tell: what it did stands on the page itself.
    """
    try:
        told = rule()
    except Refused as no:
        messages.error(request, str(no))
        return False
    if told is not False:
        messages.success(request, done)
    return True


def number(typed: str) -> int:
    """The row number a form names; 0, which no row has, for anything else."""
    return int(typed) if typed.isdecimal() and len(typed) < 12 else 0
