"""The invented spaces, plots and rates of the demo."""

import pytest

from parks.imports import load_catalogue
from parks.models import ExchangeRate, LandParcel, Space
from portal.demo import offers
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def parks():
    load_catalogue()
    operator = cast.make_operator("hangzhou-fstc-committee", country="CN")
    return [cast.make_park(operator, slug) for slug in ("cbtc", "cbtc-sbird", "hangzhou-fstc", "xian-htz")]


def test_everything_invented_is_marked_and_loaded_once(parks):
    assert offers.load_demonstration() == 10
    assert offers.load_demonstration() == 0
    assert (Space.objects.count(), LandParcel.objects.count(), ExchangeRate.objects.count()) == (5, 3, 2)
    for model in (Space, LandParcel, ExchangeRate):
        assert not model.objects.filter(is_demonstration=False).exists()
    for row in [*Space.objects.all(), *LandParcel.objects.all()]:
        assert row.name_zh_hans.startswith("示例：") and row.name_en.startswith("Example: ")
        assert row.note_zh_hans and row.note_en


def test_rows_of_parks_that_are_not_here_are_left_out():
    load_catalogue()
    cast.make_operator("hangzhou-fstc-committee", country="CN")
    assert offers.load_demonstration() == 2
    assert (Space.objects.count(), LandParcel.objects.count()) == (0, 0)
