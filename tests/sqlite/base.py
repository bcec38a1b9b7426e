from django.db.backends.sqlite3 import base

from tests.sqlite.creation import DatabaseCreation


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
