"""The case's rows. Facts come in when a second person has approved them; until then they are a draft."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Case(models.Model):
    """One situation we follow from first report to outcome.

    open -> closed -> open
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    MOVES = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}

    token = models.CharField(max_length=32, unique=True)  # public name in addresses; not countable
    title = models.CharField(max_length=300)
    country = models.CharField(max_length=2, blank=True)  # the accused state, ISO 3166
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class PersonAtRisk(models.Model):
    """An individual or group the case is about; may be unnamed in public."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="people")
    key = models.CharField(max_length=40)  # the same in every revision of the draft
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    role = models.CharField(max_length=300, blank=True)
    public = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="one_person_per_key")]

    def __str__(self) -> str:
        return self.name


class Incident(models.Model):
    """Something done to them: what, when, where, by whom as alleged."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="incidents")
    key = models.CharField(max_length=40)
    type = models.CharField(max_length=20)
    date = models.CharField(max_length=10, blank=True)  # YYYY, YYYY-MM or YYYY-MM-DD, as known
    place = models.CharField(max_length=200, blank=True)
    victims = models.JSONField(default=list)
    alleged_by = models.JSONField(default=list)
    quantity = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="one_incident_per_key")]

    def __str__(self) -> str:
        return f"{self.type} {self.date}"


class Outcome(models.Model):
    """What came of the case, with our honest view of why."""

    class Code(models.TextChoices):
        RELEASED = "released", _("Released")
        RELEASED_ON_BAIL = "released_on_bail", _("Released on bail")
        RELEASED_WITH_CHARGES = "released_with_charges", _("Released, charges stand")
        PARTLY_RELEASED = "partly_released", _("Some released")
        PARDONED = "pardoned", _("Pardoned")
        SENTENCE_UPHELD = "sentence_upheld", _("Sentence upheld")
        SENTENCED = "sentenced", _("Sentenced")
        FINED = "fined", _("Fined")
        WORSE = "worse", _("Worse")
        UNKNOWN = "unknown", _("Unknown")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outcomes")
    code = models.CharField(max_length=24, choices=Code.choices)
    on = models.DateField()
    text = models.TextField()  # one paragraph for the public and for everyone who acted
    language = models.CharField(max_length=12, default="en")  # of `text`
    translations = models.JSONField(default=dict)  # the same paragraph in other languages, by language
    evidence = models.TextField(blank=True)  # how we know; for the desk
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.code} on {self.on}"

    def words(self, language: str) -> tuple[str, str]:
        """(language, paragraph) for a reader of `language`: theirs if the desk wrote it, else the first one."""
        translated = self.translations.get(language)
        return (language, translated) if translated else (self.language, self.text)


class Individual(models.Model):
    """Somebody a case or a report tells of, under the names used there; which of them are one, a person decides."""

    token = models.CharField(max_length=32, unique=True)  # the ledger's name for them; it says nothing
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="individuals")
    key = models.CharField(max_length=40, blank=True)  # in the case, as in its documents
    report = models.CharField(max_length=32, blank=True)  # token of the report that told of them first
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="one_individual_per_key"),
            models.UniqueConstraint(
                fields=["report", "name"], condition=~models.Q(report=""), name="one_individual_per_report_and_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def spelt(self) -> list[str]:
        """Every spelling, the name first."""
        return [self.name, *self.aliases]


class Spelling(models.Model):
    """One spelling of an individual's name, as the index knows it."""

    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="spellings")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["individual", "text"], name="one_row_per_spelling")]

    def __str__(self) -> str:
        return self.text


class NameKey(models.Model):
    """A key under which a spelling is filed, with the two words by which it is ranked (names/keys.py).

    The primary key is the index that is searched; it holds everything, so that the rows themselves are not visited.
    """

    pk = models.CompositePrimaryKey("key", "one", "other", "spelling_id")
    key = models.CharField(max_length=24)
    one = models.CharField(max_length=40)  # the word the key is made of, as it sounds
    other = models.CharField(max_length=40)
    spelling = models.ForeignKey(Spelling, on_delete=models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return self.key


class Pairing(models.Model):
    """What a person decided about two individuals; nothing of either is changed by it, so it can be taken back whole.

    same | different -> withdrawn -> same | different
    """

    class Status(models.TextChoices):
        SAME = "same", _("One person")
        DIFFERENT = "different", _("Two people")
        WITHDRAWN = "withdrawn", _("Taken back")

    MOVES = {
        Status.SAME: {Status.WITHDRAWN},
        Status.DIFFERENT: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.SAME, Status.DIFFERENT},
    }

    one = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="+")  # the later row of the two
    status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.CharField(max_length=300, blank=True)  # what the program said, or the decider's own words
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_decision_per_pair"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="pair_in_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}: {self.status}"


class Bulletin(models.Model):
    """A report of the desk's own, written for the public; what came in from outside is a Report of `intake`.

    draft <-> review -> public ; public -> draft (a correction, while the old words stay public)
    draft | review | public -> withdrawn
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLIC = "public", _("Public")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.DRAFT: {Status.REVIEW, Status.WITHDRAWN},
        Status.REVIEW: {Status.DRAFT, Status.PUBLIC, Status.WITHDRAWN},
        Status.PUBLIC: {Status.DRAFT, Status.WITHDRAWN},
    }

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    slug = models.CharField(max_length=20, unique=True, null=True)  # the day it went public: 2026-11-24, 2026-11-24-2
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="bulletins")
    document = models.JSONField()  # see bulletins.py
    digest = models.CharField(max_length=64)  # of the document; approval names it
    live = models.JSONField(null=True)  # the words the public reads
    editors = models.ManyToManyField("people.User", related_name="+")  # of the words that are not public yet
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)  # when the public words last changed
    withdrawn_why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"bulletin {self.pk}"
