"""A key knows the two words of the name it was made of, so that those who share it can be ranked before comparing."""

import itertools

import django.db.models.deletion
from django.db import migrations, models

from hueandcry import names

BATCH = 2000  # spellings


def _by_the_batch(rows):
    rows = rows.iterator(chunk_size=BATCH)
    while some := list(itertools.islice(rows, BATCH)):
        yield some


def file_spellings(apps, schema_editor):
    Spelling, NameKey = (apps.get_model("cases", name) for name in ("Spelling", "NameKey"))
    for some in _by_the_batch(Spelling.objects.order_by("pk")):
        rows = [
            NameKey(key=key, one=one, other=other, spelling=spelling)
            for spelling in some
            for key, one, other in sorted(names.filed(spelling.text))
        ]
        NameKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0004_file_people"),
    ]

    operations = [
        migrations.DeleteModel(name="NameKey"),
        migrations.CreateModel(
            name="NameKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "one", "other", "spelling_id",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=24)),
                ("one", models.CharField(max_length=40)),
                ("other", models.CharField(max_length=40)),
                (
                    "spelling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="cases.spelling"
                    ),
                ),
            ],
        ),
        migrations.RunPython(file_spellings, migrations.RunPython.noop),
    ]
