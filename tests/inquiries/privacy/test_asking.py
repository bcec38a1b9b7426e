"""Codes that confirm a copy or an erasure."""

import datetime

import pytest
import time_machine

from accounts.models import User
from inquiries.models import PrivacyRequest
from inquiries.privacy import asking
from notifications.models import OutgoingEmail
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def inquiry():
    return builders.make_inquiry()


def code_of(request):
    row = OutgoingEmail.objects.filter(event__in=("erasure_confirm", "export_confirm")).latest("pk")
    return row.context["code"]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_confirms_once(inquiry):
    request = asking.ask(inquiry, kind="erase")
    assert asking.confirm(inquiry, kind="erase", code=code_of(request)).state == "confirmed"
    assert asking.confirm(inquiry, kind="erase", code=code_of(request)) is None


def test_a_code_for_a_copy_erases_nothing(inquiry):
    request = asking.ask(inquiry, kind="export")
    assert asking.confirm(inquiry, kind="erase", code=code_of(request)) is None


def test_five_wrong_codes_void_it(inquiry):
    request = asking.ask(inquiry, kind="erase")
    code = code_of(request)
    for _turn in range(5):
        assert asking.confirm(inquiry, kind="erase", code=wrong(code)) is None
    assert asking.confirm(inquiry, kind="erase", code=code) is None
    assert PrivacyRequest.objects.get().state == "lapsed"


def test_a_new_code_voids_the_one_before(inquiry):
    first = code_of(asking.ask(inquiry, kind="erase"))
    second = code_of(asking.ask(inquiry, kind="erase"))
    if first != second:
        assert asking.confirm(inquiry, kind="erase", code=first) is None
    assert asking.confirm(inquiry, kind="erase", code=second) is not None


def test_it_lapses_after_half_an_hour(inquiry):
    with time_machine.travel(START, tick=False) as clock:
        code = code_of(asking.ask(inquiry, kind="erase"))
        clock.shift(datetime.timedelta(minutes=30))
        assert asking.confirm(inquiry, kind="erase", code=code) is None
        assert asking.lapse_due(START + datetime.timedelta(minutes=30)) == 1


def test_five_codes_a_day(inquiry):
    for _turn in range(5):
        asking.ask(inquiry, kind="erase")
    with pytest.raises(asking.TooMany):
        asking.ask(inquiry, kind="erase")
    asking.ask(inquiry, kind="export")


def test_only_the_very_address_proves_who_it_is(inquiry):
    anna = User.objects.create_user("anna@optics.example.org")
    other = User.objects.create_user("ben@optics.example.org")
    assert asking.proves(anna, inquiry) is True
    assert asking.proves(other, inquiry) is False
    assert asking.proves(None, inquiry) is False
    assert asking.proves(anna, builders.make_inquiry(contact_email="", contact_phone="+3247")) is False
