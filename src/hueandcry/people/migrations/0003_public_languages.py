from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_sign_in_tries")]

    operations = [
        migrations.CreateModel(
            "PublicLanguage",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("on", models.BooleanField()),
                ("read_by", models.CharField(blank=True, max_length=120)),
                ("read_on", models.DateField(null=True)),
            ],
        ),
    ]
