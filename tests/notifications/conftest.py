import pytest

from common import wakeup
from notifications.outbox import Mail
from tests.journeys.smtp import Sink


@pytest.fixture(autouse=True)
def broker_is_trusted(monkeypatch):
    """No test inherits the pause that an earlier test's dead broker caused."""
    monkeypatch.setattr(wakeup.Patience, "until", 0.0)


@pytest.fixture
def sink(settings):
    """A real SMTP server, and the settings that lead to it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 2
    with Sink() as server:
        settings.EMAIL_PORT = server.port
        yield server


@pytest.fixture
def digest_mail():
    """Builds a mail of an event that this room owns."""

    def build(to="anna@firm.example.org", language="en", **fields):
        context = {"total": 1, "more": 0, "failures": [], "time_zone": "UTC", "link": "http://testserver/x"}
        return Mail("mail_failure_digest", to, language, "platform", {**context, **fields.pop("context", {})}, **fields)

    return build
