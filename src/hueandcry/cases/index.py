"""The index of names: who of a million people may be the one a report tells of."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Count

from hueandcry import names
from hueandcry.cases.models import Individual, NameKey, Spelling

STRONG, WEAK = 60, 30  # spellings compared at most, by the kind of key they share
INITIALS = 140  # the same for a name with an initial, which many share
BATCH = 2000  # rows
Proposal = tuple[Individual, float, str]


def propose(name: str, limit: int = 10) -> list[Proposal]:
    """(individual, score, reason) of who may be called that, the likeliest first; one of names.REASONS.

    A name of one word proposes nobody. Only scores of names.PROPOSE and more; two queries and one for the rows.
    """
    if not names.enough(name):
        return []
    strong, weak = names.sought(name)
    found: dict[int, tuple[float, str]] = {}
    numbers = {*_sharing(strong, STRONG if weak else INITIALS), *_sharing(weak, WEAK)}
    for individual, text in Spelling.objects.filter(pk__in=numbers).values_list("individual_id", "text"):
        score, reason = names.compare(name, text)
        if score >= max(names.PROPOSE, found.get(individual, (0.0, ""))[0]):
            found[individual] = score, reason
    best = sorted(found, key=lambda pk: (-found[pk][0], -pk))[:limit]
    rows = Individual.objects.select_related("case").in_bulk(best)
    return [(rows[pk], *found[pk]) for pk in best if pk in rows]


@transaction.atomic
def enter(individual: Individual) -> None:
    """File an individual under every spelling they have now; spellings they have no longer go."""
    wanted = {text[:200] for text in individual.spelt() if text.strip()}
    known = set(individual.spellings.values_list("text", flat=True))
    individual.spellings.filter(text__in=known - wanted).delete()
    new = [Spelling(individual=individual, text=text) for text in sorted(wanted - known)]
    Spelling.objects.bulk_create(new, ignore_conflicts=True)
    _file(individual.spellings.filter(text__in=wanted - known))


def rebuild() -> int:
    """File everybody anew, after the keys have changed; the number of spellings."""
    NameKey.objects.all().delete()
    for individual in Individual.objects.iterator():
        enter(individual)
    return _file(Spelling.objects.all())


def _file(spellings: Iterable[Spelling]) -> int:
    count, rows = 0, []
    for spelling in spellings:
        count += 1
        rows += [NameKey(key=key, spelling=spelling) for key in sorted(names.filed(spelling.text))]
    NameKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return count


def _sharing(keys: Collection[str], most: int) -> list[int]:
    """Spellings filed under most of these keys."""
    if not keys:
        return []
    rows = NameKey.objects.filter(key__in=list(keys)).values("spelling").annotate(shared=Count("*"))
    return [row["spelling"] for row in rows.order_by("-shared", "spelling")[:most]]
