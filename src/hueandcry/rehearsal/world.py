"""The folder, the processes and the addresses of a rehearsal: a whole desk that can reach nobody."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hueandcry.lib import env, processes
from hueandcry.rehearsal import providers

HOST = "127.0.0.1"
MAIL_DOMAIN, NEWS_DOMAIN, SELECTOR = "act.example.org", "news.example.org", "hc1"
PASSED_ON = ("HUEANDCRY_TESTING", "HUEANDCRY_SABOTAGE")


def _published() -> dict[str, str]:
    """What an operator would publish for the two mail domains, so that the doctor can be tried out."""
    found: dict[str, str] = {}
    for domain in (MAIL_DOMAIN, NEWS_DOMAIN):
        found |= {domain: "v=spf1 ip4:127.0.0.1 -all", f"_dmarc.{domain}": "v=DMARC1; p=none"}
        found |= {f"MX {domain}": f"10 mx.{MAIL_DOMAIN}."}
    return found | {f"A mx.{MAIL_DOMAIN}": HOST, "PTR 1.0.0.127.in-addr.arpa": f"mx.{MAIL_DOMAIN}."}


@dataclass
class World:
    """Where everything is; `environment` is what the processes of the desk are started with."""

    folder: Path
    mode: str = "rehearsal"
    slow: float = 0  # seconds the sink takes over a letter
    public_port: int = 0
    desk_port: int = 0
    ports: dict[str, int] = field(default_factory=dict)
    mail_providers: list[providers.Provider] = field(default_factory=list)
    group: processes.Group | None = None

    def __post_init__(self) -> None:
        self.ports = {"public": processes.free_port(HOST, wish=self.public_port)}
        for name, wish in (("desk", self.desk_port), ("sink", 0), ("lmtp", 0), ("dns", 0)):
            port = processes.free_port(HOST, wish=wish)
            while port in self.ports.values():
                port = processes.free_port(HOST)
            self.ports[name] = port

    @property
    def public_url(self) -> str:
        """The address of the public door."""
        return f"http://{HOST}:{self.ports['public']}"

    @property
    def desk_url(self) -> str:
        """The address of the desk."""
        return f"http://{HOST}:{self.ports['desk']}"

    @property
    def sink_log(self) -> Path:
        """One line for each message the sink took."""
        return self.folder / "sink.log"

    @property
    def mail(self) -> Path:
        """The messages the sink took."""
        return self.folder / "mail"

    @property
    def environment(self) -> Mapping[str, str]:
        """Settings of the desk; nothing of the operator's own desk gets in."""
        told = {
            "MODE": self.mode,
            "DATA": str(self.folder / "desk"),
            "KEYS": str(self.folder / "keys"),
            "PUBLIC_URL": self.public_url,
            "DESK_URL": self.desk_url,
            "PUBLIC_LISTEN": f"{HOST}:{self.ports['public']}",
            "DESK_LISTEN": f"{HOST}:{self.ports['desk']}",
            "RELAY": f"{HOST}:{self.ports['sink']}",
            "LMTP": f"{HOST}:{self.ports['lmtp']}",
            "MAIL_DOMAIN": MAIL_DOMAIN,
            "NEWS_DOMAIN": NEWS_DOMAIN,
            "DKIM_SELECTOR": SELECTOR,
            "DKIM_KEY_FILE": str(self.folder / "dkim.pem"),
            "RELAY_LEAVES_FROM": HOST,
            "DNS": f"{HOST}:{self.ports['dns']}",
        }
        return {f"HUEANDCRY_{name}": value for name, value in told.items()}

    def settle(self) -> None:
        """Make the folder, keys for signatures, and this process part of the world."""
        for name in ("desk", "keys"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        key = self.folder / "dkim.pem"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_bytes(providers.new_key())
        ours = [
            providers.Provider(domain, (), False, key.read_bytes(), SELECTOR) for domain in (MAIL_DOMAIN, NEWS_DOMAIN)
        ]
        left = self.folder / "desk" / env.LEFT
        left.touch(mode=0o600)
        left.write_text(json.dumps(dict(self.environment), indent=1))
        (self.folder / "dns.json").write_text(
            json.dumps(providers.records([*ours, *self.mail_providers]) | _published())
        )
        for name in [name for name in os.environ if name.startswith("HUEANDCRY_") and name not in PASSED_ON]:
            del os.environ[name]
        os.environ.update(self.environment)

    def parts(self) -> list[processes.Part]:
        """The sink, the stub name server and the desk itself, as an operator starts it."""
        python = [sys.executable, "-m"]
        sink = [*python, "hueandcry.post.sink", "--listen", f"{HOST}:{self.ports['sink']}"]
        dns = [*python, "hueandcry.post.dns_stub", "--listen", f"{HOST}:{self.ports['dns']}"]
        return [
            processes.Part(
                "sink",
                [*sink, "--log", str(self.sink_log), "--mail", str(self.mail), "--slow", str(self.slow)],
                port=(HOST, self.ports["sink"]),
            ),
            processes.Part("dns", [*dns, "--records", str(self.folder / "dns.json")]),
            processes.Part(
                "desk",
                [*python, "hueandcry.command.main", "serve"],
                port=(HOST, self.ports["public"]),
                grace=processes.LONGER_GRACE,
            ),
        ]

    def start(self, say: Callable[[str], None]) -> processes.Group:
        """Start everything; call it in the main thread, and `group.wait_ready` after it."""
        self.group = processes.Group(self.parts(), say=say, log=self.folder / "processes.log")
        self.group.start()
        return self.group

    def ready(self, *, seconds: float = 90) -> bool:
        """Wait until every door answers."""
        assert self.group
        if not self.group.wait_ready(seconds=seconds):
            return False
        return all(
            processes.wait_for((HOST, self.ports[name]), stopping=self.group.stopping, seconds=seconds)
            for name in ("desk", "lmtp")
        )

    def last_words(self) -> str:
        """The end of what the processes said, for whoever has to find out why they do not work."""
        log = self.folder / "processes.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return " | ".join(lines[-3:])

    def pid(self, part: str) -> int | None:
        """The process of one part of the desk at this moment."""
        try:
            return int((self.folder / "desk" / "processes" / f"{part}.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
