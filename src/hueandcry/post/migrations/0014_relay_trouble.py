"""Since when the relay takes none of our letters, and what it says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0013_stuck_messages")]

    operations = [
        migrations.CreateModel(
            "RelayTrouble",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(default="relay", max_length=10, unique=True)),
                ("since", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("times", models.PositiveIntegerField(default=0)),
                ("stage", models.CharField(max_length=12)),
                ("code", models.PositiveSmallIntegerField(null=True)),
                ("answer", models.CharField(blank=True, max_length=400)),
            ],
        ),
    ]
