import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actions", "0011_bursts"), ("people", "0004_sections")]

    operations = [
        migrations.AddField("action", "section", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="people.section")),
        migrations.CreateModel(
            "SectionSplit",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateTimeField()),
                ("shown", models.JSONField(default=dict)),
                ("other", models.PositiveIntegerField(default=0)),
                ("appeal", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="section_split", to="appeals.appeal")),
            ],
        ),
    ]
