from django.db.backends.sqlite3 import base, operations

from tests.sqlite.creation import DatabaseCreation

KEY = "accounts_auditkey"


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        """Tests that commit empty the trail too, which wants its key; PostgreSQL truncates, and asks no trigger."""
        sql = super().sql_flush(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        if KEY not in tables:
            return sql
        last = [line for line in sql if KEY in line and line.startswith("DELETE")]
        return [f'INSERT INTO "{KEY}" DEFAULT VALUES;', *(line for line in sql if line not in last), *last]


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
