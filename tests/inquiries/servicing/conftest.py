import datetime

import pytest
import time_machine
from django.utils import translation

from inquiries import servicing
from parks.models import ParkService
from tests.inquiries import builders

NOW = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)  # Monday, 09:00 in Brussels


@pytest.fixture(autouse=True)
def english():
    """Refusals are said in the reader's language."""
    with translation.override("en"):
        yield


@pytest.fixture
def monday():
    """Monday morning, and the clock stands still."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def case(monday, park_a, lin):
    """Anna's company has moved in at A; A offers visas within three working days."""
    ParkService.objects.create(park=park_a, service=builders.make_service(lead_days=3))
    return builders.make_settled(park_a, lin)


@pytest.fixture
def ask(case):
    def asked(key="k", offer="cbtc:visa", description="Two permits", **fields):
        return servicing.ask(case, servicing.Wish(offer, description, **fields), key=key)

    return asked


@pytest.fixture
def accepted(ask, lin):
    return servicing.accept(ask(), owner=lin, actor=lin)
