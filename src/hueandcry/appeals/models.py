"""The appeal's rows. What an approver reads is one document; what letters need is set out as rows at issue."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hueandcry.lib import sabotage


class Appeal(models.Model):
    """The desk's public call to act on a case.

    draft <-> review -> approved -> live <-> paused -> stopped | expired ; expired -> live
    draft -> stopped (the report it came from was taken back)
    A live appeal changes by a new revision, approved while the old one stays live.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        APPROVED = "approved", _("Approved")
        LIVE = "live", _("Live")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")
        EXPIRED = "expired", _("Past its date")

    MOVES = {
        Status.DRAFT: {Status.REVIEW, Status.STOPPED},
        Status.REVIEW: {Status.DRAFT, Status.APPROVED},
        Status.APPROVED: {Status.LIVE, Status.DRAFT},
        Status.LIVE: {Status.PAUSED, Status.STOPPED, Status.EXPIRED},
        Status.PAUSED: {Status.LIVE, Status.STOPPED, Status.EXPIRED},
        Status.EXPIRED: {Status.LIVE, Status.STOPPED},
    }

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="appeals")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    number = models.CharField(max_length=20, unique=True, null=True)  # "HC 3/26", given at issue
    slug = models.CharField(max_length=20, unique=True, null=True)  # "hc-3-26", for addresses
    key = models.CharField(max_length=40, unique=True)  # names its act key, follow key and pepper
    live_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    act_by = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    circle = models.PositiveSmallIntegerField(default=1)  # the last one that is open; see circles.py
    circle_since = models.DateTimeField(null=True)  # when that one opened; None for the first
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    def open_targets(self) -> models.QuerySet["Target"]:
        """Whom letters go to now: the targets of the live revision in the circles that are open."""
        named = self.targets.filter(retired=False)
        return named if sabotage.on("closed-circles-too") else named.filter(circle__lte=self.circle)

    @property
    def act_key(self) -> str:
        """Name of the key over supporters' name, address and words."""
        return f"act-{self.key}"

    @property
    def follow_key(self) -> str:
        """Name of the key over the addresses of those who asked to hear the outcome."""
        return f"follow-{self.key}"

    @property
    def pepper(self) -> str:
        """Name of the pepper that tells one supporter from another, within this appeal only."""
        return f"pepper-{self.key}"


class Revision(models.Model):
    """One state of everything an appeal says, in one document, so that a hash covers all of it.

    draft <-> review -> approved -> live -> past ; approved -> draft
    draft -> past (with its appeal, when the report was taken back)
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        APPROVED = "approved", _("Approved")
        LIVE = "live", _("Live")
        PAST = "past", _("Past")

    MOVES = {
        Status.DRAFT: {Status.REVIEW, Status.PAST},
        Status.REVIEW: {Status.DRAFT, Status.APPROVED},
        Status.APPROVED: {Status.LIVE, Status.DRAFT},
        Status.LIVE: {Status.PAST},
    }

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="revisions")
    n = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    document = models.JSONField()  # see appeals/document.py
    digest = models.CharField(max_length=64)  # SHA-256 of the document; approval names it
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_digest = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "n"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.appeal} revision {self.n}"


class Target(models.Model):
    """An office that can change things, as the live revision names it; protests point here."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="targets")
    key = models.CharField(max_length=40)  # the same in every revision
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)  # as the public reads it: holder and office, or the office
    rule = models.CharField(max_length=60, blank=True)  # "embassy_of:KZ": resolved by the supporter's country
    circle = models.PositiveSmallIntegerField(default=1)
    retired = models.BooleanField(default=False)  # no longer in the live revision

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["appeal", "key"], name="one_target_per_key")]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """One way to reach a target."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        CC = "cc", _("Copy to")
        PHONE = "phone", _("Telephone")
        FAX = "fax", _("Fax")
        POST = "post", _("Post")

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class Mission(models.Model):
    """An embassy or its like of one state in another; published data, no personal address."""

    source_id = models.CharField(max_length=40, unique=True)
    operator = models.CharField(max_length=2)  # the state it speaks for
    host = models.CharField(max_length=2)
    city = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=60)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=80, blank=True)
    website = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField(null=True)  # the day of the table that told us this last

    def __str__(self) -> str:
        return f"{self.kind} of {self.operator} in {self.host}"


class Accreditation(models.Model):
    """A country a mission answers for: its host, or another one from the same capital."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="accreditations")
    operator = models.CharField(max_length=2)
    country = models.CharField(max_length=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "country"], name="one_accreditation_per_country")]
        indexes = [models.Index(fields=["operator", "country"])]  # resolving the embassy of a supporter's country

    def __str__(self) -> str:
        return f"{self.operator} for {self.country}"
