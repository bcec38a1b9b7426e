import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from common import contentversion
from tests import cast, prepared
from tests.services import (  # noqa: F401 — pytest finds hooks and fixtures by their names here
    chromium_path,
    postgres_url,
    pytest_collection_modifyitems,
    pytest_sessionstart,
    pytest_terminal_summary,
    rabbitmq_url,
    redis_url,
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """On PostgreSQL too, the test database is a copy that has all tables (`tests/sqlite` does it for SQLite, in the
    memory of each worker, which needs no name of its own).
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "tests.sqlite":
        database["TEST"]["NAME"] = None
    else:
        server = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/postgres".format_map(database)
        database["TEST"]["TEMPLATE"] = prepared.postgres_template(server)


@pytest.fixture(autouse=True)
def empty_cache():
    """Limits count in the cache, and pages are kept for as long as no content changes: no test inherits another's."""
    cache.clear()
    contentversion.bump()


@pytest.fixture(autouse=True)
def default_language():
    """A request leaves its language active in its thread: no test begins in that of another."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def operator_a(db):
    """CBTC in Belgium: Lin works here."""
    return cast.make_operator("cbtc")


@pytest.fixture
def operator_b(db):
    """A Chinese operator: Bao works here."""
    return cast.make_operator("parkb", country="CN", time_zone="Asia/Shanghai", default_language="zh-hans")


@pytest.fixture
def park_a(operator_a):
    return cast.make_park(operator_a, "cbtc")


@pytest.fixture
def park_b(operator_b):
    return cast.make_park(operator_b, "parkb")


@pytest.fixture
def lin(operator_a):
    return cast.make_lin(operator_a)


@pytest.fixture
def bao(operator_b):
    return cast.make_bao(operator_b)


@pytest.fixture
def wei(db):
    return cast.make_wei()


@pytest.fixture
def edith(client, operator_a):
    """An editor of CBTC, signed in."""
    user = cast.make_user("edith@cbtc.example.org", name="Edith", language="en")
    cast.make_seat(user, operator_a, "park_editor")
    client.force_login(user)
    return user
