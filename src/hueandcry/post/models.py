"""The post room's rows: letters, deliveries, attempts, what came in, and dead addresses; the pace has its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hueandcry.post.pace_rows import MailSystem, Pigeonhole, RelayDay, RelayTrouble, Turn

__all__ = [
    "Attempt", "DeadAddress", "Delivery", "Epoch", "Folder", "Hold", "Incoming", "Letter", "LoggedLetter", "MailSystem",
    "Pigeonhole", "RelayDay", "RelayTrouble", "Spared", "Storm", "StuckMessage", "Turn",
]  # fmt: skip


class Letter(models.Model):
    """Words kept once, however many get them; `{name}` marks what a delivery fills in."""

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        PROTEST = "protest", _("Protest")
        NEWS = "news", _("News")
        ANSWER = "answer", _("An office's answer, sent on")
        SUMMARY = "summary", _("Summary of protests")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Delivery(models.Model):
    """One letter on its way to one mailbox.

    queued -> sending -> accepted -> bounced
    sending -> queued (later) | rejected | in_doubt | given_up
    queued -> cancelled | quarantined | accepted (the relay's log shows it, after a restore)
    queued -> in_summary (its name leaves in another letter) -> queued (that one failed) | cancelled
    rejected | given_up | quarantined -> queued (by hand)
    in_doubt -> accepted | bounced | queued (once, marked)
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Being sent")
        ACCEPTED = "accepted", _("Accepted")  # the next server took it; nobody can promise more
        REJECTED = "rejected", _("Rejected")  # the relay said never
        IN_DOUBT = "in_doubt", _("In doubt")  # handed over, and the answer was lost
        GIVEN_UP = "given_up", _("Given up")
        BOUNCED = "bounced", _("Bounced")  # it came back later
        CANCELLED = "cancelled", _("Cancelled")
        QUARANTINED = "quarantined", _("Quarantined")
        IN_SUMMARY = "in_summary", _("In a summary")

    MOVES = {
        Status.QUEUED: {
            Status.SENDING,
            Status.CANCELLED,
            Status.QUARANTINED,
            Status.ACCEPTED,
            Status.IN_SUMMARY,
        },
        Status.IN_SUMMARY: {Status.QUEUED, Status.CANCELLED},
        Status.SENDING: {Status.ACCEPTED, Status.QUEUED, Status.REJECTED, Status.IN_DOUBT, Status.GIVEN_UP},
        Status.IN_DOUBT: {Status.ACCEPTED, Status.BOUNCED, Status.QUEUED},
        Status.ACCEPTED: {Status.BOUNCED},
        Status.REJECTED: {Status.QUEUED},
        Status.GIVEN_UP: {Status.QUEUED},
        Status.QUARANTINED: {Status.QUEUED},
    }

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="deliveries")
    # Who it goes to, in whose name and the personal words, as JSON sealed under the key `key_name`:
    # {"to", "to_name", "cc": [], "from_name", "reply_to", "values": {placeholder: text}}
    sealed = models.BinaryField()
    key_name = models.CharField(max_length=80)
    # Keyed hash of the mailbox (stop pepper): the stop list and dead addresses ask by it.
    to_key = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    rank = models.PositiveSmallIntegerField(default=1)  # 0 confirmation, 1 protest, 2 news
    # Only protests take turns; a row without one leaves as soon as it is due.
    turn = models.ForeignKey("Turn", on_delete=models.PROTECT, null=True, related_name="deliveries", db_index=False)
    # The letter in which its name and country leave instead of this one.
    summary = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="gathered", db_index=False)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    tries_before = models.PositiveSmallIntegerField(null=True)  # those of the run before somebody put it back by hand
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=40, blank=True)
    fence = models.PositiveIntegerField(default=0)  # raised at every claim; a late result is refused
    # Times in a row that a process was gone with this letter in hand; empty as long as none was.
    crashes = models.PositiveSmallIntegerField(null=True)
    token = models.CharField(max_length=32, unique=True)  # local part of From and of the return path
    message_id = models.CharField(max_length=120, unique=True)
    possible_duplicate = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)  # ever accepted: stays when it bounces later
    bounced_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)  # the relay's last words, for the desk
    created_at = models.DateTimeField()
    erase_by = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["status", "rank", "due_at"]),  # dispatch: what is due
            models.Index(fields=["erase_by"]),  # forgetting
            models.Index(fields=["turn", "status", "due_at"], name="letters_by_turn"),  # pace: the oldest of a turn
            # pace: what leaves without a turn, beside any number of protests
            models.Index(
                fields=["status", "rank", "due_at"], name="letters_without_turn", condition=models.Q(turn__isnull=True)
            ),
            models.Index(fields=["summary"], name="letters_in_summaries", condition=models.Q(summary__isnull=False)),
            # claiming: those that are carried alone
            models.Index(
                fields=["status", "due_at"], name="letters_that_crashed", condition=models.Q(crashes__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} ({self.status})"


class Folder(models.Model):
    """A folder outside the database that belongs to it: KEYS, or DATA; known by a token that lies in it."""

    which = models.CharField(max_length=4, primary_key=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the token

    def __str__(self) -> str:
        return f"the {self.which} folder"


class Epoch(models.Model):
    """The life of one database at one place, from its beginning or a restore to the next; the highest number is now.

    Letters leave only in an epoch that was released. See docs/decisions/0009-restore-epoch.md.
    """

    class Why(models.TextChoices):
        FIRST = "first", _("A new desk")
        MOVED = "moved", _("The database lies somewhere else than before: was it restored?")
        OLDER = "older", _("More has left than the database knows: it was restored from a backup")
        RESTORED = "restored", _("It was restored from a backup")
        BY_HAND = "by_hand", _("Somebody stopped all letters")

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=32, unique=True)
    place = models.CharField(max_length=64)  # a hash of what only this file or server has
    why = models.CharField(max_length=10, choices=Why.choices)
    begun_at = models.DateTimeField()
    claims = models.PositiveBigIntegerField(default=0)  # batches that were taken from the shelf
    log_whole = models.BooleanField(default=False)  # the relay's log of the lost time was read from end to end
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"epoch {self.number} ({self.why})"


class LoggedLetter(models.Model):
    """A letter of ours in the relay's log that no row tells of: it left in the time a restore has lost."""

    message_id = models.CharField(max_length=120, unique=True)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"logged letter {self.pk}"


class Hold(models.Model):
    """Letters that stay on the shelf for now: those of rank one or later sealed under this key."""

    key_name = models.CharField(max_length=80, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"hold since {self.since}"


class Attempt(models.Model):
    """One try of a delivery, recorded before the first byte of DATA leaves."""

    class Result(models.TextChoices):
        STARTED = "started", _("Started, no result yet")
        ACCEPTED = "accepted", _("Accepted")
        LATER = "later", _("Later")
        NEVER = "never", _("Never")
        IN_DOUBT = "in_doubt", _("In doubt")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    fence = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.STARTED)
    stage = models.CharField(max_length=12, blank=True)  # connect, mail, rcpt, data, dot
    code = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=400, blank=True)
    whole = models.TextField(null=True)  # the answer with all its lines, where `answer` has not all of it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="one_attempt_per_number")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.delivery_id}"


class Incoming(models.Model):
    """A message that came to us; the raw bytes were on disk before this row was written.

    raw -> placed | unplaced | penned ; unplaced | penned -> placed | set_aside
    """

    class Status(models.TextChoices):
        RAW = "raw", _("Not read yet")
        PLACED = "placed", _("Placed")
        UNPLACED = "unplaced", _("Waiting for a person")
        PENNED = "penned", _("Not readable")
        SET_ASIDE = "set_aside", _("Set aside")

    class Kind(models.TextChoices):
        COPY = "copy", _("Copy")
        BOUNCE = "bounce", _("Bounce")
        ROBOT = "robot", _("Auto-reply")
        REPLY = "reply", _("Reply")
        COMPLAINT = "complaint", _("Complaint")
        UNKNOWN = "unknown", _("Unknown")

    MOVES = {
        Status.RAW: {Status.PLACED, Status.UNPLACED, Status.PENNED},
        Status.UNPLACED: {Status.PLACED, Status.SET_ASIDE},
        Status.PENNED: {Status.PLACED, Status.SET_ASIDE},  # a person may read what the machine could not
    }

    sha256 = models.CharField(max_length=64)
    envelope_to = models.CharField(max_length=254)
    null_sender = models.BooleanField(default=False)  # MAIL FROM:<>, as bounces have it
    to_letter = models.BooleanField(default=False)  # it came to the address of a letter that we know
    sender_key = models.CharField(max_length=64, blank=True)  # keyed hash of the domain in MAIL FROM
    key_name = models.CharField(max_length=80)  # which key seals the raw file now
    arrived_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RAW)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.UNKNOWN)
    reason = models.CharField(max_length=300, blank=True)  # why it is where it is, in words
    guess = models.CharField(max_length=120, blank=True)  # what a person might try first
    tries = models.PositiveSmallIntegerField(default=0)  # times the desk stumbled over it
    again_at = models.DateTimeField(null=True)  # when it is tried again; empty: as soon as it is its turn
    # Times in a row that a process began to read it and was gone before it had; empty as long as none was.
    begun = models.PositiveSmallIntegerField(null=True)
    erase_by = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "envelope_to"], name="one_row_per_message_and_mailbox")
        ]
        indexes = [
            models.Index(fields=["status", "arrived_at"]),  # the clock, and the desk's unplaced list
            models.Index(fields=["sender_key", "arrived_at"]),  # quotas
        ]

    def __str__(self) -> str:
        return f"incoming {self.pk} ({self.kind}, {self.status})"


class StuckMessage(models.Model):
    """A message in a provider's mailbox that could not be taken in yet; it lies there unseen."""

    class Why(models.TextChoices):
        REFUSED = "refused", _("Its server does not hand it over")
        CUT = "cut", _("The line was lost in the middle of it")
        TOO_LONG = "too_long", _("It is longer than its server says")
        QUOTA = "quota", _("Much mail of its sender waits here already")

    name = models.CharField(max_length=60, unique=True)  # UIDVALIDITY:UID
    why = models.CharField(max_length=10, choices=Why.choices)
    since = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    again_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"stuck message {self.pk} ({self.why})"


class DeadAddress(models.Model):
    """A mailbox not to write to again: it bounced for good, or its owner said never again."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("Its server says it does not exist")
        STOPPED = "stopped", _("The owner asked us never to write again")

    to_key = models.CharField(max_length=64, unique=True)
    why = models.CharField(max_length=10, choices=Why.choices)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"dead address ({self.why})"


class Storm(models.Model):
    """Letters came back from many offices at once; as long as nobody has ended it, no bounce switches anything off."""

    OFFICES = "offices"

    about = models.CharField(max_length=10, default=OFFICES)
    begun_at = models.DateTimeField()
    came_back = models.PositiveIntegerField()  # mailboxes, within the hour before
    left = models.PositiveIntegerField()  # mailboxes that letters left for in that hour
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=models.Q(ended_at=None), name="one_storm_at_a_time")
        ]

    def __str__(self) -> str:
        return f"storm since {self.begun_at}"


class Spared(models.Model):
    """A mailbox that a bounce would have switched off, or an office it would have paused, had there been no storm."""

    storm = models.ForeignKey(Storm, on_delete=models.CASCADE, related_name="spared")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")  # the letter that came back
    to_key = models.CharField(max_length=64)  # the mailbox that the report speaks of: the letter's own, or its Cc's
    status = models.CharField(max_length=12)  # as in RFC 3463

    class Meta:
        constraints = [models.UniqueConstraint(fields=["storm", "delivery", "to_key"], name="spared_once")]

    def __str__(self) -> str:
        return f"spared {self.pk}"
