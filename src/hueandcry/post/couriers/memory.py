"""A courier for unit tests: it keeps what it is given, and says what it was told to say."""

from collections.abc import Callable

from hueandcry.post import parcels


class Memory:
    """Keeps every parcel it accepts in `carried`; `script` holds verdicts for the next ones."""

    def __init__(self, script: list[parcels.Verdict] | None = None) -> None:
        self.carried: list[parcels.Parcel] = []
        self.script = list(script or [])

    def carry(
        self, parcel: parcels.Parcel, starting: Callable[[], None], following: parcels.Parcel | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> parcels.Verdict:  # fmt: skip
        """Take the parcel as a mail server would."""
        verdict = self.script.pop(0) if self.script else parcels.Verdict(parcels.ACCEPTED, "dot", 250, "2.0.0 kept")
        if verdict.stage in ("data", "dot"):
            starting()
            if meanwhile:
                meanwhile()
        if verdict.result in (parcels.ACCEPTED, parcels.IN_DOUBT):
            self.carried.append(parcel)
        return verdict

    def close(self) -> None:
        """Nothing is open."""
