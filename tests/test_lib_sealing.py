"""What is sealed opens with its key alone, and never again once the key is gone."""

import pytest

from hueandcry.lib import keeping, sealing


def test_what_was_sealed_opens_again():
    sealing.make("act-a")

    sealed = sealing.seal("act-a", {"name": "Zoë", "words": "слово"})

    assert sealing.unseal("act-a", sealed) == {"name": "Zoë", "words": "слово"}
    assert b"Zo" not in sealed


def test_making_a_key_twice_keeps_the_first():
    sealing.make("act-a")
    sealed = sealing.seal("act-a", "words")

    sealing.make("act-a")

    assert sealing.unseal("act-a", sealed) == "words"


def test_a_destroyed_key_opens_nothing():
    sealing.make("act-a")
    sealed = sealing.seal("act-a", "words")

    assert sealing.destroy("act-a") is True

    with pytest.raises(sealing.KeyGone):
        sealing.unseal("act-a", sealed)
    assert sealing.destroy("act-a") is False


def test_a_key_made_anew_under_an_old_name_does_not_open_what_the_old_one_sealed():
    sealing.make("act-a")
    sealed = sealing.seal("act-a", "words")
    sealing.destroy("act-a")

    sealing.make("act-a")

    with pytest.raises(sealing.KeyGone):
        sealing.unseal("act-a", sealed)


def test_a_changed_byte_does_not_open():
    sealing.make("act-a")
    sealed = bytearray(sealing.seal("act-a", "words"))
    sealed[-1] ^= 1

    with pytest.raises(sealing.KeyGone):
        sealing.unseal("act-a", bytes(sealed))


def test_a_key_name_cannot_leave_the_folder():
    for name in ("../secret", "a/b", "", ".hidden", "A"):
        with pytest.raises(ValueError, match="not a key name"):
            sealing.make(name)


def test_the_key_file_is_readable_by_its_owner_alone(settings):
    sealing.make("act-a")

    assert (settings.KEYS / "act-a.key").stat().st_mode & 0o777 == 0o600
    assert list(settings.KEYS.glob("*.new")) == []


def test_a_kept_file_comes_back_byte_for_byte_and_is_not_readable_on_disk(tmp_path):
    sealing.make("intake")
    raw = b"\xff\x00 raw mail"

    digest = keeping.keep(tmp_path / "in", raw, key="intake")

    assert keeping.fetch(tmp_path / "in", digest, key="intake") == raw
    assert all(raw not in path.read_bytes() for path in (tmp_path / "in").rglob("*") if path.is_file())


def test_a_resealed_file_opens_with_the_new_key_only(tmp_path):
    sealing.make("intake")
    sealing.make("act-a")
    digest = keeping.keep(tmp_path / "in", b"mail", key="intake")

    keeping.reseal(tmp_path / "in", digest, old="intake", new="act-a")

    assert keeping.fetch(tmp_path / "in", digest, key="act-a") == b"mail"
    with pytest.raises(sealing.KeyGone):
        keeping.fetch(tmp_path / "in", digest, key="intake")
