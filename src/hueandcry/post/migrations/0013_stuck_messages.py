"""Messages in a provider's mailbox that cannot be taken in are remembered, so that they stop no other."""

from django.db import migrations, models

WHY = [
    ("refused", "Its server does not hand it over"),
    ("cut", "The line was lost in the middle of it"),
    ("too_long", "It is longer than its server says"),
    ("quota", "Much mail of its sender waits here already"),
]


class Migration(migrations.Migration):
    dependencies = [("post", "0012_summaries")]

    operations = [
        migrations.CreateModel(
            "StuckMessage",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                ("why", models.CharField(choices=WHY, max_length=10)),
                ("since", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("again_at", models.DateTimeField()),
            ],
        ),
    ]
