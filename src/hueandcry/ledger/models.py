"""The ledger's rows: an entry per step, each holding the hash of the one before."""

from django.db import models


class Entry(models.Model):
    """One thing the desk did or one thing that happened to a case; added, never edited."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    by = models.CharField(max_length=150, blank=True)
    facts = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "seq"])]  # the case page and the desk's history

    def __str__(self) -> str:
        return f"{self.seq} {self.event} {self.subject}"


class Head(models.Model):
    """The end of the chain, in one row, so that two writers cannot both be next."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_one_head")]

    def __str__(self) -> str:
        return str(self.seq)
