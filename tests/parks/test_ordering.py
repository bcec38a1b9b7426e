"""Rows in the order that somebody wants."""

import pytest
from django.db import IntegrityError, transaction

from parks.models import Phase
from parks.ordering import _free, arrange

pytestmark = pytest.mark.django_db


def make(park, *orders):
    return [Phase.objects.create(park=park, order=order, name_en=f"P{order}", state="planned") for order in orders]


def stored():
    return list(Phase.objects.order_by("order").values_list("order", "name_en"))


def test_rows_change_places_although_no_two_may_have_one_number(park_a):
    one, two, three = make(park_a, 1, 2, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Phase.objects.filter(pk=one.pk).update(order=2)
    assert arrange([three, one, two]) is True
    assert stored() == [(1, "P3"), (2, "P1"), (3, "P2")]


def test_numbers_that_say_the_sequence_already_stay(park_a):
    rows = make(park_a, 10, 20, 30)
    assert arrange(rows) is False
    assert stored() == [(10, "P10"), (20, "P20"), (30, "P30")]


def test_one_row_or_none_is_in_order(park_a):
    assert arrange([]) is arrange(make(park_a, 7)) is False


@pytest.mark.parametrize(("taken", "first"), [({0, 1, 2}, 4), ({4}, 7), ({32767}, 4), ({5, 8}, 10)])
def test_a_run_of_numbers_that_nobody_has(taken, first):
    assert _free(taken, 3) == first
