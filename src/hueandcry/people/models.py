"""Staff of the desk and what each may do."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Staff(BaseUserManager["User"]):
    """Makes accounts; a password is always needed."""

    def create_user(self, username: str, password: str, *, name: str, role: str) -> "User":
        """Add a member of staff; the caller has validated the password."""
        user = self.model(username=username, name=name, role=role)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who works at the desk."""

    class Role(models.TextChoices):
        WRITER = "writer", _("Writer")
        APPROVER = "approver", _("Approver")
        POSTKEEPER = "postkeeper", _("Postkeeper")
        COORDINATOR = "coordinator", _("Coordinator")
        OPERATOR = "operator", _("Operator")

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]
    objects = Staff()

    def __str__(self) -> str:
        return self.name or self.username

    def may_write(self) -> bool:
        """Edit drafts, take in reports, record outcomes."""
        return self.role in (self.Role.WRITER, self.Role.APPROVER, self.Role.OPERATOR)

    def may_approve(self) -> bool:
        """Let an appeal out of review, if somebody else edited it."""
        return self.role in (self.Role.APPROVER, self.Role.OPERATOR)

    def may_keep_post(self) -> bool:
        """Read what came back and place it by hand."""
        return self.role in (self.Role.POSTKEEPER, self.Role.APPROVER, self.Role.OPERATOR)

    def may_keep_sections(self) -> bool:
        """Say what the national sections tell the public; two people agree about each change."""
        return self.role in (self.Role.COORDINATOR, self.Role.APPROVER, self.Role.OPERATOR)


class SignInTry(models.Model):
    """How often somebody tried to sign in within one minute; kept for an hour, names nobody."""

    key = models.CharField(max_length=64)  # keyed hash of the user name as typed, or "everybody"
    minute = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="one_row_per_key_and_minute")]

    def __str__(self) -> str:
        return f"{self.tries} tries"


class PublicLanguage(models.Model):
    """What the desk decided about one language of the public pages; without a row the operator's setting holds."""

    code = models.CharField(max_length=12, unique=True)
    on = models.BooleanField()
    read_by = models.CharField(max_length=120, blank=True)  # who speaks it and has read every word of the interface
    read_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code


class Section(models.Model):
    """A national group that calls people to our appeals under its own name, or a partner who does so on a site alone.

    waiting -> open | dropped ; open <-> closed

    What it tells the public changes when a second person has agreed; until then the change is in `wanted`.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        OPEN = "open", _("Taking part")
        CLOSED = "closed", _("Not taking part any more")
        DROPPED = "dropped", _("Never opened")

    class Kind(models.TextChoices):
        SECTION = "section", _("National section")
        PARTNER = "partner", _("Partner site")  # shows appeals in a frame of its own site; has no page here

    MOVES = {
        Status.WAITING: {Status.OPEN, Status.DROPPED},
        Status.OPEN: {Status.CLOSED},
        Status.CLOSED: {Status.OPEN},
    }

    slug = models.SlugField(max_length=32, unique=True)  # in addresses; never changed
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SECTION)  # never changed either
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True)
    imprint = models.TextField(blank=True)
    privacy = models.TextField(blank=True)
    donate = models.CharField(max_length=300, blank=True)  # https, or empty
    origins = models.TextField(blank=True)  # sites that may show an appeal in a frame, one a line
    ground = models.CharField(max_length=7, blank=True)  # the look there: three colours as #rrggbb, or ours
    ink = models.CharField(max_length=7, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    wanted = models.JSONField(default=dict, blank=True)  # {field: value}; empty when nothing is asked for
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or self.wanted.get("name") or self.slug
