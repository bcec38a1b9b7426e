"""Keep the vectors of the search beside the entries' other columns, in PostgreSQL.

A word in Chinese is a phrase of tokens, for which every vector that the index names is read. Stored outside of the row,
as PostgreSQL does with the longest values, that took three times as long. SQLite has no such columns.
"""

from django.db import migrations

VECTOR = "ALTER TABLE parks_searchentry ALTER COLUMN vector SET STORAGE"
REWRITTEN = "UPDATE parks_searchentry SET tokens = tokens"  # what is there already is stored anew


def store(how):
    def statements(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"{VECTOR} {how}")
            schema_editor.execute(REWRITTEN)

    return statements


class Migration(migrations.Migration):
    dependencies = [("parks", "0017_content_work")]
    operations = [migrations.RunPython(store("MAIN"), store("EXTENDED"))]
