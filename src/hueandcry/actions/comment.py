"""The row of a comment; its rules are in comments.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """What somebody wrote under an appeal or a report of ours; the public reads it when the desk has let it out.

    pending -> waiting | lapsed ; waiting -> shown | declined | lapsed ; shown -> declined
    pending | waiting | shown -> withdrawn
    Her address is in no row: only the confirmation letter has it, sealed, until that is erased.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for confirmation")
        WAITING = "waiting", _("Waits for the desk")
        SHOWN = "shown", _("Public")
        DECLINED = "declined", _("Not let out")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Erased by its date")

    MOVES = {
        Status.PENDING: {Status.WAITING, Status.LAPSED, Status.WITHDRAWN},
        Status.WAITING: {Status.SHOWN, Status.DECLINED, Status.LAPSED, Status.WITHDRAWN},
        Status.SHOWN: {Status.DECLINED, Status.WITHDRAWN},
    }

    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, null=True, related_name="comments")
    bulletin = models.ForeignKey("cases.Bulletin", on_delete=models.PROTECT, null=True, related_name="comments")
    token = models.CharField(max_length=32, unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    language = models.CharField(max_length=12)
    submission_key = models.CharField(max_length=64, unique=True)  # a double press is one comment
    mail_key = models.CharField(max_length=64, blank=True)  # weekly pepper; emptied with the week's key
    key_name = models.CharField(max_length=40)  # of the month in which it was written
    sealed = models.BinaryField(null=True)  # {"name", "words"}, until it is decided
    name = models.CharField(max_length=120, blank=True)  # only while it is public, and so are the words
    words = models.TextField(blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    erase_by = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["mail_key", "status"]), models.Index(fields=["status", "erase_by"])]

    def __str__(self) -> str:
        return f"comment {self.pk} ({self.status})"
