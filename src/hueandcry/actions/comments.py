"""Comments: written by anybody, confirmed by mail, let out by the desk; text only, and no address in any row.

The brakes on letters are those of acts: one a day to one address, whose link shows everything that waits for it.
Whoever looks from outside gets the same answer whether or not a letter left.
"""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from hueandcry.actions import awaiting, pressing, recognising, texts, typed, unsealing
from hueandcry.actions.models import Action, Comment, Confirmation
from hueandcry.appeals.models import Appeal
from hueandcry.cases import bulletins, disclosure
from hueandcry.cases.models import Bulletin
from hueandcry.ledger import writing
from hueandcry.lib import addresses, moves, sealing, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import outbox, stops
from hueandcry.post.models import Letter

WORDS = 600  # letters
WAITING = 3  # comments of one mailbox that wait for its owner
UNDECIDED = 2000  # that wait for the desk; more would be a flood, and nobody would read them
DECIDED_WITHIN = dt.timedelta(days=90)  # then it is erased undecided
KEYS, KEYS_FOR = "comments-", dt.timedelta(days=130)  # after the first day of the month a key is named for
State = Comment.Status


def check(*, name: str, email: str, language: str, words: str) -> dict[str, str]:
    """A sentence for each field that cannot be taken as it is."""
    found = typed.faults(name=name, email=email, country=None, language=language, words=words)
    plain = typed.words(words)
    if not plain:
        found["words"] = _("Please write something.")
    elif len(plain) > WORDS:
        told = {"most": WORDS, "has": len(plain)}
        found["words"] = _("Please shorten your comment to %(most)d letters; it has %(has)d now.") % told
    return found


def take(on: Appeal | Bulletin, *, name: str, email: str, language: str, words: str, now: dt.datetime) -> None:
    """Keep a comment until its owner confirms it by mail; fields have to have passed `check`."""
    if faults := check(name=name, email=email, language=language, words=words):
        raise Refused(next(iter(faults.values())))
    if Comment.objects.filter(status=State.WAITING).count() >= UNDECIDED:
        raise Refused(_("So many comments wait for the desk that it takes no more today. Please come back later."))
    told = {"name": typed.name(name), "words": typed.words(words)}
    try:
        _take(on, told, addresses.clean(email), language, now)
    except IntegrityError:  # another process wrote to this mailbox at this moment: now it can be seen
        _take(on, told, addresses.clean(email), language, now)


def behind(link_token: str, now: dt.datetime) -> list[Comment]:
    """The comments that wait for whoever got the letter with this link, oldest first."""
    link = pressing.links([link_token.lower()]).get(link_token.lower())
    if link is None or not link.alive(now):
        return []
    waiting = Comment.objects.filter(mail_key__in=link.keys, status=State.PENDING, erase_by__gt=now)
    return list(waiting.exclude(mail_key="").select_related("appeal", "bulletin").order_by("pk"))


def confirm(link_token: str, *, seen: list[str], now: dt.datetime) -> int:
    """The owner says that these comments are hers; how many go to the desk. Pressed again, it is none."""
    count = 0
    for comment in behind(link_token, now):
        if comment.token in seen:
            try:
                moves.move(comment, to=State.WAITING, confirmed_at=now, erase_by=now + DECIDED_WITHIN)
                count += 1
            except Refused:
                continue  # the same press in another window
    return count


def opened(comment: Comment) -> dict[str, str]:
    """Name and words; empty when they were erased."""
    if comment.status == State.SHOWN:
        return {"name": comment.name, "words": comment.words}
    try:
        return unsealing.told(comment.key_name, comment.sealed)
    except sealing.KeyGone:
        return {}


def to_decide() -> QuerySet[Comment]:
    """What the desk has to read, oldest first."""
    return Comment.objects.filter(status=State.WAITING).select_related("appeal", "bulletin").order_by("pk")


def shown(on: Appeal | Bulletin) -> QuerySet[Comment]:
    """What the public reads under it, newest first."""
    return on.comments.filter(status=State.SHOWN).order_by("-decided_at", "-pk")  # type: ignore[union-attr]


def names_hidden(comment: Comment) -> list[str]:
    """Whom it names although they are not to be named in public."""
    case = comment.appeal.case if comment.appeal else comment.bulletin.case if comment.bulletin else None
    if case is None:
        return []
    people = [{"name": p.name, "aliases": p.aliases, "public": p.public} for p in case.people.all()]
    said = opened(comment)
    text = {**dict.fromkeys(disclosure.TEXTS, ""), "demands": [], "story": f"{said.get('name')}. {said.get('words')}"}
    found = disclosure.named_in_public({"people": people, "texts": {comment.language: text}})
    return [name for _where, name in found]


@transaction.atomic
def let_out(comment: Comment, *, by: User, now: dt.datetime) -> None:
    """The public may read it."""
    _may(by)
    said = opened(comment)
    if not said:
        raise Refused(_("Its words were erased."))
    if hidden := names_hidden(comment):
        raise Refused(_("It names %(name)s, who is not to be named in public.") % {"name": ", ".join(hidden)})
    moves.move(comment, to=State.SHOWN, sealed=None, decided_by=by, decided_at=now, **said)
    writing.record("comment shown", subject=_subject(comment), by=by, comment=comment.token)


@transaction.atomic
def decline(comment: Comment, *, by: User, now: dt.datetime) -> None:
    """Nobody reads it, or nobody any more; its words are erased at once."""
    _may(by)
    moves.move(comment, to=State.DECLINED, sealed=None, name="", words="", decided_by=by, decided_at=now)
    writing.record("comment declined", subject=_subject(comment), by=by, comment=comment.token)


@transaction.atomic
def take_back(token: str) -> bool:
    """Its owner takes it back; its words are erased at once. False for a link we never made."""
    comment = Comment.objects.filter(token=token.lower()).select_related("appeal", "bulletin").first()
    if comment is None:
        return False
    if State.WITHDRAWN in Comment.MOVES.get(State(comment.status), ()):
        public = comment.status == State.SHOWN
        moves.move(comment, to=State.WITHDRAWN, sealed=None, name="", words="")
        if public:
            writing.record("comment taken back", subject=_subject(comment), comment=comment.token)
    return True


def forget(now: dt.datetime) -> int:
    """Empty what nobody confirmed or decided in time, and destroy the keys of months that are over; how many rows."""
    late = Comment.objects.filter(status__in=(State.PENDING, State.WAITING), erase_by__lte=now)
    count = late.update(status=State.LAPSED, sealed=None)
    monday = (now - dt.timedelta(days=7 + now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    Comment.objects.filter(created_at__lt=monday).exclude(mail_key="").update(mail_key="")
    for name in list(sealing.names(KEYS)):
        first = dt.datetime.strptime(name.removeprefix(KEYS), "%Y-%m").replace(tzinfo=dt.UTC)
        if now >= first + KEYS_FOR:
            sealing.destroy(name)
            with transaction.atomic():
                writing.record("keys destroyed", subject="comments", key=name)
    return count


@transaction.atomic
def _take(on: Appeal | Bulletin, told: dict[str, str], email: str, language: str, now: dt.datetime) -> None:
    keys, key_name = recognising.recent(email, now), f"{KEYS}{now:%Y-%m}"
    if not sealing.exists(key_name):
        sealing.make(key_name)
    mine = Comment.objects.filter(mail_key__in=keys, status=State.PENDING, erase_by__gt=now)
    submission = hashlib.sha256(
        "\0".join([type(on).__name__, str(on.pk), recognising.mailbox(email, now), *told.values()]).encode()
    ).hexdigest()
    there = Comment.objects.filter(submission_key=submission).first()
    if there is None:
        if mine.count() >= WAITING:
            return
        there = Comment.objects.create(
            **{"appeal" if isinstance(on, Appeal) else "bulletin": on}, token=tokens.new(), language=language,
            submission_key=submission, mail_key=recognising.mailbox(email, now), key_name=key_name,
            sealed=sealing.seal(key_name, told), created_at=now, erase_by=now + awaiting.PENDING_FOR,
        )  # fmt: skip
    before = transaction.savepoint()
    too_many = _too_many(keys, now) or stops.is_dead(email)
    _letter(there, email, language, now)
    if too_many:  # the work was done all the same, so that nobody can tell by the time it takes
        transaction.savepoint_rollback(before)
    else:
        transaction.savepoint_commit(before)


def _too_many(keys: set[str], now: dt.datetime) -> bool:
    """Whether this mailbox had its letter of the day, or too many in a week without an answer (awaiting.py)."""
    letters = Confirmation.objects.filter(mail_key__in=keys, made_at__gt=now - awaiting.WEEK)
    made = list(letters.values_list("made_at", flat=True))
    acted = Action.objects.filter(mail_key__in=keys).aggregate(last=Max("confirmed_at"))["last"]
    said = Comment.objects.filter(mail_key__in=keys).aggregate(last=Max("confirmed_at"))["last"]
    answered = max(filter(None, (acted, said)), default=now - awaiting.WEEK)
    today = any(at > now - awaiting.ONE_LETTER_IN for at in made)
    return today or sum(at > answered for at in made) >= awaiting.UNANSWERED


def _letter(comment: Comment, email: str, language: str, now: dt.datetime) -> None:
    code, subject, body = texts.read("comment", language)
    link = tokens.new()
    values = {
        "organisation": settings.ORGANISATION,
        "confirm": f"{settings.PUBLIC_URL}/confirm/{link}/",
        "leave": f"{settings.PUBLIC_URL}/uncomment/{comment.token}/",
        "stop": f"{settings.PUBLIC_URL}/stop/{link}/",
    }
    delivery = outbox.put(
        outbox.letter(Letter.Kind.CONFIRMATION, language=code, subject=subject, body=body, now=now),
        to=email, values=values, key_name=comment.key_name, rank=0, due_at=now, erase_by=now + awaiting.LINK_FOR,
    )  # fmt: skip
    found = Confirmation.objects.filter(mail_key=comment.mail_key, day=now.date())
    if not found.exists():
        Confirmation.objects.create(
            token=link, mail_key=comment.mail_key, day=now.date(), made_at=now, delivery=delivery
        )


def _subject(comment: Comment) -> str:
    if comment.bulletin:
        return bulletins.subject(comment.bulletin)
    return (comment.appeal.number or "") if comment.appeal else ""


def _may(by: User) -> None:
    if not by.may_keep_post():
        raise Refused(_("Your role cannot decide about comments."))
