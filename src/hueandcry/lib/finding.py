"""What a check of the installation found, and what to do about it."""

from dataclasses import dataclass

OK, NOTE, UNASKED, TO_DO = "ok", "note", "unasked", "to do"


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do and is empty when all is well.

    A *note* is worth a look and no fault; *unasked* could not be found out, which is neither good nor bad.
    """

    name: str
    sentence: str
    advice: str = ""
    soft: str = ""  # NOTE or UNASKED, where advice does not mean a fault

    @property
    def state(self) -> str:
        """ok, note, unasked or to do."""
        return self.soft or (TO_DO if self.advice else OK)
