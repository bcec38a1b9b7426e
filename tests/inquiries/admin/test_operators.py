import datetime

import pytest
import time_machine
from django.urls import reverse

from inquiries.models import Case, ServiceRequest
from tests import cast
from tests.inquiries import builders
from tests.parks.admin.pages import change


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def frozen():
    """The Wednesday before Chinese New Year."""
    with time_machine.travel(utc("2027-02-03 01:00"), tick=False):
        yield


@pytest.fixture
def manager(client, operator_b):
    user = cast.make_user("man@parkb.example.org", language="en")
    cast.make_seat(user, operator_b, "park_manager")
    client.force_login(user)
    return user


@pytest.fixture
def request_b(park_b):
    return builders.make_service_request(builders.make_case(park_b), due_at=utc("2027-02-11 09:00"))


def said(client, operator):
    page = client.get(reverse("admin:parks_operator_change", args=[operator.pk]))
    return [str(message) for message in page.context["messages"]]


def test_another_holiday_calendar_moves_promise_and_due_date_and_says_so(manager, client, operator_b, request_b):
    Case.objects.update(answer_by=utc("2027-02-11 05:00"))
    assert change(client, operator_b, holiday_country="BE").status_code == 302
    assert ServiceRequest.objects.get().due_at == utc("2027-02-05 09:00")
    assert Case.objects.get().answer_by == utc("2027-02-05 05:00")
    told = "1 promised answer was counted again. 1 due date of a service request was counted again."
    assert said(client, operator_b)[0] == told


def test_another_time_zone_moves_them_too(manager, client, operator_b, request_b):
    assert change(client, operator_b, time_zone="Europe/Brussels").status_code == 302
    assert ServiceRequest.objects.get().due_at == utc("2027-02-11 16:00")


def test_another_name_moves_nothing(manager, client, operator_b, request_b):
    assert change(client, operator_b, name_en="Another name").status_code == 302
    assert ServiceRequest.objects.get().due_at == utc("2027-02-11 09:00")
    assert [message for message in said(client, operator_b) if "counted again" in message] == []
