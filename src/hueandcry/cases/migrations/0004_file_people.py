"""Everybody the cases know already has a row and its spellings; 0005 files them under their keys."""

from django.db import migrations

from hueandcry.lib import tokens


def file_people(apps, schema_editor):
    Individual, Spelling = (apps.get_model("cases", name) for name in ("Individual", "Spelling"))
    for person in apps.get_model("cases", "PersonAtRisk").objects.iterator():
        told = {"token": tokens.new(), "name": person.name, "aliases": person.aliases}
        row, made = Individual.objects.get_or_create(case_id=person.case_id, key=person.key, defaults=told)
        if not made:
            continue
        for text in dict.fromkeys(text[:200] for text in (person.name, *person.aliases) if text.strip()):
            Spelling.objects.create(individual=row, text=text)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_individuals'),
    ]

    operations = [
        migrations.RunPython(file_people, migrations.RunPython.noop),
    ]
