"""What reached the desk, before and after it was understood."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """What someone tells us happened; unverified. The raw bytes are kept before anything reads them.

    received -> accepted | declined | asked ; asked -> received
    accepted | declined -> received (taken back)
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        ASKED = "asked", _("Asked back")

    MOVES = {
        Status.RECEIVED: {Status.ACCEPTED, Status.DECLINED, Status.ASKED},
        Status.ASKED: {Status.RECEIVED},
        Status.ACCEPTED: {Status.RECEIVED},
        Status.DECLINED: {Status.RECEIVED},
    }

    token = models.CharField(max_length=32, unique=True)
    sha256 = models.CharField(max_length=64)  # names the kept file, sealed under the key "reports"
    how = models.CharField(
        max_length=10,
        choices=[
            ("paste", _("Pasted")),
            ("upload", _("Uploaded")),
            ("web", _("From the web")),
            ("command", _("Command")),
        ],
    )
    address = models.CharField(max_length=6000, blank=True)  # where a page of the web stood
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    reading = models.JSONField(null=True)  # the reader's draft, with the text its spans refer to
    trouble = models.CharField(max_length=300, blank=True)  # why the reader refused, in a sentence
    taken_as = models.CharField(  # what it was for its case
        max_length=10, blank=True,
        choices=[("new", _("New case")), ("update", _("Update")), ("outcome", _("Outcome"))],
    )  # fmt: skip
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="reports")

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def unread(self) -> bool:
        """The reader never came to its end: neither a reading nor the reason why there is none."""
        return not self.reading and not self.trouble
