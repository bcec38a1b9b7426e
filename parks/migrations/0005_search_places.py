import re
from hashlib import blake2b
from importlib import import_module

from django.db import migrations, models

SQLITE = (
    """CREATE VIRTUAL TABLE parks_searchindex USING fts5(
        title_tokens, tokens, content='parks_searchentry', content_rowid='id', tokenize='unicode61', columnsize=0
    )""",
    """CREATE VIRTUAL TABLE parks_searchtitles USING fts5(
        title_tokens, content='parks_searchentry', content_rowid='id', tokenize='unicode61', columnsize=0
    )""",
    "INSERT INTO parks_searchindex(parks_searchindex) VALUES ('rebuild')",
    "INSERT INTO parks_searchtitles(parks_searchtitles) VALUES ('rebuild')",
    """CREATE TRIGGER parks_searchentry_insert AFTER INSERT ON parks_searchentry BEGIN
        INSERT INTO parks_searchindex(rowid, title_tokens, tokens) VALUES (new.id, new.title_tokens, new.tokens);
        INSERT INTO parks_searchtitles(rowid, title_tokens) VALUES (new.id, new.title_tokens);
    END""",
    """CREATE TRIGGER parks_searchentry_delete AFTER DELETE ON parks_searchentry BEGIN
        INSERT INTO parks_searchindex(parks_searchindex, rowid, title_tokens, tokens)
        VALUES ('delete', old.id, old.title_tokens, old.tokens);
        INSERT INTO parks_searchtitles(parks_searchtitles, rowid, title_tokens)
        VALUES ('delete', old.id, old.title_tokens);
    END""",
    """CREATE TRIGGER parks_searchentry_update AFTER UPDATE ON parks_searchentry BEGIN
        INSERT INTO parks_searchindex(parks_searchindex, rowid, title_tokens, tokens)
        VALUES ('delete', old.id, old.title_tokens, old.tokens);
        INSERT INTO parks_searchindex(rowid, title_tokens, tokens) VALUES (new.id, new.title_tokens, new.tokens);
        INSERT INTO parks_searchtitles(parks_searchtitles, rowid, title_tokens)
        VALUES ('delete', old.id, old.title_tokens);
        INSERT INTO parks_searchtitles(rowid, title_tokens) VALUES (new.id, new.title_tokens);
    END""",
)
# As they are numbered when this migration is written; `manage.py reindex` follows later changes.
RANKS = {
    "park": 1, "mode": 2, "service": 3, "opportunity": 4, "policy": 5, "story": 6, "partnership": 7, "space": 8,
    "event": 9, "article": 10,
}
CODE = re.compile(r"[a-z][a-z0-9]*[0-9][a-z0-9]*")
CHINESE = re.compile(r"q[0-5][0-9a-z]{3}([0-5][0-9a-z]{3})?")


def drop_index(apps, schema_editor):
    """SQLite's index goes with its triggers; PostgreSQL's hangs on its own columns and stays."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS parks_searchentry_{event}")
        schema_editor.execute("DROP TABLE IF EXISTS parks_searchindex")
        schema_editor.execute("DROP TABLE IF EXISTS parks_searchtitles")


def create_index(apps, schema_editor):
    """SQLite's index; also after a later migration has copied the table."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)


def number_entries(apps, schema_editor):
    """Give every entry the number that says where it stands, and every code its line among the words."""
    entries, words = apps.get_model("parks", "SearchEntry").objects, apps.get_model("parks", "SearchWord").objects
    entries.exclude(kind__in=RANKS).delete()
    codes = set()
    for pk, kind, slug, weight, *texts in list(
        entries.order_by("pk").values_list("pk", "kind", "slug", "weight", "title_tokens", "tokens")
    ):
        address = int.from_bytes(blake2b(f"{kind}/{slug}".encode(), digest_size=6).digest(), "big")
        entries.filter(pk=pk).update(id=(RANKS[kind] << 56) + ((255 - weight) << 48) + address)
        for token in " ".join(texts).split():
            if len(token) > 2 and CODE.fullmatch(token) and not CHINESE.fullmatch(token):
                codes.add(token[:40])
    made = apps.get_model("parks", "SearchWord")
    words.bulk_create([made(word=code) for code in sorted(codes)], ignore_conflicts=True, batch_size=500)


def empty(apps, schema_editor):
    """What is derived is made again by `manage.py reindex`."""
    apps.get_model("parks", "SearchEntry").objects.all().delete()


def restore_index(apps, schema_editor):
    """SQLite's index as migration 0004 made it."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("parks.migrations.0004_search").create_index(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("parks", "0004_search")]

    operations = [
        migrations.RunPython(drop_index, restore_index),
        migrations.RemoveField("searchentry", "place"),
        migrations.AlterField("searchentry", "id", models.BigIntegerField(primary_key=True, serialize=False)),
        migrations.RunPython(number_entries, empty),
        migrations.RunPython(create_index, drop_index),
    ]
