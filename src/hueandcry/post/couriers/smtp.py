"""Carrying parcels to a mail server over SMTP (RFC 5321), one connection kept open for many letters.

What matters here is never to guess: before the final dot every trouble means "later"; once the dot is
sent, only a clear answer is believed, and silence means "in doubt". A server that talks without end,
drips one byte a second or answers nonsense is cut off at a deadline. Where the server offers PIPELINING (RFC 2920)
sender, recipients and DATA of a letter go out behind the text of the one before, so that a letter costs one round trip;
its text, and with it its attempt, waits for all their answers. Only a server whose yes to a text reads unlike
its yes to a sender or a recipient is sent an envelope that early: where it kept silent about the text, its answer to
the next sender would else be taken for a yes.
"""

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from hueandcry.lib import sabotage
from hueandcry.post import parcels

REPLY = 64 * 1024  # bytes of one answer that are read before the server is cut off
COOL_DOWN = 30.0  # seconds in which a relay that did not answer is not asked again
SULK = 300.0  # seconds in which a mailbox for which the relay kept silent is not named again on this line
OF_THE_LETTER = (552,)  # too large, which is said as early as at MAIL where SIZE is known
PIECE = 16_384  # bytes sent at once: one record of TLS, of which a part is nothing to the other side
TROUBLE = (OSError, smtplib.SMTPException, EOFError)


@dataclass(frozen=True)
class Deadlines:
    """Seconds each stage may take in all, however slowly the server drips."""

    connect: float = 20
    command: float = 60
    data: float = 120  # sending the text
    dot: float = 300


class Line(smtplib.SMTP):
    """smtplib's client with a bounded reader: a deadline for a whole answer, and a limit to its length."""

    def __init__(self, deadlines: Deadlines) -> None:
        self.pending = b""
        self.owed = 0  # answers to commands sent together that were not read yet
        self.yes: set[bytes] = set()  # its last words for a sender and for a recipient
        self.told_apart = False  # whether its words for a text it took are others
        self.deadline = 0.0
        self.deadlines = deadlines
        super().__init__(local_hostname=settings.MAIL_DOMAIN, timeout=deadlines.connect)
        self.allow(deadlines.connect)

    def allow(self, seconds: float) -> None:
        """The next answer has to be complete within `seconds`."""
        self.deadline = time.monotonic() + (3600 if sabotage.on("endless-answers") else seconds)

    def getreply(self) -> tuple[int, bytes]:
        """One answer, all its lines; anything that is not SMTP closes the line."""
        texts: list[bytes] = []
        size = 0
        while True:
            line = self._line()
            size += len(line)
            code = line[:3]
            if not code.isdigit() or line[3:4] not in (b"", b" ", b"-") or self._too_long(size):
                self.close()
                raise smtplib.SMTPServerDisconnected("the answer is not SMTP")
            texts.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(code), b"\n".join(texts)  # as smtplib has it: EHLO is read line by line

    def say(self, command: str) -> tuple[int, bytes]:
        """One command and its answer within the command's deadline."""
        self._expect_silence()
        self.allow(self.deadlines.command)
        return self.docmd(command)

    def together(self) -> bool:
        """Whether the server takes several commands at once (RFC 2920), by its last EHLO."""
        return self.has_extn("pipelining") or sabotage.on("pipeline-unasked")

    def envelope(self, commands: list[str], *, asking_first: bool) -> Iterator[tuple[int, bytes]]:
        """One answer after another to MAIL, RCPTs and DATA; sent all at once if the server takes that.

        `asking_first`: DATA waits for the answers to the others. Who stops listening before the end has to `catch_up`
        before the next command.
        """
        if not self.together():
            for command in commands:
                yield self.say(command)
            return
        self.send_together(commands[:-1] if asking_first else commands)
        yield from self.owed_answers()
        if asking_first:
            yield self.say(commands[-1])

    def send_together(self, commands: list[str]) -> None:
        """Send commands without waiting for the answers between them."""
        self._expect_silence()
        self.owed = len(commands)
        self.send(_joined(commands))

    def owed_answers(self) -> Iterator[tuple[int, bytes]]:
        """One answer after another to commands that were sent together."""
        while self.owed:
            self.allow(self.deadlines.command)
            self.owed -= 1
            yield self.getreply()

    def catch_up(self) -> int:
        """Read the answers that nobody listened to, so that the next one belongs to the next command; the last code."""
        codes = [code for code, _answer in self.owed_answers()]
        return codes[-1] if codes else 0

    def hand_over(self, text: bytes, following: list[str]) -> None:
        """Send the text with its dot, and commands behind it, without waiting for an answer.

        Raises only if the dot did not leave.
        """
        self._expect_silence()
        assert self.sock is not None
        until = time.monotonic() + self.deadlines.data
        whole, sent = memoryview(text + _joined(following).encode("ascii")), 0
        try:
            while sent < len(whole):
                self.sock.settimeout(max(until - time.monotonic(), 0.001))
                sent += self.sock.send(whole[sent : sent + PIECE])
        except OSError:
            if sent < len(text):
                raise
        self.owed = len(following)

    def connect_securely(self, host: str, port: int, *, tls: str) -> None:
        """Greeting, EHLO and, if asked for, TLS; raises if TLS was asked for and is not offered."""
        if tls == "tls":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                socket.create_connection((host, port), self.deadlines.connect), server_hostname=host
            )
            self._host, (code, answer) = host, self.getreply()
        else:
            code, answer = self.connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, answer)
        self.allow(self.deadlines.command)
        self.ehlo_or_helo_if_needed()
        if tls == "starttls" and not (sabotage.on("plain-will-do") and not self.has_extn("starttls")):
            self._host = host
            self.starttls(context=ssl.create_default_context())
            if self.pending:
                raise smtplib.SMTPServerDisconnected("the server spoke before TLS was there")
            self.allow(self.deadlines.command)
            self.ehlo_or_helo_if_needed()

    def _expect_silence(self) -> None:
        """An answer that is here before its question would be taken for the answer to the next one."""
        if self.pending and not sabotage.on("answers-out-of-step"):
            self.close()
            raise smtplib.SMTPServerDisconnected("the server spoke out of turn")

    def _too_long(self, size: int) -> bool:
        return size > REPLY and not sabotage.on("endless-answers")

    def _line(self) -> bytes:
        while b"\n" not in self.pending:
            left = self.deadline - time.monotonic()
            if self.sock is None or left <= 0 or self._too_long(len(self.pending)):
                self.close()
                raise smtplib.SMTPServerDisconnected("no proper answer in time")
            self.sock.settimeout(left)
            try:
                more = self.sock.recv(8192)
            except OSError:
                self.close()
                raise
            if not more:
                self.close()
                raise smtplib.SMTPServerDisconnected("the server hung up")
            self.pending += more
        line, _, self.pending = self.pending.partition(b"\n")
        return line.rstrip(b"\r")


class Smtp:
    """One connection to the relay; not to be shared between threads."""

    def __init__(
        self, host: str, port: int, *, tls: str = "none", user: str = "", password: str = "",
        deadlines: Deadlines | None = None,
    ) -> None:  # fmt: skip
        self.host, self.port, self.tls, self.user, self.password = host, port, tls, user, password
        self.deadlines = deadlines or Deadlines()
        self.line: Line | None = None
        self.down_until = 0.0
        self.announced: parcels.Parcel | None = None  # its envelope was sent behind the last text
        self.asking_first = False  # a target was refused beside a Cc that was not: the server then waits for a text
        self.silent: dict[str, float] = {}  # mailboxes for which the relay kept silent, and until when they wait

    def carry(
        self, parcel: parcels.Parcel, starting: Callable[[], None], following: parcels.Parcel | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> parcels.Verdict:  # fmt: skip
        """Hand the parcel to the relay; `starting` is called when it is ready to take the text.

        If `starting` raises, nothing is handed over and the error goes on to the caller. `following` is what will
        probably be carried next: its envelope goes out behind this text. `meanwhile` is called once the text is out,
        while its answer is on the way.
        """
        if self._is_silent(parcel):
            # One mailbox that is not answered for must not hold the line for all of its letters, a minute each.
            return parcels.Verdict(parcels.LATER, "rcpt", None, "The relay kept silent about this mailbox just now.")
        waited = self.line is not None
        verdict = self._envelope(parcel)
        if verdict and verdict.code in (None, 421) and waited and verdict.stage == "mail":
            verdict = self._envelope(parcel)  # an idle line was closed, or one of too many letters
        if isinstance(verdict, parcels.Verdict):
            if verdict.code is None and verdict.stage == "rcpt":
                self.silent[parcel.to] = time.monotonic() + SULK
            return verdict
        refused = self.cc_refused
        try:
            starting()
            return self._text(parcel, refused, following, meanwhile)
        except BaseException:
            self._drop()  # the server waits for a text, or its answer to one was not read
            raise

    def close(self) -> None:
        """Say goodbye, as far as the other side still listens."""
        line, self.line = self.line, None
        if line is not None:
            if self.announced is None:
                with contextlib.suppress(*TROUBLE):
                    line.say("QUIT")
            line.close()
        self.announced = None

    def _is_silent(self, parcel: parcels.Parcel) -> bool:
        return time.monotonic() < self.silent.get(parcel.to, 0)

    def _envelope(self, parcel: parcels.Parcel) -> parcels.Verdict | None:
        """Sender and recipients; None when the relay waits for the text."""
        stage, self.cc_refused = "connect", 0
        announced, self.announced = self.announced, None
        try:
            if announced is not None and announced is not parcel:
                self._drop()  # the server waits for a text that will not come
            line = self._connected()
            if line is None:
                return parcels.Verdict(parcels.LATER, stage, None, "The relay did not answer a moment ago.")
            stage = "mail"
            if announced is parcel:
                answers = line.owed_answers()
            else:
                answers = line.envelope(_commands(parcel), asking_first=self.asking_first)
            code, answer = next(answers)
            if code != 250:
                return self._turned_away(stage, code, answer)
            stage, line.yes = "rcpt", {_words(answer)}
            code, answer = next(answers)
            if code not in (250, 251) and not (parcel.cc and sabotage.on("any-yes-will-do")):
                return self._turned_away(stage, code, answer)
            line.yes.add(_words(answer))
            self.cc_refused = sum(next(answers)[0] not in (250, 251) for _ in parcel.cc)
            stage = "data"
            code, answer = next(answers)
            if code != 354 and not (code == 250 and sabotage.on("any-data-answer")):
                return self._turned_away(stage, code, answer)
        except TROUBLE as trouble:
            return self._lost(stage, trouble)
        return None

    def _text(
        self, parcel: parcels.Parcel, refused: int, following: parcels.Parcel | None,
        meanwhile: Callable[[], None] | None,
    ) -> parcels.Verdict:  # fmt: skip
        assert self.line is not None
        line, stage = self.line, "data"
        if following and (
            self.asking_first or self._is_silent(following) or not line.together() or not line.told_apart
        ):
            following = None
        try:
            line.hand_over(stuffed(parcel.message) + b".\r\n", _commands(following) if following else [])
            stage, self.announced = "dot", following
            if meanwhile:
                meanwhile()
            line.allow(line.deadlines.dot)
            code, answer = line.getreply()
        except TROUBLE as trouble:
            return self._lost(stage, trouble)
        if code == 250:
            line.told_apart = _words(answer) not in line.yes or sabotage.on("answers-out-of-step")
            if self.announced and not line.told_apart:
                return self._lost(stage, smtplib.SMTPServerDisconnected("no answer to this text, one to the next"))
        result = parcels.ACCEPTED if code == 250 else self._no(code)
        if result == parcels.NEVER:
            return self._turned_away(stage, code, answer)
        if result == parcels.ACCEPTED:
            self.asking_first = False
        if code == 421 or not result:
            self._drop()
        return parcels.Verdict(result or parcels.IN_DOUBT, stage, code, parcels.quoted(answer), refused)

    def _connected(self) -> Line | None:
        if self.line is not None:
            return self.line
        if time.monotonic() < self.down_until:
            return None
        line = Line(self.deadlines)
        try:
            line.connect_securely(self.host, self.port, tls=self.tls)
            if self.user:
                line.allow(self.deadlines.command)
                line.login(self.user, self.password)
        except TROUBLE:
            line.close()
            self.down_until = time.monotonic() + COOL_DOWN
            raise
        self.line = line
        return line

    def _turned_away(self, stage: str, code: int, answer: bytes) -> parcels.Verdict:
        """A clear no before the text: 5xx is for ever, 4xx for now, anything else is no SMTP."""
        result = self._no(code) or parcels.LATER
        of_us = (stage == "mail" and code not in OF_THE_LETTER) or parcels.OF_US.search(answer)
        if code // 100 == 5 and of_us and not sabotage.on("us-is-everybody"):
            # It is we whom the relay does not want: that says nothing of the letter, nor of the next one.
            result, self.down_until = parcels.LATER, time.monotonic() + COOL_DOWN
            self._drop()
        elif code == 421 or code // 100 not in (4, 5):
            self._drop()
        elif stage != "dot":  # where nothing is left to be reset
            self._reset()
        return parcels.Verdict(result, stage, code, parcels.quoted(answer))

    def _no(self, code: int) -> str:
        """What a clear no means; empty for anything that is no no."""
        later = parcels.NEVER if sabotage.on("later-is-never") else parcels.LATER
        return {4: later, 5: parcels.NEVER}.get(code // 100, "")

    def _lost(self, stage: str, trouble: BaseException) -> parcels.Verdict:
        """The line broke: after the dot nobody knows, before it nothing was taken."""
        self._drop()
        code = getattr(trouble, "smtp_code", None) if stage == "connect" else None
        said = getattr(trouble, "smtp_error", b"") or f"{type(trouble).__name__}: {trouble}"
        doubted = stage == "dot" and not sabotage.on("silence-is-no")
        result = parcels.IN_DOUBT if doubted else parcels.LATER
        return parcels.Verdict(result, stage, code if code and code > 0 else None, parcels.quoted(said))

    def _reset(self) -> None:
        try:
            if self.line is not None and not sabotage.on("answers-out-of-step") and self.line.catch_up() == 354:
                self.asking_first = True
                self._drop()
            if self.line is None or self.line.say("RSET")[0] != 250:
                self._drop()
        except TROUBLE:
            self._drop()

    def _drop(self) -> None:
        line, self.line, self.announced = self.line, None, None
        if line is not None:
            line.close()


def from_settings() -> Smtp:
    """A courier to the relay the settings name."""
    host, port = settings.RELAY
    return Smtp(host, port, tls=settings.RELAY_TLS, user=settings.RELAY_USER, password=settings.RELAY_PASSWORD)


def stuffed(message: bytes) -> bytes:
    """The text with dots doubled at line starts and a line end at the end (RFC 5321 4.5.2)."""
    text = message if message.endswith(b"\r\n") else message + b"\r\n"
    return (b"\r\n" + text).replace(b"\r\n.", b"\r\n..")[2:]


def _words(answer: bytes) -> bytes:
    """An answer, to be compared with another one of the same server: without addresses."""
    return parcels.quoted(answer).encode() if b"@" in answer else answer


def _commands(parcel: parcels.Parcel) -> list[str]:
    """What is said before the text."""
    recipients = [f"RCPT TO:<{address}>" for address in (parcel.to, *parcel.cc)]
    return [f"MAIL FROM:<{parcel.mail_from}>", *recipients, "DATA"]


def _joined(commands: list[str]) -> str:
    return "".join([f"{command}\r\n" for command in commands])
