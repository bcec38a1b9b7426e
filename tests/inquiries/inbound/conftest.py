import pytest
from django.utils import translation

from inquiries import reply_addresses
from inquiries.models import Case
from notifications.rendering import render
from tests.inquiries import builders

HOST_ADDRESS = "reply@parks.example.org"


@pytest.fixture(autouse=True)
def answers_are_read(settings, tmp_path):
    settings.INBOUND_REPLY_ADDRESS = HOST_ADDRESS
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def case(park_a, lin):
    """Anna's case at park A; Lin works there."""
    return Case.objects.locked(builders.make_case(park_a).pk)


@pytest.fixture
def annas(case):
    """Where Anna's answers go."""
    return reply_addresses.address(reply_addresses.Writer(case.pk))


@pytest.fixture
def lins(case, lin):
    """Where Lin's answers go."""
    return reply_addresses.address(reply_addresses.Writer(case.pk, lin.pk))


@pytest.fixture
def rendered():
    """The words of a row, as the delivery renders them whatever language the process has."""

    def words(row):
        with translation.override("en"):
            found = render(row)
        assert found.warning == ""
        return found

    return words
