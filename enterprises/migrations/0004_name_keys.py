"""What the names and the registration number of companies are compared by."""

import django.db.models.functions.text
from django.db import migrations, models


def fill_keys(apps, schema_editor):
    """What `Enterprise.save` writes, for the companies that are there already."""
    from enterprises import likeness

    Enterprise = apps.get_model("enterprises", "Enterprise")
    batch = []
    for row in Enterprise.objects.only("pk", "name_zh_hans", "name_en", "registration_number", "country").iterator():
        row.name_key_zh = likeness.key(row.name_zh_hans)
        row.name_key_latin = likeness.key(row.name_en)
        row.registration_key = likeness.registration_key(row.registration_number, str(row.country))[:40]
        batch.append(row)
        if len(batch) == 500:
            Enterprise.objects.bulk_update(batch, ["name_key_zh", "name_key_latin", "registration_key"])
            batch = []
    Enterprise.objects.bulk_update(batch, ["name_key_zh", "name_key_latin", "registration_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0003_enterprise_qualifications'),
        ('parks', '0010_demonstration_park'),
    ]

    operations = [
        migrations.AddField(
            model_name='enterprise',
            name='name_key_latin',
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='name_key_zh',
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='registration_key',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(django.db.models.functions.text.Left('name_key_zh', 4), name='enterprise_head_zh'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(django.db.models.functions.text.Left('name_key_latin', 4), name='enterprise_head_latin'),
        ),
        migrations.AddIndex(
            model_name='enterprise',
            index=models.Index(condition=models.Q(('registration_key', ''), _negated=True), fields=['registration_key'], name='enterprise_number'),
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
    ]
