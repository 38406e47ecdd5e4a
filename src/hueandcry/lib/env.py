"""Reading settings from the environment, and stopping the start with a sentence when one is wrong."""

import ipaddress
import json
import os
import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

LEFT = "settings.json"  # what a demo was started with, in its DATA; commands that are given only DATA find it there


def asks(data: Path) -> str:
    """What to put before a command, so that it asks the demo with this DATA; the rest of its settings lie there."""
    return f"HUEANDCRY_DATA={shlex.quote(str(data))}"


class Misconfigured(Exception):
    """A setting is missing, unknown or unsafe; the message says what to do."""


class Environment:
    """HUEANDCRY_* as they were given; remembers which names were asked for."""

    def __init__(self, values: Mapping[str, str] | None = None, prefix: str = "HUEANDCRY_") -> None:
        self.values = dict(os.environ if values is None else values)
        self.prefix = prefix
        self.known: set[str] = set()
        self.left: dict[str, str] = {}

    def fall_back(self, file: Path) -> None:
        """Where nothing else is said, take what a demo left in `file`, if there is one."""
        try:
            self.left = {str(name): str(value) for name, value in json.loads(file.read_text(encoding="utf-8")).items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, AttributeError):
            raise Misconfigured(f"{file} cannot be read. Start the demo again; it writes this file anew.") from None

    def text(self, name: str, default: str = "") -> str:
        """The setting as text, or `default`."""
        name = self.prefix + name
        self.known.add(name)
        return self.values.get(name, "").strip() or self.left.get(name, "") or default

    def secret(self, name: str, default: str = "") -> str:
        """The setting, or what stands in the file that NAME_FILE points to."""
        direct = self.text(name)
        path = self.text(f"{name}_FILE")
        if direct and path:
            raise Misconfigured(f"Set {self.prefix}{name} or {self.prefix}{name}_FILE, not both.")
        if not path:
            return direct or default
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except UnicodeDecodeError:
            raise Misconfigured(f"{self.prefix}{name}_FILE points to {path}, which is no text file.") from None
        except OSError as trouble:
            raise Misconfigured(
                f"{self.prefix}{name}_FILE points to {path}, which cannot be read: {trouble.strerror}."
            ) from None

    def choice(self, name: str, options: Iterable[str], default: str) -> str:
        """One of `options`."""
        value = self.text(name, default)
        options = list(options)
        if value not in options:
            raise Misconfigured(f"{self.prefix}{name} is {value!r}; it has to be one of: {', '.join(options)}.")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """yes or no."""
        return self.choice(name, ("yes", "no"), "yes" if default else "no") == "yes"

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number between `least` and `most`."""
        value = self.text(name, str(default))
        if not value.isdecimal() or not least <= int(value) <= most:
            raise Misconfigured(f"{self.prefix}{name} is {value!r}; it has to be a number from {least} to {most}.")
        return int(value)

    def folder(self, name: str, default: Path) -> Path:
        """An absolute path; the folder need not exist yet."""
        return Path(self.text(name, str(default))).expanduser().resolve()

    def endpoint(self, name: str, default: str) -> tuple[str, int]:
        """host:port, as (host, port); IPv6 hosts in brackets."""
        value = self.text(name, default)
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or not 0 <= int(port) <= 65535:
            raise Misconfigured(f"{self.prefix}{name} is {value!r}; it has to be host:port, such as 127.0.0.1:25.")
        return host.strip("[]"), int(port)

    def matching(self, name: str, default: str, pattern: str, what: str) -> str:
        """The setting if the whole of it matches `pattern`; `what` says to people what it has to be."""
        value = self.text(name, default)
        if not re.fullmatch(pattern, value):
            raise Misconfigured(f"{self.prefix}{name} is {value!r}; it has to be {what}.")
        return value

    def domain(self, name: str, default: str) -> str:
        """A domain name in small ASCII letters."""
        label = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
        return self.matching(name, default, rf"{label}(?:\.{label})+", "a domain name such as act.example.org")

    def address(self, name: str, default: str) -> SplitResult:
        """The address of a door: http or https, a host, perhaps a port, and nothing after it."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and not parts.path
        except ValueError:
            fine = False
        if not fine or parts.query or parts.fragment or parts.username:
            raise Misconfigured(
                f"{self.prefix}{name} has to be an address such as https://act.example.org, without a path."
            )
        return parts

    def names(self, name: str, default: str = "") -> list[str]:
        """A list parted by commas."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def addresses(self, name: str) -> list[str]:
        """IP addresses parted by commas."""
        try:
            return [str(ipaddress.ip_address(part)) for part in self.names(name)]
        except ValueError:
            raise Misconfigured(f"{self.prefix}{name} has to be IP addresses parted by commas.") from None

    def networks(self, name: str, default: str = "") -> list[str]:
        """IP addresses and networks parted by commas or lines, direct or in a file; nobody may name the whole world."""
        told = re.sub(r"#.*", "", self.secret(name, default))
        try:
            found = [ipaddress.ip_network(part) for part in re.split(r"[,\s]+", told) if part]
        except ValueError as no:
            raise Misconfigured(
                f"{self.prefix}{name} has to be addresses or networks such as 10.0.0.0/8: {no}."
            ) from None
        if wide := [str(one) for one in found if one.prefixlen < 7]:
            raise Misconfigured(f"{self.prefix}{name} names {wide[0]}, which is a good part of the world.")
        return [str(one) for one in found]

    def refuse_unknown(self) -> None:
        """Stop when a HUEANDCRY_* setting was given that nobody asked for: a typing error is not safe."""
        unknown = sorted(n for n in self.values if n.startswith(self.prefix) and n not in self.known)
        if unknown:
            raise Misconfigured(
                f"Unknown setting {', '.join(unknown)}. See docs/running-a-desk.md for the list, "
                "or remove it from the environment."
            )


def loopback(host: str) -> bool:
    """Whether `host` is this machine itself."""
    return host in ("localhost", "::1") or host.startswith("127.")
