"""Connections that are not asked for every request whether they live, and recover all the same."""

import psycopg
import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from common.postgresql import base
from portal.environment import Environment


@pytest.fixture
def connection(postgres_url, django_db_blocker):
    settings = Environment({"DATABASE_URL": postgres_url}).database("DATABASE_URL", None)
    settings |= {"ENGINE": "common.postgresql", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    connection = ConnectionHandler({"default": settings})["default"]
    with django_db_blocker.unblock():
        connection.connect()
        yield connection
        connection.close()


def request(connection):
    """What Django does around each request; returns the number of the server's process, and the queries."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found = cursor.fetchone()[0]
    connection.close_if_unusable_or_obsolete()
    return found


def kill(postgres_url, number):
    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


def checks(connection, monkeypatch):
    asked = []
    usable = base.base.DatabaseWrapper.is_usable
    monkeypatch.setattr(base.base.DatabaseWrapper, "is_usable", lambda self: asked.append(1) or usable(self))
    return asked


def test_a_connection_is_asked_once_a_second(connection, monkeypatch):
    asked = checks(connection, monkeypatch)
    for _request in range(5):
        request(connection)
    assert len(asked) == 1
    connection.checked_at -= base.TRUSTED
    request(connection)
    assert len(asked) == 2


def test_a_connection_that_died_long_ago_is_replaced_before_it_is_used(connection, postgres_url):
    first = request(connection)
    kill(postgres_url, first)
    connection.checked_at -= base.TRUSTED
    assert request(connection) != first


def test_a_connection_that_died_just_now_fails_one_request(connection, postgres_url):
    first = request(connection)
    kill(postgres_url, first)
    with pytest.raises(OperationalError):
        request(connection)
    assert request(connection) != first
