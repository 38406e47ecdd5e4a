"""What the letters of an appeal take from its approved revision, at hand for as long as nothing there changes."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from hueandcry.actions import receivers
from hueandcry.appeals import letters, wording
from hueandcry.appeals.models import Appeal
from hueandcry.lib import batches
from hueandcry.post import outbox
from hueandcry.post.models import Letter

CHANGES = "SELECT id, seq FROM ledger_head WHERE id IN %s"


@dataclass
class Papers:
    """What the letters of one appeal take from the approved revision; good as long as the ledger tells nothing new."""

    appeal: Appeal
    offices: dict[str, list[receivers.Office]] = field(default_factory=dict)  # by the supporter's country
    words: dict[tuple[str, bool], tuple[str, Letter]] = field(default_factory=dict)  # by her language and capacity
    names: dict[tuple[int, str, str], str] = field(default_factory=dict)  # target, country, language

    def offices_for(self, country: str) -> list[receivers.Office]:
        """Whom somebody in `country` writes to."""
        if country not in self.offices:
            self.offices[country] = receivers.offices(self.appeal, country)
        return self.offices[country]

    def letter(self, asked: str, now: dt.datetime, *, signed_for: bool = False) -> tuple[str, Letter]:
        """The letter for somebody who reads `asked`, and the language it is in; `signed_for` an organisation or not."""
        if (asked, signed_for) not in self.words:
            document = self.appeal.live_revision.document if self.appeal.live_revision else {}
            language, _text = wording.choose(document, asked)
            subject, body = letters.protest_letter(self.appeal, language, signed_for=signed_for)
            made = outbox.letter(Letter.Kind.PROTEST, language=language, subject=subject, body=body, now=now)
            self.words[asked, signed_for] = language, made
        return self.words[asked, signed_for]

    def name(self, receiver: receivers.Receiver, country: str, language: str) -> str:
        """What the letter calls an office."""
        key = receiver.target.pk, country, language
        if key not in self.names:
            self.names[key] = receiver.name(language)[:120]
        return self.names[key]


class Drawer:
    """The papers of the appeals that are at hand; a process keeps one open from batch to batch."""

    def __init__(self) -> None:
        self._seq = -1
        self._papers: dict[int, Papers] = {}

    def papers(self, numbers: Collection[int]) -> dict[int, Papers]:
        """Those of these appeals, read anew when the ledger has moved; inside a transaction that holds the appeals."""
        seq = next((seq for _pk, seq in batches.ask(CHANGES, [1])), 0)
        if seq != self._seq:
            self._seq, self._papers = seq, {}
        missing = [pk for pk in numbers if pk not in self._papers]
        for appeal in Appeal.objects.select_related("live_revision").filter(pk__in=missing):
            self._papers[appeal.pk] = Papers(appeal)
        return self._papers

    def empty(self) -> None:
        """Believe nothing that was read before."""
        self._seq = -1
