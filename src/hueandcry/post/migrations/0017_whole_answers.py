"""A relay's answer is kept whole, where it is longer than the desk shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0016_begun_to_read")]

    operations = [migrations.AddField("attempt", "whole", models.TextField(null=True))]
