import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_public_languages")]

    operations = [
        migrations.CreateModel(
            "Section",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=32, unique=True)),
                ("status", models.CharField(choices=[("waiting", "Waits for a second person"), ("open", "Taking part"), ("closed", "Not taking part any more"), ("dropped", "Never opened")], default="waiting", max_length=10)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("imprint", models.TextField(blank=True)),
                ("privacy", models.TextField(blank=True)),
                ("donate", models.CharField(blank=True, max_length=300)),
                ("wanted", models.JSONField(blank=True, default=dict)),
                ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
