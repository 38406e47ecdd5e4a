"""A letter put back by hand begins a fresh run of tries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0014_relay_trouble")]

    operations = [migrations.AddField("delivery", "tries_before", models.PositiveSmallIntegerField(null=True))]
