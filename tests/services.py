"""Which outside services this machine has, and what the suite does without them.

A test marked postgres, redis, rabbitmq or browser runs when its service answers. When it does not, the test is
skipped and one line at the end says so; with REQUIRE_SERVICES=1 (as in .ci/run) the run fails instead.
"""

import os
import shutil
import socket
from functools import cache
from urllib.parse import urlsplit

import pytest

ADDRESSES = {
    "postgres": os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres"),
    "redis": os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15"),
    "rabbitmq": os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//"),
}
NAMES = {"postgres": "PostgreSQL", "redis": "Redis", "rabbitmq": "RabbitMQ", "browser": "Chromium"}
DATABASE = {"db", "transactional_db"}  # the fixtures by which a test gets one; live_server brings the latter
DEFAULT_PORTS = {"postgres": 5432, "redis": 6379, "amqp": 5672}


@cache
def chromium() -> str | None:
    """The path of an installed Chromium or Chrome."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


@cache
def available(service: str) -> bool:
    if service == "browser":
        return chromium() is not None
    address = urlsplit(ADDRESSES[service])
    try:
        with socket.create_connection((address.hostname, address.port or DEFAULT_PORTS[address.scheme]), timeout=2):
            return True
    except OSError:
        return False


def required() -> bool:
    return os.environ.get("REQUIRE_SERVICES") == "1"


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.database)
        for service in NAMES:
            if item.get_closest_marker(service) and not available(service) and not required():
                item.add_marker(pytest.mark.skip(reason=f"needs {NAMES[service]}"))


def pytest_sessionstart(session):
    missing = [NAMES[service] for service in NAMES if required() and not available(service)]
    if missing:
        raise pytest.UsageError(f"REQUIRE_SERVICES=1, but these do not answer: {', '.join(missing)}")


def pytest_terminal_summary(terminalreporter):
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if report.longrepr]
    counts = {name: reasons.count(f"Skipped: needs {name}") for name in NAMES.values()}
    parts = ", ".join(f"{name} ({count} tests)" for name, count in counts.items() if count)
    if parts:
        terminalreporter.write_line(f"Not found here, so not tried: {parts}")


@pytest.fixture(scope="session")
def postgres_url():
    return ADDRESSES["postgres"]


@pytest.fixture(scope="session")
def redis_url():
    return ADDRESSES["redis"]


@pytest.fixture(scope="session")
def rabbitmq_url():
    return ADDRESSES["rabbitmq"]


@pytest.fixture(scope="session")
def chromium_path():
    return chromium()
