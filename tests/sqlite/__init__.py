"""Django's SQLite backend, whose test database begins with all tables."""
