from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_sections")]

    operations = [
        migrations.AddField("section", "kind", models.CharField(choices=[("section", "National section"), ("partner", "Partner site")], default="section", max_length=8)),
        migrations.AddField("section", "origins", models.TextField(blank=True)),
        migrations.AddField("section", "ground", models.CharField(blank=True, max_length=7)),
        migrations.AddField("section", "ink", models.CharField(blank=True, max_length=7)),
        migrations.AddField("section", "accent", models.CharField(blank=True, max_length=7)),
    ]
