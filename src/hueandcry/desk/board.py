"""What is on the desk today; every list is one question, however long it is."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from hueandcry.actions import bursts, comments, replies
from hueandcry.actions.models import Action, Capacity, Protest, Summary
from hueandcry.appeals import document
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.cases.models import Bulletin
from hueandcry.desk import offices
from hueandcry.intake import sweeping
from hueandcry.intake.models import Report
from hueandcry.lib import folders, room
from hueandcry.people.models import Section, User
from hueandcry.post import ahead, dispatch, epochs, known_folders, relay_trouble, storms, stuck
from hueandcry.post.models import Delivery, Epoch, Incoming, Letter, Storm

State = Delivery.Status
COUNTS = ("accepted", "bounced", "waiting", "copies")


@dataclass
class Work:
    """A revision somebody has to do something about."""

    revision: Revision
    title: str
    missing: int = 0
    mine: bool = False  # in review: I did not edit it, so it waits for me


@dataclass
class Running:
    """A live appeal with its exact numbers."""

    appeal: Appeal
    title: str
    confirmed: int = 0
    accepted: int = 0
    bounced: int = 0
    waiting: int = 0
    copies: int = 0
    ends_in: int = 0  # days


@dataclass
class Asked:
    """A summary that waits for a second person."""

    summary: Summary
    mine: bool  # somebody else asked, so it waits for me


@dataclass
class Board:
    """The today page."""

    reports: list[Report] = field(default_factory=list)
    drafts: list[Work] = field(default_factory=list)
    reviews: list[Work] = field(default_factory=list)
    bulletins: list[Bulletin] = field(default_factory=list)  # reports of ours that wait for an approver
    approved: list[Work] = field(default_factory=list)
    running: list[Running] = field(default_factory=list)
    unplaced: int = 0
    penned: int = 0
    replies: int = 0
    waiting: dict[str, int] = field(default_factory=dict)  # letters in the queue, by kind
    in_doubt: int = 0
    no_key: int = 0  # letters whose key is missing although nobody destroyed it
    away: str = ""  # which folder is not the one that belongs to the database
    set_aside: int = 0  # letters that cannot be written, or with which the courier died
    full: bool = False  # the disk: nothing new is taken in
    held: Epoch | None = None  # nothing leaves, and why
    comments: int = 0  # that wait for somebody to read them
    apart: int = 0  # acts that came at once and wait until somebody has looked
    storm: Storm | None = None  # letters come back from everywhere; somebody has to decide
    relay: relay_trouble.Trouble | None = None  # it takes none of our letters
    ahead: int = 0  # letters that a wrong clock has put off for years
    stuck: int = 0  # messages in the provider's mailbox that cannot be taken in
    astray: int = 0  # kept files without a row, rows without their file
    paused: list[offices.Office] = field(default_factory=list)
    day: offices.Day | None = None
    summaries: list[Asked] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)  # of which somebody wants a change


def today(user: User, *, now: dt.datetime) -> Board:
    """Everything `user` may see that waits for somebody."""
    on = now.date()
    board = Board(running=running(on=on))
    if user.may_write():
        board.reports = list(Report.objects.filter(status=Report.Status.RECEIVED).order_by("-received_at"))
        work = _work(user)
        board.drafts = work[Revision.Status.DRAFT]
        board.reviews = work[Revision.Status.REVIEW]
        board.approved = work[Revision.Status.APPROVED]
        board.bulletins = list(Bulletin.objects.filter(status=Bulletin.Status.REVIEW).order_by("pk"))
    if user.may_keep_post():
        _post(board, user, now)
    if user.may_keep_sections():
        wanted = Section.objects.exclude(asked_by=None).select_related("asked_by")
        board.sections = list(wanted.order_by("asked_at", "pk"))
    return board


def _post(board: Board, user: User, now: dt.datetime) -> None:
    incoming = dict(Incoming.objects.values_list("status").annotate(n=Count("pk")))
    board.unplaced = incoming.get(Incoming.Status.UNPLACED, 0)
    board.penned = incoming.get(Incoming.Status.PENNED, 0)
    board.replies = replies.to_read().count()
    board.comments = comments.to_decide().count()
    queued = Delivery.objects.filter(status__in=[State.QUEUED, State.SENDING])
    counts = dict(queued.values_list("letter__kind").annotate(n=Count("pk")))
    board.waiting = {str(Letter.Kind(kind).label): n for kind, n in sorted(counts.items())}
    board.in_doubt = Delivery.objects.filter(status=State.IN_DOUBT).count()
    board.no_key = queued.filter(answer=dispatch.NO_KEY).count()
    board.away = next((which for which in (folders.KEYS, folders.DATA) if known_folders.trouble(which)), "")
    board.set_aside = Delivery.objects.filter(status=State.QUARANTINED).count()
    board.full = room.full()
    board.held = epochs.held()
    board.storm = storms.standing()
    board.apart = bursts.standing().aggregate(n=Count("action"))["n"]
    board.relay = relay_trouble.standing(now)
    board.ahead = ahead.look(now).letters
    board.stuck = stuck.for_a_person().count()
    looked = sweeping.last()
    board.astray = looked[1] if looked else 0
    board.paused = offices.paused(now)
    board.day = offices.day(now)
    asked = Summary.objects.filter(status=Summary.Status.ASKED).select_related("target", "appeal", "asked_by")
    board.summaries = [Asked(one, mine=one.asked_by_id != user.pk) for one in asked.order_by("asked_at", "pk")]


def running(*, on: dt.date) -> list[Running]:
    """Live and paused appeals, those that end first at the top; counted as actions.tally counts."""
    live = [Appeal.Status.LIVE, Appeal.Status.PAUSED, Appeal.Status.EXPIRED]
    appeals = list(
        Appeal.objects.filter(status__in=live).select_related("case", "live_revision").order_by("act_by", "pk")
    )
    people = _people(appeals)
    protests = Protest.objects.filter(appeal__in=appeals, rank=1, action__status=Action.Status.CONFIRMED)
    relayed = Q(channel=Protest.Channel.RELAY)
    rows = protests.values("appeal").annotate(
        accepted=Count("pk", filter=relayed & Q(delivery__accepted_at__isnull=False)),
        bounced=Count("pk", filter=relayed & Q(delivery__status=State.BOUNCED)),
        waiting=Count("pk", filter=relayed & Q(delivery__status__in=[State.QUEUED, State.SENDING])),
        copies=Count("pk", filter=Q(grade=Protest.Grade.VERIFIED)),
    )
    counted: dict[int, dict[str, int]] = {row["appeal"]: {name: row[name] for name in COUNTS} for row in rows}  # type: ignore[literal-required]
    return [
        Running(
            appeal, headline(appeal.live_revision, appeal), people.get(appeal.pk, 0),
            ends_in=(appeal.act_by - on).days if appeal.act_by else 0, **counted.get(appeal.pk, {}),
        )
        for appeal in appeals
    ]  # fmt: skip


def headline(revision: Revision | None, appeal: Appeal) -> str:
    """What an appeal is called on the desk: the headline of its own language, or the title of the case."""
    doc = revision.document if revision else {}
    texts = doc.get("texts") or {}
    for code in (doc.get("language") or "", "en", *texts):
        if (texts.get(code) or {}).get("headline"):
            return str(texts[code]["headline"])
    return appeal.case.title


def _people(appeals: Iterable[Appeal]) -> dict[int, int]:
    confirmed = Action.objects.filter(appeal__in=appeals, status=Action.Status.CONFIRMED, capacity=Capacity.PERSON)
    return dict(confirmed.values_list("appeal").annotate(n=Count("person_key", distinct=True)))


def _work(user: User) -> dict[str, list[Work]]:
    states = (Revision.Status.DRAFT, Revision.Status.REVIEW, Revision.Status.APPROVED)
    edited = Exists(Revision.editors.through.objects.filter(revision=OuterRef("pk"), user=user))
    rows = Revision.objects.filter(status__in=states).select_related("appeal__case").annotate(edited=edited)
    work: dict[str, list[Work]] = {state: [] for state in states}
    for row in rows.order_by("-created_at"):
        one = Work(row, headline(row, row.appeal))
        if row.status == Revision.Status.DRAFT:
            one.missing = len(document.missing(row.document))
        one.mine = row.status == Revision.Status.REVIEW and user.may_approve() and not row.edited
        work[row.status].append(one)
    return work
