"""A message over which the desk stumbled waits for a moment, and not for ever."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0009_senders")]

    operations = [
        migrations.AddField("incoming", "tries", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("incoming", "again_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "incoming",
            "status",
            models.CharField(
                choices=[
                    ("raw", "Not read yet"),
                    ("placed", "Placed"),
                    ("unplaced", "Waiting for a person"),
                    ("penned", "Not readable"),
                    ("set_aside", "Set aside"),
                ],
                default="raw",
                max_length=10,
            ),
        ),
    ]
