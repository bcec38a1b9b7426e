from django.db import migrations, models


def mark_guests(apps, schema_editor):
    """Whoever signed in and is not of the back office did so by a mailed code."""
    users = apps.get_model("accounts", "User").objects
    users.filter(is_staff=False, last_login__isnull=False).update(enters_by_code=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_fetched")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="enters_by_code",
            field=models.BooleanField(default=False, editable=False, verbose_name="has signed in by mailed code"),
        ),
        migrations.AddField(
            model_name="user",
            name="guest_mark",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.RunPython(mark_guests, migrations.RunPython.noop),
    ]
