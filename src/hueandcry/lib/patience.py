"""Asking what may never answer, without waiting for ever."""

import threading
from collections.abc import Callable
from typing import TypeVar

from django.utils import translation

Found = TypeVar("Found")


def within(seconds: float, work: Callable[[], Found]) -> Found:
    """What `work` answers; raises TimeoutError when that takes longer. What hangs is left behind with its thread.

    Not for work on the database: a thread has a connection of its own.
    """
    found: list[Found] = []
    trouble: list[Exception] = []
    language = translation.get_language()

    def run() -> None:
        try:
            with translation.override(language):
                found.append(work())
        except Exception as raised:
            trouble.append(raised)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if trouble:
        raise trouble[0]
    if not found:
        raise TimeoutError
    return found[0]
