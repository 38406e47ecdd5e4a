"""One answer that went to a thousand supporters is one thing to read, with a count.

Texts are compared after what differs by supporter is gone: covered names, salutation, quotes, numbers.
Fingerprint and sketch are keyed by the appeal's pepper, so that they tell nothing once it is destroyed.
"""

import hashlib
import re

from django.db import transaction

from hueandcry.actions import masking, showing
from hueandcry.actions.models import Protest, ReplyGroup
from hueandcry.appeals.models import Appeal, Target
from hueandcry.lib import sabotage, sealing, tokens
from hueandcry.post import sorting

WORD = re.compile(r"[^\W_]+")
SHINGLE = 3  # words
SKETCH = 64  # the smallest hashes of shingles; enough to estimate likeness to about a tenth
ALIKE = 0.8  # share of shingles in common: two words changed in a page; half a sentence makes it another answer
LOOKED_AT = 300  # groups of one target, the newest first


def prints(appeal: Appeal, found: sorting.Sorted, protest: Protest | None) -> tuple[str, frozenset[str]] | None:
    """(fingerprint, sketch) of what an office wrote; None when the appeal's pepper is gone."""
    try:
        pepper = sealing.pepper(appeal.pepper)
    except sealing.KeyGone:
        return None
    text = found.subject if sabotage.on("group-by-subject") else showing.covered_text(found, protest)
    text = masking.DEAR.sub("", text)
    words = [word for word in WORD.findall(text.casefold()) if not any(sign.isdigit() for sign in word)]
    hashes = {
        hashlib.blake2b(" ".join(words[at : at + SHINGLE]).encode(), digest_size=6, key=pepper[:64]).hexdigest()
        for at in range(len(words) - SHINGLE + 1)
    }
    return tokens.keyed(pepper, *(words or [found.text])), frozenset(sorted(hashes)[:SKETCH])


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of shingles two texts have in common, 0 to 1, estimated from their sketches."""
    smallest = sorted(one | other)[:SKETCH]
    return sum(each in one and each in other for each in smallest) / len(smallest) if smallest else 0.0


@transaction.atomic
def group_of(target: Target, told: tuple[str, frozenset[str]] | None, *, robot: bool) -> ReplyGroup | None:
    """The group of this text, made if it is the first of its kind; two workers at once get the same one."""
    if told is None:
        return None
    fingerprint, sketch = told
    Target.objects.select_for_update(of=("self",)).get(pk=target.pk)  # near is no key: one after the other
    groups = ReplyGroup.objects.filter(target=target, robot=robot)
    if same := groups.filter(fingerprint=fingerprint).first():
        return same
    near = [(likeness(sketch, frozenset(each.sketch.split())), each) for each in groups.order_by("-pk")[:LOOKED_AT]]
    best = max(near, key=lambda pair: pair[0], default=(0.0, None))
    if best[1] is not None and best[0] >= ALIKE:
        return best[1]
    made, _new = ReplyGroup.objects.get_or_create(
        target=target, robot=robot, fingerprint=fingerprint, defaults={"sketch": " ".join(sorted(sketch))}
    )
    return made
