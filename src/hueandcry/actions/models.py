"""What supporters did, as rows; every number the desk publishes is a question to these."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hueandcry.actions.comment import Comment as Comment


class Capacity(models.TextChoices):
    """For whom somebody acts: counted apart, and never added up."""

    PERSON = "person", _("In one's own name")
    ORGANISATION = "org", _("For an organisation")


class Action(models.Model):
    """One supporter taking part in one appeal.

    pending -> confirmed | lapsed ; pending | confirmed -> withdrawn | removed ; removed -> confirmed
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        LAPSED = "lapsed", _("Never confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REMOVED = "removed", _("Set aside by the desk")  # as abuse, or until somebody has looked; reversible

    class Way(models.TextChoices):
        RELAY = "relay", _("We send it")
        OWN_MAIL = "own_mail", _("Own mail program")

    MOVES = {
        Status.PENDING: {Status.CONFIRMED, Status.LAPSED, Status.WITHDRAWN, Status.REMOVED},
        Status.CONFIRMED: {Status.WITHDRAWN, Status.REMOVED},
        Status.REMOVED: {Status.CONFIRMED},
    }

    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="actions")
    token = models.CharField(max_length=32, unique=True)  # in links and in the copy address of one act
    way = models.CharField(max_length=10, choices=Way.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    country = models.CharField(max_length=2)  # ISO 3166; ZZ where we were not told
    language = models.CharField(max_length=12)
    # Derived by the server from appeal, person and fields: a double press is one act.
    submission_key = models.CharField(max_length=64)
    person_key = models.CharField(max_length=64, blank=True)  # empty until an own-mail copy shows who
    mail_key = models.CharField(max_length=64, blank=True)  # weekly pepper; brakes and "all that is pending"
    # Keyed hashes of the mail domain and of the words, by which a burst is seen; empty where they say nothing.
    domain_key = models.CharField(max_length=32, blank=True)
    words_key = models.CharField(max_length=32, blank=True)
    burst = models.ForeignKey("Burst", on_delete=models.SET_NULL, null=True)
    capacity = models.CharField(max_length=8, choices=Capacity.choices, default=Capacity.PERSON)
    # Of an organisation and its branch: hashed by the appeal's pepper, to count it once. Empty for people.
    organisation_key = models.CharField(max_length=64, blank=True)
    section = models.ForeignKey("people.Section", on_delete=models.PROTECT, null=True, related_name="actions")
    # {"name", "email", "words"} under the act key; for an organisation {"organisation", "branch", "office"} too
    sealed = models.BinaryField(null=True)
    follow_sealed = models.BinaryField(null=True)  # {"email", "language"} under the follow key, if asked for
    wants_answers = models.BooleanField(default=False)  # the offices' answers are sent on to her
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    erase_by = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "submission_key"], name="one_act_per_submission")]
        indexes = [
            models.Index(fields=["mail_key", "status"]),  # confirming: all that is pending for one address
            models.Index(fields=["appeal", "status", "country"]),  # tally
            models.Index(fields=["status", "created_at"]),  # lapsing
            # confirming: a copy of the same person came first, and nobody told where from
            models.Index(fields=["person_key"], condition=Q(country="ZZ"), name="acts_from_nowhere"),
            # bursts: how many of one sign were confirmed within the hour
            models.Index(fields=["domain_key", "confirmed_at"], condition=~Q(domain_key=""), name="acts_of_a_domain"),
            models.Index(fields=["words_key", "confirmed_at"], condition=~Q(words_key=""), name="acts_of_these_words"),
        ]

    def __str__(self) -> str:
        return f"action {self.pk} ({self.status})"


class Burst(models.Model):
    """Many acts within an hour that look made by one hand; they wait apart until the desk has looked.

    held -> released | asked ; asked -> removed | released ; removed -> released
    """

    class Status(models.TextChoices):
        HELD = "held", _("Waits for a look")
        ASKED = "asked", _("Waits for a second person")
        REMOVED = "removed", _("Set aside as abuse")
        RELEASED = "released", _("Let through")

    MOVES = {
        Status.HELD: {Status.RELEASED, Status.ASKED},
        Status.ASKED: {Status.REMOVED, Status.RELEASED},
        Status.REMOVED: {Status.RELEASED},
    }

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("One mail domain")
        WORDS = "words", _("Nearly the same words")

    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="bursts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=32, unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.HELD)
    began_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"burst {self.pk} ({self.status})"


class Confirmation(models.Model):
    """One confirmation letter, at most one a day to one address; its link shows all that is pending."""

    token = models.CharField(max_length=32, unique=True)
    mail_key = models.CharField(max_length=64)
    day = models.DateField()
    made_at = models.DateTimeField()
    delivery = models.OneToOneField("post.Delivery", on_delete=models.CASCADE, related_name="confirmation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mail_key", "day"], name="one_confirmation_letter_a_day")]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class Protest(models.Model):
    """One letter from an action to one target, by one channel, with a grade of evidence."""

    class Channel(models.TextChoices):
        RELAY = "relay", _("Sent by us")
        OWN_MAIL = "own_mail", _("Own mail program")
        TELEPHONE = "telephone", _("Telephone")
        POST = "post", _("Post")

    class Grade(models.TextChoices):
        RELAYED = "relayed", _("Sent by us; its delivery says the rest")
        VERIFIED = "verified", _("Copy verified")
        RECEIVED = "received", _("Copy received, recipients not signed")
        DECLARED = "declared", _("Declared")

    class Result(models.TextChoices):
        REACHED = "reached", _("Reached somebody")
        REFUSED = "refused", _("They would not listen")
        NOBODY = "nobody", _("Nobody answered")
        HUNG_UP = "hung_up", _("They hung up")
        WRONG = "wrong", _("Wrong number")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="protests")
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="protests")
    target = models.ForeignKey("appeals.Target", on_delete=models.PROTECT, related_name="protests")
    mission = models.ForeignKey("appeals.Mission", on_delete=models.SET_NULL, null=True, related_name="+")
    person_key = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    capacity = models.CharField(max_length=8, choices=Capacity.choices, default=Capacity.PERSON)
    grade = models.CharField(max_length=10, choices=Grade.choices)
    country = models.CharField(max_length=2)
    rank = models.PositiveSmallIntegerField(default=1)  # 1 counts and is sent; later ones are kept
    day = models.DateField()
    delivery = models.OneToOneField("post.Delivery", on_delete=models.SET_NULL, null=True, related_name="protest")
    copy = models.ForeignKey("post.Incoming", on_delete=models.SET_NULL, null=True, related_name="+")
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)  # of a call, as its caller told us
    called = models.CharField(max_length=300, blank=True)  # the number of the office

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "target", "person_key", "channel", "capacity"],
                condition=Q(rank=1),
                name="one_first_protest_per_person_target_channel_capacity",
            )
        ]
        indexes = [models.Index(fields=["appeal", "channel", "country"])]  # tally

    def __str__(self) -> str:
        return f"protest {self.pk} ({self.channel}, {self.grade})"


class Summary(models.Model):
    """The rest of one appeal's protests to one mailbox of a target, in one letter; two people want it.

    asked -> sent | dropped ; sent -> taken_apart
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a second person")
        SENT = "sent", _("Made")
        DROPPED = "dropped", _("Not made")
        TAKEN_APART = "taken_apart", _("Taken apart")

    MOVES = {Status.ASKED: {Status.SENT, Status.DROPPED}, Status.SENT: {Status.TAKEN_APART}}

    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="summaries")
    target = models.ForeignKey("appeals.Target", on_delete=models.PROTECT, related_name="summaries")
    turn = models.ForeignKey("post.Turn", on_delete=models.PROTECT, related_name="summaries")
    words = models.ForeignKey("post.Letter", on_delete=models.PROTECT, related_name="+")  # what all of them have sent
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ASKED)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)  # how many protests it gathered
    delivery = models.OneToOneField("post.Delivery", on_delete=models.PROTECT, null=True, related_name="of_summary")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "target", "words"], condition=Q(status="asked"), name="one_summary_asked_for_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"summary {self.pk} ({self.status})"


class CopySeen(models.Model):
    """A signature we have counted, kept eight days so that a replay is not counted again."""

    signature_hash = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"copy seen {self.pk}"


class ReplyGroup(models.Model):
    """One text an office sent to many supporters, known by keyed hashes of its words."""

    target = models.ForeignKey("appeals.Target", on_delete=models.PROTECT, related_name="reply_groups")
    robot = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64)
    sketch = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "robot", "fingerprint"], name="one_group_per_target_and_text")
        ]

    def __str__(self) -> str:
        return f"reply group {self.pk}"


class Reply(models.Model):
    """What a target answered; a human here reads it."""

    class Grade(models.TextChoices):
        UNREAD = "unread", _("Unread")
        REFUSAL = "refusal", _("Refusal")
        FORM = "form", _("Form letter")
        SUBSTANCE = "substance", _("Answers the matter")
        THREAT = "threat", _("Threat")
        ROBOT = "robot", _("Auto-reply")

    class Proof(models.TextChoices):
        OFFICE = "office", _("Signed by the office")
        OTHER = "other", _("Signed by another domain")
        BROKEN = "broken", _("Signature does not hold")
        UNSIGNED = "unsigned", _("Not signed")
        UNCHECKED = "unchecked", _("Not checked")

    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="replies")
    target = models.ForeignKey("appeals.Target", on_delete=models.PROTECT, null=True, related_name="replies")
    protest = models.ForeignKey(Protest, on_delete=models.SET_NULL, null=True, related_name="replies")
    incoming = models.OneToOneField("post.Incoming", on_delete=models.SET_NULL, null=True, related_name="reply")
    arrived_at = models.DateTimeField()
    grade = models.CharField(max_length=10, choices=Grade.choices, default=Grade.UNREAD)
    summary = models.TextField(blank=True)  # the desk's words; stays when the letter is gone
    proof = models.CharField(max_length=10, choices=Proof.choices, default=Proof.UNCHECKED)
    signed_by = models.CharField(max_length=120, blank=True)  # the domain of the signature that holds
    group = models.ForeignKey(ReplyGroup, on_delete=models.SET_NULL, null=True, related_name="replies")
    fingerprint = models.CharField(max_length=64, blank=True)  # of its words; others of the group may differ a little
    known_sender = models.BooleanField(default=False)  # From is an address we knew for the office

    def __str__(self) -> str:
        return f"reply {self.pk} ({self.grade})"


class Forward(models.Model):
    """One letter to the supporter whose protest an office answered."""

    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="forward")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="forwards")
    delivery = models.OneToOneField("post.Delivery", on_delete=models.SET_NULL, null=True, related_name="forward")

    def __str__(self) -> str:
        return f"forward {self.pk}"


class SortingRule(models.Model):
    """What a person said a message of this sender is; offered for the next one."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("An answer")
        ROBOT = "robot", _("An automatic answer")
        BOUNCE = "bounce", _("A bounce")
        SET_ASIDE = "set_aside", _("Nothing of ours")

    sender_key = models.CharField(max_length=64)  # keyed hash of the address, as for dead addresses
    domain = models.CharField(max_length=253)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    target = models.ForeignKey("appeals.Target", on_delete=models.CASCADE, null=True, related_name="+")
    signed_by = models.CharField(max_length=120, blank=True)  # the domain whose signature proved the sender
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender_key"], condition=Q(taken_back_at=None), name="one_sorting_rule_per_sender"
            )
        ]
        indexes = [models.Index(fields=["domain"])]  # the desk: what was done with mail from there

    def __str__(self) -> str:
        return f"sorting rule {self.pk} ({self.kind})"


class News(models.Model):
    """One letter to one person who took part, once for each outcome."""

    outcome = models.ForeignKey("cases.Outcome", on_delete=models.CASCADE, related_name="news")
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="news")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="news")
    person_key = models.CharField(max_length=64)
    delivery = models.OneToOneField("post.Delivery", on_delete=models.SET_NULL, null=True, related_name="news")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "appeal", "person_key"], name="one_letter_per_person_and_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"news {self.pk}"


class Split(models.Model):
    """The numbers by country as the public last saw them; the next ones may not step by less than ten."""

    appeal = models.OneToOneField("appeals.Appeal", on_delete=models.CASCADE, related_name="split")
    as_of = models.DateTimeField()
    shown = models.JSONField(default=dict)  # {country: people}
    other = models.PositiveIntegerField(default=0)
    countries = models.PositiveIntegerField(null=True)  # None where the number would tell too much
    embassies = models.PositiveIntegerField(default=0)  # letters accepted; 0 where the number would tell too much

    def __str__(self) -> str:
        return f"split of {self.appeal_id}"


class SectionSplit(models.Model):
    """The numbers by section as the public last saw them, under the rule of `Split`."""

    appeal = models.OneToOneField("appeals.Appeal", on_delete=models.CASCADE, related_name="section_split")
    as_of = models.DateTimeField()
    shown = models.JSONField(default=dict)  # {slug: people}; "" for those who came through none
    other = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"split by sections of {self.appeal_id}"
