"""Putting rows in order on the page of their record: numbers are posted, with the script or without it."""

import pytest

from parks.enums import SeatRole
from parks.models import Phase, ProcessStep, Reach
from tests import cast
from tests.parks.admin.pages import change, errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, park_a):
    person = cast.make_lin(park_a.operator, SeatRole.EDITOR)
    client.force_login(person)
    return person


@pytest.fixture
def phases(park_a):
    names = enumerate(("One", "Two", "Three"), start=1)
    return [Phase.objects.create(park=park_a, order=order, name_en=name, state="planned") for order, name in names]


def stored(model=Phase, name="name_en"):
    return list(model.objects.order_by("order", "pk").values_list("order", name))


def numbers(*wished):
    return {f"phases-{place}-order": number for place, number in enumerate(wished)}


@pytest.mark.parametrize(
    ("wished", "names"),
    [
        ((3, 1, 2), ["Two", "Three", "One"]),  # dragged: every row has its number
        ((1, 2, 1), ["Three", "One", "Two"]),  # typed: the last one first
        ((2, 2, 3), ["Two", "One", "Three"]),  # one step down
        ((99, 2, 3), ["Two", "Three", "One"]),
        (("9" * 30, 2, 3), ["Two", "Three", "One"]),  # fits into no column; the place is what counts
        (("", 2, 3), ["One", "Two", "Three"]),  # emptied: stays
    ],
)
def test_the_sequence_is_stored(client, editor, park_a, phases, wished, names):
    response = change(client, park_a, **numbers(*wished))
    assert response.status_code == 302, errors(response)
    assert stored() == list(enumerate(names, start=1))


def test_a_new_row_finds_its_place(client, editor, park_a, phases):
    row = {"phases-TOTAL_FORMS": 4, "phases-3-order": 2, "phases-3-name_en": "New", "phases-3-state": "planned"}
    response = change(client, park_a, **row)
    assert response.status_code == 302, errors(response)
    assert [name for _order, name in stored()] == ["One", "Two", "New", "Three"]


def test_a_deleted_row_leaves_the_others_as_they_were(client, editor, park_a, phases):
    assert change(client, park_a, **{"phases-0-DELETE": "on"}).status_code == 302
    assert stored() == [(2, "Two"), (3, "Three")]


@pytest.mark.parametrize("number", ["-1", "x", "1.5"])
def test_what_is_no_number_is_said_beside_the_field(client, editor, park_a, phases, number):
    assert errors(change(client, park_a, **{"phases-0-order": number}))["phases-0-order"]
    assert stored() == [(1, "One"), (2, "Two"), (3, "Three")]


def test_rows_whose_numbers_are_all_the_same_are_put_in_order(client, editor, park_a):
    for place in ("A", "B", "C"):
        Reach.objects.create(park=park_a, place_en=place)
    change(client, park_a, **{"reaches-2-order": 1, "reaches-0-order": 2, "reaches-1-order": 3})
    assert stored(Reach, "place_en") == [(1, "C"), (2, "A"), (3, "B")]


def test_a_page_that_is_saved_untouched_keeps_the_numbers(client, editor, park_a):
    Reach.objects.create(park=park_a, place_en="A", order=10)
    Reach.objects.create(park=park_a, place_en="B", order=10)
    assert change(client, park_a).status_code == 302
    assert stored(Reach, "place_en") == [(10, "A"), (10, "B")]


def test_steps_are_numbered_in_each_country(client, wei):
    client.force_login(wei)
    mode = cast.make_mode()
    for country, title in (("BE", "b1"), ("CN", "c1"), ("BE", "b2")):
        order = ProcessStep.objects.filter(country=country).count() + 1
        ProcessStep.objects.create(mode=mode, country=country, order=order, title_en=title)
    response = change(client, mode, **{"steps-0-order": 2, "steps-1-order": 1})
    assert response.status_code == 302, errors(response)
    found = ProcessStep.objects.order_by("country", "order").values_list("country", "order", "title_en")
    assert list(found) == [("BE", 1, "b2"), ("BE", 2, "b1"), ("CN", 1, "c1")]


def test_the_page_brings_the_script(client, editor, park_a):
    page = client.get(f"/en/admin/parks/park/{park_a.pk}/change/").content.decode()
    assert page.count("js/ordering.js") == page.count("js/focus.js") == page.count("js/jump.js") == 1
