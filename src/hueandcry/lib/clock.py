"""The one place that asks what time it is, so that a test can hold the clock still."""

import datetime as dt


def now() -> dt.datetime:
    """The present moment in UTC, with its time zone."""
    return dt.datetime.now(dt.UTC)
