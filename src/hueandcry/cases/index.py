"""The index of names: who of a million people may be the one a report tells of."""

import heapq
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction

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
    found = _compared(name, asked, strong, limit) or _compared(name, asked, weak, limit)
    return sorted(found, key=lambda proposal: (-proposal[1], -proposal[0].pk))[:limit]


@transaction.atomic
def enter(individual: Individual) -> None:
    """File an individual under every spelling they have now; spellings they have no longer go."""
    wanted = {text[:200] for text in individual.spelt() if text.strip()}
    known = set(individual.spellings.values_list("text", flat=True))
    individual.spellings.filter(text__in=known - wanted).delete()
    new = [Spelling(individual=individual, text=text) for text in sorted(wanted - known)]
    Spelling.objects.bulk_create(new, ignore_conflicts=True)
    _file(individual.spellings.filter(text__in=wanted - known))


def leave(individual: Individual) -> None:
    """Take an individual out: nobody is proposed for them any more."""
    individual.spellings.all().delete()


def rebuild() -> int:
    """File everybody anew, after the keys have changed; the number of spellings."""
    NameKey.objects.all().delete()
    for individual in Individual.objects.exclude(case=None).iterator():
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


def _compared(name: str, asked: names.Asked, keys: Collection[str], limit: int) -> list[Proposal]:
    """The nearest of those who share a key, compared until nobody left can be among the best `limit`."""
    found: dict[int, Proposal] = {}
    nearest = asked.best(_sharing(asked, keys), max(COMPARED, 3 * limit))
    spellings = Spelling.objects.select_related("individual__case").in_bulk([number for _most, number in nearest])
    scores: list[float] = []  # the best `limit` of them, the least first
    for most, number in nearest:
        if len(scores) >= limit and most <= scores[0]:
            break
        if number not in spellings:
            continue  # gone since
        individual = spellings[number].individual
        score, reason = names.compare(name, spellings[number].text)
        known = found.get(individual.pk)
        if score >= (known[1] if known else names.PROPOSE):
            if not known:
                heapq.heappush(scores, score) if len(scores) < limit else heapq.heappushpop(scores, score)
            found[individual.pk] = individual, score, reason
    return list(found.values())


def _sharing(asked: names.Asked, keys: Collection[str]) -> dict[str, dict[str, list[int]]]:
    """Spellings filed under these keys, by the two words they stand with; of too many the nearer ones."""
    if not keys:
        return {}
    many: dict[str, int] = dict(_rows("SELECT one, COUNT(*) FROM cases_namekey WHERE key IN ({}) GROUP BY one", keys))
    chosen, count = [], 0
    for word in asked.near(many):
        chosen.append(word)
        count += many[word]
        if count >= READ:
            break
    if not chosen:
        return {}
    found: dict[str, dict[str, list[int]]] = {}
    told = _rows("SELECT one, other, spelling_id FROM cases_namekey WHERE key IN ({}) AND one IN ({})", keys, chosen)
    for one, other, number in told:
        found.setdefault(one, {}).setdefault(other, []).append(number)
    return found


def _rows(sql: str, *lists: Collection[str] | Collection[int]) -> list[tuple[Any, ...]]:
    """What the database answers, with lists where {} stands; thousands of rows are too many to be made more of."""
    sql = sql.format(*(", ".join(["%s"] * len(each)) for each in lists))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for each in lists for value in each])
        return cursor.fetchall()
