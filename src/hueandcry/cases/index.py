"""The index of names: who of a million people may be the one a report tells of."""

import heapq
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Count

from hueandcry import names
from hueandcry.cases.models import Individual, NameKey, Spelling

READ = 1000  # rows read of those who share a strong key; as many again of those who share a weak one
COMPARED = 60  # people compared at least; three for one that is asked for
BATCH = 2000  # rows
Proposal = tuple[Individual, float, str]


def propose(name: str, limit: int = 10) -> list[Proposal]:
    """(individual, score, reason) of who may be called that, the likeliest first; one of names.REASONS.

    A name of one word proposes nobody. Only scores of names.PROPOSE and more.
    """
    if not names.enough(name):
        return []
    strong, weak = names.sought(name)
    asked = names.asked(name)
    found = _compared(name, asked, strong, limit)
    if not found:
        found = _compared(name, asked, weak, limit)
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
        for key, one, other in sorted(names.filed(spelling.text)):
            rows.append(NameKey(key=key, one=one, other=other, spelling=spelling))
    NameKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return count


def _compared(name: str, asked: names.Asked, keys: Collection[str], limit: int) -> dict[int, tuple[float, str]]:
    """Score and reason, by individual, of the nearest who share a key."""
    found: dict[int, tuple[float, str]] = {}
    nearest = asked.best(_sharing(asked, keys), max(COMPARED, 3 * limit))
    rows = Spelling.objects.filter(pk__in=[number for _most, number in nearest])
    texts = {pk: (individual, text) for pk, individual, text in rows.values_list("pk", "individual_id", "text")}
    scores: list[float] = []
    for most, number in nearest:
        if len(scores) >= limit and most <= heapq.nlargest(limit, scores)[-1]:
            break
        individual, text = texts[number]
        score, reason = names.compare(name, text)
        if score >= max(names.PROPOSE, found.get(individual, (0.0, ""))[0]):
            scores += [score] if individual not in found else []
            found[individual] = score, reason
    return found


def _sharing(asked: names.Asked, keys: Collection[str]) -> dict[tuple[str, str], list[int]]:
    """Spellings filed under these keys, by the two words they stand with; of too many the nearer ones."""
    rows = NameKey.objects.filter(key__in=list(keys))
    many = dict(rows.values_list("one").annotate(many=Count("*"))) if keys else {}
    chosen, count = [], 0
    for word in asked.near(many):
        chosen.append(word)
        count += many[word]
        if count >= READ:
            break
    found: dict[tuple[str, str], list[int]] = {}
    for one, other, number in rows.filter(one__in=chosen).values_list("one", "other", "spelling_id") if chosen else ():
        found.setdefault((one, other), []).append(number)
    return found
