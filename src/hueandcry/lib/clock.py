"""The one place that asks what time it is, so that a test can hold the clock still."""

import datetime as dt


def now() -> dt.datetime:
    """The present moment in UTC, with its time zone."""
    return machine()


def machine() -> dt.datetime:
    """What this machine's clock says, whatever a test has made of `now`."""
    return dt.datetime.now(dt.UTC)
