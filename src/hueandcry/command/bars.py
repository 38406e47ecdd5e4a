"""How far it is: a bar for whoever looks at a terminal and has waited for a second."""

from typing import Any


def bar(what: str, *, total: int | None, unit: str) -> Any:
    """A bar of tqdm, to be used with `with`; bytes ("B") are shown as MB and GB. Nothing is shown in a pipe."""
    from tqdm import tqdm

    return tqdm(total=total, unit=unit, unit_scale=unit == "B", desc=what, disable=None, delay=1)
