"""Sources are retired instead of deleted, as the other catalogues are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parks", "0018_vectors_in_the_row")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="retired",
            field=models.BooleanField(
                default=False, help_text="Hidden in new records, shown in old ones.", verbose_name="retired"
            ),
        ),
        migrations.AlterField(
            model_name="textsource",
            name="behind_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="stale since"),
        ),
    ]
