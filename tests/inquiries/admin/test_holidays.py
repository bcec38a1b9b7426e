import datetime

import pytest
import time_machine
from django.urls import reverse

from inquiries.models import Case
from parks.models import HolidayOverride
from tests import cast
from tests.inquiries import builders

LIST, ADD = "admin:parks_holidayoverride_changelist", "admin:parks_holidayoverride_add"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel("2027-02-03T01:00:00+00:00", tick=False):
        yield


@pytest.fixture
def manager_b(operator_b):
    user = cast.make_user("man@parkb.example.org")
    cast.make_seat(user, operator_b, "park_manager")
    return user


def day(**fields):
    return {"day": "2027-02-06", "kind": "worked", "reason_zh_hans": "调休上班", "reason_en": "Make-up day", **fields}


def test_a_manager_adds_a_day_of_the_own_operator_and_takes_it_back(client, manager_b, operator_b, park_b):
    case = builders.make_case(park_b, now=datetime.datetime(2027, 2, 4, 1, tzinfo=datetime.UTC))
    client.force_login(manager_b)
    answer = client.post(reverse(ADD), day(operator=operator_b.pk), follow=True)
    assert "重新计算" in answer.content.decode() or "counted again" in answer.content.decode()
    row = HolidayOverride.objects.get()
    assert (row.operator, str(row.country), row.reason_en) == (operator_b, "", "Make-up day")
    case.refresh_from_db()
    assert case.answer_by == datetime.datetime(2027, 2, 6, 9, tzinfo=datetime.UTC)
    client.post(reverse("admin:parks_holidayoverride_delete", args=[row.pk]), {"post": "yes"})
    assert not HolidayOverride.objects.exists()
    assert Case.objects.get().answer_by == datetime.datetime(2027, 2, 11, 9, tzinfo=datetime.UTC)


def test_a_manager_speaks_for_no_country_and_no_other_operator(client, manager_b, operator_a, wei):
    client.force_login(manager_b)
    assert "operator" in client.post(reverse(ADD), day(country="CN")).context["adminform"].form.errors
    assert "operator" in client.post(reverse(ADD), day(operator=operator_a.pk)).context["adminform"].form.errors
    assert not HolidayOverride.objects.exists()
    client.force_login(wei)
    assert client.post(reverse(ADD), day(country="CN")).status_code == 302
    assert HolidayOverride.objects.get().operator is None
    client.force_login(manager_b)
    assert list(client.get(reverse(LIST)).context["cl"].result_list) == []


def test_a_past_day_and_both_calendars_are_refused_beside_the_field(client, wei, operator_a):
    client.force_login(wei)
    for field, typed in (
        ("day", day(country="CN", day="2027-02-02")),
        ("day", day(country="CN", day="2031-01-01")),
        ("operator", day(country="CN", operator=operator_a.pk)),
        ("operator", day()),
        ("reason_en", day(country="CN", reason_en="")),
    ):
        form = client.post(reverse(ADD), typed).context["adminform"].form
        assert list(form.errors) == [field], typed
        assert form.data["reason_zh_hans"] == "调休上班"


def test_the_same_day_twice_is_told(client, wei):
    client.force_login(wei)
    client.post(reverse(ADD), day(country="CN"))
    assert client.post(reverse(ADD), day(country="CN")).context["adminform"].form.errors
    assert HolidayOverride.objects.count() == 1


def test_only_the_reason_can_be_changed(client, wei):
    client.force_login(wei)
    client.post(reverse(ADD), day(country="CN"))
    row = HolidayOverride.objects.get()
    client.post(
        reverse("admin:parks_holidayoverride_change", args=[row.pk]),
        day(country="BE", day="2027-03-06", kind="closed", reason_en="State Council"),
    )
    row.refresh_from_db()
    assert (str(row.country), f"{row.day}", row.kind, row.reason_en) == ("CN", "2027-02-06", "worked", "State Council")
