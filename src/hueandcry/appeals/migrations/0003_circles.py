from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appeals", "0002_when_missions_were_checked")]

    operations = [
        migrations.AddField("appeal", "circle", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("appeal", "circle_since", models.DateTimeField(null=True)),
        migrations.AddField("target", "circle", models.PositiveSmallIntegerField(default=1)),
    ]
