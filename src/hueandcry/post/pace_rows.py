"""The post room's rows about pace and the relay: mailboxes, mail systems, turns, the relay's day and its trouble."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailSystem(models.Model):
    """A domain that letters go to, as a keyed hash; all its mailboxes share one pace."""

    system_key = models.CharField(max_length=64, unique=True)
    next_at = models.DateTimeField()  # when the next protest may leave for any mailbox there

    def __str__(self) -> str:
        return f"mail system {self.pk}"


class Pigeonhole(models.Model):
    """All protests to one mailbox, whichever appeal they belong to: when and how fast they leave.

    The desk's own choices are empty where the settings hold.
    """

    class Why(models.TextChoices):
        COMPLAINT = "complaint", _("It marked a letter of ours as spam")
        REFUSED = "refused", _("Its server refused many letters in a row")
        BOUNCED = "bounced", _("Many letters came back within a day")
        BY_HAND = "by_hand", _("Somebody at the desk paused it")

    to_key = models.CharField(max_length=64, unique=True)  # as in Delivery
    system = models.ForeignKey(MailSystem, on_delete=models.PROTECT, null=True, related_name="pigeonholes")
    country = models.CharField(max_length=2, blank=True)  # where the office is; its clock and its days of rest
    next_at = models.DateTimeField()  # when the next protest may leave
    zone = models.CharField(max_length=64, blank=True)  # IANA
    hours = models.CharField(max_length=11, blank=True)  # "09:00-17:00", "always"
    an_hour = models.PositiveIntegerField(null=True)  # letters an hour
    in_all = models.PositiveIntegerField(null=True)  # letters of one appeal; 0 is no limit
    paused_at = models.DateTimeField(null=True)
    paused_why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    resumed_at = models.DateTimeField(null=True)  # what came back of letters older than this pauses nothing
    refusals = models.PositiveIntegerField(default=0)  # in a row

    class Meta:
        indexes = [models.Index(fields=["paused_at", "next_at"])]  # pace: which may give a letter

    def __str__(self) -> str:
        return f"pigeonhole {self.pk}"


class Turn(models.Model):
    """The letters of one appeal to one mailbox; appeals take turns, so that none starves another."""

    pigeonhole = models.ForeignKey(Pigeonhole, on_delete=models.PROTECT, related_name="turns")
    key_name = models.CharField(max_length=80)  # as in Delivery: what belongs to one appeal
    served_at = models.DateTimeField()  # whoever waits longest comes next
    handed_over = models.PositiveIntegerField(default=0)  # times a relay took, or may have taken, a letter
    awake = models.BooleanField(default=True)  # False: nothing of it is left to send

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pigeonhole", "key_name"], name="one_turn_per_mailbox_and_key")]
        indexes = [models.Index(fields=["awake", "served_at"])]  # pace: whose turn it is

    def __str__(self) -> str:
        return f"turn {self.pk}"


class RelayDay(models.Model):
    """How many letters the relay took, or may have taken, on one day (UTC)."""

    day = models.DateField(unique=True)
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}: {self.used}"


class RelayTrouble(models.Model):
    """The relay takes none of our letters, and that is no fault of the letters; no row as long as it takes them."""

    RELAY = "relay"

    about = models.CharField(max_length=10, default=RELAY, unique=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=12)  # as in Attempt
    code = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=400, blank=True)  # the last one, for the desk

    def __str__(self) -> str:
        return f"relay trouble since {self.since}"
