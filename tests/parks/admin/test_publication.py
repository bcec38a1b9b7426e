"""The panel above the form: what blocks leads to its field; preview; a publication planned and called off."""

import datetime
import zoneinfo

import pytest
from django.utils import timezone

from parks.enums import SeatRole
from parks.models import Park, PlannedPublication, PlanState
from tests import cast
from tests.parks.telling import make_article


@pytest.fixture
def edith(client, operator_a):
    user = cast.make_user("edith@cbtc.example.org", name="Edith", language="en")
    cast.make_seat(user, operator_a, SeatRole.EDITOR)
    client.force_login(user)
    return user


@pytest.fixture
def park(park_a):
    Park.objects.update(state_en="draft", description_en="")
    park_a.refresh_from_db()
    return park_a


def address(park, end="change/"):
    return f"/en/admin/parks/park/{park.pk}/{end}"


def body(client, park):
    return client.get(address(park)).content.decode()


def post(client, park, verb, **data):
    return client.post(address(park, f"{verb}/en/"), data, follow=True)


def test_what_blocks_leads_to_its_field(edith, client, park):
    assert '<a href="#id_description_en">“description” is empty in English.</a>' in body(client, park)
    assert 'id="id_description_en"' in body(client, park)


def test_a_moment_is_on_the_clocks_of_the_operator(edith, client, park):
    day = (timezone.now() + datetime.timedelta(days=40)).date()
    page = post(client, park, "plan", due_at=f"{day}T09:30").content.decode()
    row = PlannedPublication.objects.get()
    brussels = zoneinfo.ZoneInfo("Europe/Brussels")
    assert row.due_at == datetime.datetime.combine(day, datetime.time(9, 30), brussels)
    assert (row.planned_by, row.language, row.state) == (edith, "en", PlanState.WAITING)
    assert f"{day} 09:30 (Europe/Brussels)" in page and "The publication is planned." in page
    listed = client.get("/en/admin/parks/park/").content.decode()
    assert f'<span class="chip chip--stage">planned: {day} 09:30</span>' in listed
    page = post(client, park, "unplan").content.decode()
    assert "called off" in page and "09:30 (Europe/Brussels)" not in page
    row.refresh_from_db()
    assert row.state == PlanState.CANCELLED


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required."),
        ("tomorrow", "Enter a valid date/time."),
        ("2020-01-01T10:00", "Choose a moment that is still to come."),
        ("2099-01-01T10:00", "Choose a moment within the next two years."),
        ("9999-12-31T23:59", "Choose a moment within the next two years."),
        ("0001-01-01T00:00", "Choose a moment that is still to come."),
        ("2027-03-28T02:30", "couldn’t be interpreted in time zone Europe/Brussels"),
    ],
)
def test_a_moment_that_cannot_be_is_asked_for_again(edith, client, park, typed, sentence):
    page = post(client, park, "plan", due_at=typed)
    text = page.content.decode()
    assert page.status_code == 200 and sentence in text and not PlannedPublication.objects.exists()
    assert f'value="{typed}"' in text or not typed


def test_a_public_version_is_not_planned(edith, client, park):
    Park.objects.update(state_en="published", description_en="x")
    text = post(client, park, "plan", due_at=f"{timezone.now().year + 1}-01-05T10:00").content.decode()
    assert "This language version is published already." in text and not PlannedPublication.objects.exists()


def test_doors_are_closed_to_others(client, park, lin, bao, operator_b):
    cast.make_seat(bao, operator_b, SeatRole.MANAGER)
    for person, status in ((lin, 403), (bao, 404)):
        client.force_login(person)
        if person is bao:
            Park.objects.update(state_zh_hans="draft")
        for verb in ("plan", "unplan"):
            assert client.post(address(park, f"{verb}/en/"), {"due_at": "2027-01-05T10:00"}).status_code == status
    assert not PlannedPublication.objects.exists()


def test_an_unknown_language_is_no_address(edith, client, park):
    assert client.post(address(park, "plan/fr/")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_planned_moments_cost_the_list_no_query(client, wei, operator_a, rows, django_assert_num_queries):
    client.force_login(wei)
    for number in range(rows):
        article = make_article(f"a{number}", operator=operator_a, state_en="draft")
        PlannedPublication.objects.create(
            kind="parks.article",
            record=article.pk,
            language="en",
            due_at=timezone.now() + datetime.timedelta(days=1),
            time_zone="Europe/Brussels",
        )
    client.get("/en/admin/parks/article/")
    with django_assert_num_queries(7):
        page = client.get("/en/admin/parks/article/").content.decode()
    assert page.count("chip--stage") == rows
