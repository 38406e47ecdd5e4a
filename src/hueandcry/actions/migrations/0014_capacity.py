from django.db import migrations, models

CHOICES = [("person", "In one's own name"), ("org", "For an organisation")]


class Migration(migrations.Migration):
    dependencies = [("actions", "0013_comments")]

    operations = [
        migrations.AddField("action", "capacity", models.CharField(choices=CHOICES, default="person", max_length=8)),
        migrations.AddField("action", "organisation_key", models.CharField(blank=True, max_length=64)),
        migrations.AddField("protest", "capacity", models.CharField(choices=CHOICES, default="person", max_length=8)),
        migrations.RemoveConstraint("protest", "one_first_protest_per_person_target_channel"),
        migrations.AddConstraint(
            "protest",
            models.UniqueConstraint(condition=models.Q(("rank", 1)), fields=("appeal", "target", "person_key", "channel", "capacity"), name="one_first_protest_per_person_target_channel_capacity"),
        ),
    ]
