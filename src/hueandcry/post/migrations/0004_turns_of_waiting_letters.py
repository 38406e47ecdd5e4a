"""Protests that were queued before there was a pace get their turns; may be stopped and begun again."""

from django.db import migrations
from django.db.models import Count
from django.utils import timezone

PROTEST, CHUNK = 1, 1000
NOT_OVER = ("queued", "sending", "in_doubt", "quarantined")


def give_turns(apps, schema_editor):
    """In chunks by number, each its own transaction, so that a desk that runs is not kept waiting.

    The address is sealed, so mail system and country stay empty until the next letter to the same mailbox.
    """
    Delivery, Pigeonhole = apps.get_model("post", "Delivery"), apps.get_model("post", "Pigeonhole")
    Turn = apps.get_model("post", "Turn")
    now = timezone.now()
    waiting = Delivery.objects.filter(rank=PROTEST, turn=None, status__in=NOT_OVER).order_by("pk")
    groups = waiting.order_by().values_list("to_key", "key_name").distinct()
    turns = {}
    for to_key, key_name in groups:
        hole, _ = Pigeonhole.objects.get_or_create(to_key=to_key, defaults={"next_at": now})
        turns[to_key, key_name], _ = Turn.objects.get_or_create(
            pigeonhole=hole, key_name=key_name, defaults={"served_at": now}
        )
    handed = Delivery.objects.filter(rank=PROTEST, accepted_at__isnull=False).order_by()
    for to_key, key_name, n in handed.values_list("to_key", "key_name").annotate(n=Count("pk")):
        if turn := turns.get((to_key, key_name)):
            Turn.objects.filter(pk=turn.pk, handed_over__lt=n).update(handed_over=n)
    last = 0
    while rows := list(waiting.filter(pk__gt=last).values_list("pk", "to_key", "key_name")[:CHUNK]):
        last = rows[-1][0]
        numbers = {}
        for pk, to_key, key_name in rows:
            if turn := turns.get((to_key, key_name)):
                numbers.setdefault(turn.pk, []).append(pk)
        for turn, pks in numbers.items():
            Delivery.objects.filter(pk__in=pks, turn=None).update(turn_id=turn)


def take_turns(apps, schema_editor):
    """Back to a queue without turns."""
    apps.get_model("post", "Delivery").objects.filter(turn__isnull=False).update(turn=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("post", "0003_pace")]

    operations = [migrations.RunPython(give_turns, take_turns)]
