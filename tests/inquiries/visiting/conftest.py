import datetime

import pytest
import time_machine
from django.utils import translation

from inquiries import visiting
from tests.inquiries import builders

NOW = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
THURSDAY = datetime.datetime(2026, 12, 3, 13, 0, tzinfo=datetime.UTC)  # 14:00 in Brussels


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
    return builders.make_case(park_a)


@pytest.fixture
def ask(case):
    """Anna asks for one visit; keywords of `Stop` and `Wishes` are sorted out by name."""

    def asked(key="k", at=THURSDAY, mode="on_site", slot=None, **wishes):
        starts = () if slot else at if isinstance(at, tuple) else (at,)
        stop = visiting.Stop(case, mode, starts, slot.pk if slot else None)
        zone = {"zone": "Asia/Shanghai", **wishes}
        return visiting.ask(case.inquiry, stops=[stop], wishes=visiting.Wishes(**zone), key=key).visits.get()

    return asked


def terms(**fields):
    return visiting.Terms(**{"mode": "on_site", "starts_at": THURSDAY, "place": "Building 1", **fields})


@pytest.fixture
def agreed(ask, lin):
    """Confirmed for Thursday at 14:00 in Brussels."""
    return visiting.confirm(ask(), actor=lin, terms=terms())
