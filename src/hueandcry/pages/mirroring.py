"""A copy of the public pages for a memory stick or another host, with a signed list of all that is in it.

The pages are printed so that they need nothing around them: links are relative and name their files, forms lead home or
to one's own mail program. So a copy is a copy. The list holds the SHA-256 of every file and is signed with Ed25519
(RFC 8032) over its JSON without blanks and with sorted keys, the signature left out.
"""

import base64
import hashlib
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from hueandcry.lib import sealing
from hueandcry.lib.refusal import Refused
from hueandcry.pages import paper

MANIFEST = "manifest.json"
KEY = "mirror"  # in the key folder; its 32 octets are the private key
LEFT_OUT = ("404.html",)  # leads to the root of our own host
Tell = Callable[[int], object]


def pages() -> Iterator[tuple[str, bytes]]:
    """(name, content) of every printed file that a copy needs, in the order of their names."""
    folder = paper.folder()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        packed = path.suffix in paper.PACKED.values() and path.with_suffix("").is_file()
        if path.is_file() and not (hidden or packed or path.name in LEFT_OUT):
            yield name, path.read_bytes()


def public_key() -> str:
    """The key that copies of this desk are signed with, for whoever wants to check one; made when first asked for."""
    return _text(_private().public_key().public_bytes_raw())


def write(place: Path, *, now: datetime, tell: Tell = lambda _: None) -> int:
    """Put a copy at `place`, a folder or a file that ends in .zip; how many files. It is there whole or not at all.

    Refuses a place that holds anything but an earlier copy.
    """
    found = dict(pages())
    if not found:
        raise Refused("Nothing has been printed yet. Run: hueandcry publish")
    found[MANIFEST] = manifest(found, now=now)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}.new")
    try:
        if place.suffix == ".zip":
            _zip(draft, found, tell)
            draft.replace(place)
        else:
            if place.exists() and (not place.is_dir() or (any(place.iterdir()) and not (place / MANIFEST).is_file())):
                raise Refused(f"{place} holds something else than a copy of these pages. Name another place.")
            _folder(draft, found, tell)
            _put_in_place(draft, place)
    finally:
        if draft.is_dir():
            shutil.rmtree(draft)
        draft.unlink(missing_ok=True)
    return len(found)


def manifest(files: Mapping[str, bytes], *, now: datetime) -> bytes:
    """The signed list of these files."""
    told = {
        "desk": settings.PUBLIC_URL, "organisation": settings.ORGANISATION,
        "made_at": now.isoformat(timespec="seconds"),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
        "key": public_key(),
    }  # fmt: skip
    signature = _text(_private().sign(_signed(told)))
    return json.dumps(told | {"signature": signature}, ensure_ascii=False, indent=1, sort_keys=True).encode()


def check(place: Path, *, key: str = "", tell: Tell = lambda _: None) -> dict[str, str]:
    """What the list at `place` says of itself; Refused names the first file that is missing, changed or added.

    `key`: the key it has to be signed with; without one, whoever made the copy is believed to be who the list says.
    """
    files = _read_zip(place) if place.is_file() else _read_folder(place)
    told = _listed(files)
    if key and told["key"] != key:
        raise Refused(f"The list in {place} is signed with another key: {told['key']}")
    listed, there = dict(told["files"]), dict(files)
    for name in sorted({*listed, *there} - {MANIFEST}):
        if name not in there:
            raise Refused(f"{name} is missing.")
        if name not in listed:
            raise Refused(f"{name} was added.")
        if hashlib.sha256(there[name]()).hexdigest() != listed[name]:
            raise Refused(f"{name} was changed.")
        tell(1)
    return {name: str(told[name]) for name in ("desk", "organisation", "made_at", "key")} | {"files": str(len(listed))}


def _listed(files: Mapping[str, Callable[[], bytes]]) -> dict:
    """The list, if its signature holds."""
    if MANIFEST not in files:
        raise Refused(f"{MANIFEST} is missing.")
    try:
        told = json.loads(files[MANIFEST]())
        signature = base64.b64decode(told.pop("signature"))
        Ed25519PublicKey.from_public_bytes(base64.b64decode(told["key"])).verify(signature, _signed(told))
        assert isinstance(told["files"], dict)
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, InvalidSignature):
        raise Refused(f"{MANIFEST} was changed: its signature does not hold.") from None
    return dict(told)


def _read_folder(place: Path) -> dict[str, Callable[[], bytes]]:
    if not place.is_dir():
        raise Refused(f"There is no copy at {place}.")
    return {path.relative_to(place).as_posix(): path.read_bytes for path in place.rglob("*") if path.is_file()}


def _read_zip(place: Path) -> dict[str, Callable[[], bytes]]:
    try:
        packed = zipfile.ZipFile(place)
    except zipfile.BadZipFile:
        raise Refused(f"{place} is no zip file.") from None
    names = packed.namelist()
    if len(set(names)) != len(names):
        raise Refused(f"{place} holds two files of one name.")
    return {name: lambda name=name: packed.read(name) for name in names}  # type: ignore[misc]


def _zip(draft: Path, files: Mapping[str, bytes], tell: Tell) -> None:
    """The same pages make the same octets: the times in it are those of nobody."""
    with zipfile.ZipFile(draft, "x", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            one = zipfile.ZipInfo(name)
            one.compress_type, one.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(one, content)
            tell(1)
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _folder(draft: Path, files: Mapping[str, bytes], tell: Tell) -> None:
    for name, content in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        tell(1)


def _put_in_place(draft: Path, place: Path) -> None:
    before = place.with_name(f".{place.name}.{secrets.token_hex(4)}.old")
    if place.exists():
        place.rename(before)
    draft.rename(place)
    if before.exists():
        shutil.rmtree(before)


def _private() -> Ed25519PrivateKey:
    if not sealing.exists(KEY):
        sealing.make(KEY)
    return Ed25519PrivateKey.from_private_bytes(sealing.pepper(KEY))


def _signed(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
