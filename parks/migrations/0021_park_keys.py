"""What staff find parks by, and the indexes of their lists."""

import django.db.models.deletion
import parks.models.searching
from django.db import migrations, models

SQLITE = (
    """CREATE VIRTUAL TABLE parks_parkkeys_index USING fts5(
        tokens, content='parks_parkkeys', content_rowid='park_id', tokenize='unicode61', columnsize=0
    )""",
    "INSERT INTO parks_parkkeys_index(parks_parkkeys_index) VALUES ('rebuild')",
    """CREATE TRIGGER parks_parkkeys_insert AFTER INSERT ON parks_parkkeys BEGIN
        INSERT INTO parks_parkkeys_index(rowid, tokens) VALUES (new.park_id, new.tokens);
    END""",
    """CREATE TRIGGER parks_parkkeys_delete AFTER DELETE ON parks_parkkeys BEGIN
        INSERT INTO parks_parkkeys_index(parks_parkkeys_index, rowid, tokens)
        VALUES ('delete', old.park_id, old.tokens);
    END""",
    """CREATE TRIGGER parks_parkkeys_update AFTER UPDATE ON parks_parkkeys BEGIN
        INSERT INTO parks_parkkeys_index(parks_parkkeys_index, rowid, tokens)
        VALUES ('delete', old.park_id, old.tokens);
        INSERT INTO parks_parkkeys_index(rowid, tokens) VALUES (new.park_id, new.tokens);
    END""",
)
POSTGRESQL = (
    """ALTER TABLE parks_parkkeys
        ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED""",
    "ALTER TABLE parks_parkkeys ALTER COLUMN vector SET STORAGE MAIN",
    "CREATE INDEX parks_parkkeys_vector ON parks_parkkeys USING gin (vector)",
)
PUBLIC = ("published", "stale")
CHINESE, ENGLISH = models.Q(state_zh_hans__in=PUBLIC), models.Q(state_en__in=PUBLIC)
ONE_LANGUAGE = (CHINESE & ~ENGLISH) | (ENGLISH & ~CHINESE)
STALE = models.Q(state_zh_hans="stale") | models.Q(state_en="stale")
BATCH = 500
NAMES = ("slug", "name_zh_hans", "name_en", "aliases")
ABOVE = ("operator_id", "parent__operator_id", "parent__parent__operator_id")


def create_index(apps, schema_editor):
    """SQLite's also after a later migration has copied the table."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """SQLite's index goes with its triggers; PostgreSQL's hangs on its own column and goes with the table."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS parks_parkkeys_{event}")
        schema_editor.execute("DROP TABLE IF EXISTS parks_parkkeys_index")


def fill(apps, schema_editor):
    """What `parks.indexing.keys` writes, for the parks that are there."""
    from parks.indexing.keys import keys_of

    Park, ParkKeys = apps.get_model("parks", "Park"), apps.get_model("parks", "ParkKeys")
    rows, last = Park.objects.order_by("pk").values_list("pk", *NAMES, *ABOVE), 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        made = (
            (pk, keys_of(filter(None, told[: len(NAMES)]), filter(None, told[len(NAMES) :]))) for pk, *told in batch
        )
        ParkKeys.objects.bulk_create(ParkKeys(park_id=pk, tokens=tokens) for pk, tokens in made)
        last = batch[-1][0]


class Migration(migrations.Migration):
    dependencies = [("parks", "0020_invited_seats")]
    operations = [
        migrations.CreateModel(
            name="ParkKeys",
            fields=[
                (
                    "park",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="keys",
                        serialize=False,
                        to="parks.park",
                    ),
                ),
                ("tokens", parks.models.searching.TokensField(blank=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="park",
            index=models.Index(fields=["operator", "sort_key", "slug"], name="park_operator_order"),
        ),
        migrations.AddIndex(
            model_name="park",
            index=models.Index(fields=["sort_key", "slug"], condition=STALE, name="park_stale"),
        ),
        migrations.AddIndex(
            model_name="park",
            index=models.Index(fields=["sort_key", "slug"], condition=ONE_LANGUAGE, name="park_one_language"),
        ),
        migrations.RunPython(create_index, drop_index),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
