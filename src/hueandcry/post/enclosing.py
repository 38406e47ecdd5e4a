"""A letter's text with files behind it, as RFC 2046 5.1 has it; what goes into the files is told elsewhere."""

import base64
from dataclasses import dataclass

Head = list[tuple[str, str]]
TEXT: Head = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "quoted-printable")]


@dataclass(frozen=True)
class File:
    """One enclosed file; `name` is of plain letters, digits, dots and hyphens."""

    name: str
    kind: str  # as in Content-Type
    raw: bytes


def kind(token: str) -> Head:
    """What the head says of a letter with files."""
    return [("Content-Type", f'multipart/mixed; boundary="{_boundary(token)}"')]


def body(text: bytes, files: tuple[File, ...], *, token: str) -> bytes:
    """The body of a letter whose text is `text`, in quoted-printable."""
    parts = [_head(TEXT) + text]
    for file in files:
        head: Head = [
            ("Content-Type", file.kind),
            ("Content-Disposition", f'attachment; filename="{file.name}"'),
            ("Content-Transfer-Encoding", "base64"),
        ]
        parts.append(_head(head) + base64.encodebytes(file.raw).replace(b"\n", b"\r\n"))
    line = b"--" + _boundary(token).encode()
    return b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _boundary(token: str) -> str:
    """Neither quoted-printable nor base64 can hold this (RFC 2045 6.7)."""
    return f"=_{token}"


def _head(lines: Head) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in lines).encode("ascii") + b"\r\n"
