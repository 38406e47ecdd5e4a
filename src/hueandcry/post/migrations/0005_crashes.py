"""How often a process died with a letter in hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0004_turns_of_waiting_letters")]

    operations = [
        migrations.AddField("delivery", "crashes", models.PositiveSmallIntegerField(null=True)),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["status", "due_at"], name="letters_that_crashed", condition=models.Q(crashes__isnull=False)
            ),
        ),
    ]
