"""Everybody the cases know already is filed in the index of names."""

from django.db import migrations

from hueandcry import names
from hueandcry.lib import tokens


def file_people(apps, schema_editor):
    Individual, Spelling, NameKey = (apps.get_model("cases", name) for name in ("Individual", "Spelling", "NameKey"))
    for person in apps.get_model("cases", "PersonAtRisk").objects.iterator():
        told = {"token": tokens.new(), "name": person.name, "aliases": person.aliases}
        row, made = Individual.objects.get_or_create(case_id=person.case_id, key=person.key, defaults=told)
        if not made:
            continue
        for text in dict.fromkeys(text[:200] for text in (person.name, *person.aliases) if text.strip()):
            spelling = Spelling.objects.create(individual=row, text=text)
            filed = [NameKey(key=key, spelling=spelling) for key in sorted(names.filed(text))]
            NameKey.objects.bulk_create(filed, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_individuals'),
    ]

    operations = [
        migrations.RunPython(file_people, migrations.RunPython.noop),
    ]
