import sqlite3
from contextlib import closing

from django.db.backends.sqlite3 import creation

from tests import prepared


class DatabaseCreation(creation.DatabaseCreation):
    def _create_test_db(self, verbosity, autoclobber, keepdb=False):
        """The name of the test database, in memory; filled before Django asks which migrations are missing."""
        name = super()._create_test_db(verbosity, autoclobber, keepdb)
        self.keeps_it_alive = sqlite3.connect(name, uri=True, check_same_thread=False)
        with closing(sqlite3.connect(prepared.sqlite_file())) as original:
            original.backup(self.keeps_it_alive)
        return name
