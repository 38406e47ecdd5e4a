"""How often a process was gone while it read a message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0015_fresh_runs")]

    operations = [migrations.AddField("incoming", "begun", models.PositiveSmallIntegerField(null=True))]
