"""Reading again what a supporter told us, while its key lives."""

from hueandcry.lib import sealing


def told(key_name: str, sealed: bytes | memoryview | None) -> dict[str, str]:
    """The fields as they were sealed; raises sealing.KeyGone when they, or their key, are gone."""
    if not sealed:
        raise sealing.KeyGone(key_name)
    return dict(sealing.unseal(key_name, bytes(sealed)))  # type: ignore[call-overload]
