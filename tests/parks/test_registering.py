import datetime

import pytest
from django.utils import timezone

from common import contentversion
from notifications import rendering
from notifications.models import OutgoingEmail
from parks import registering
from parks.models import Event, Registration
from parks.registering import Guest, RegistrationClosed
from tests.parks.telling import make_event, make_open_event

pytestmark = pytest.mark.django_db
LAST_YEAR = datetime.datetime(2025, 11, 1, 8, tzinfo=datetime.UTC)


def guest(email="anna@optics.example.org", **fields):
    return Guest(
        **{"name": "Anna", "company": "Optics", "language": "en", "consent_text": "I agree.", **fields}, email=email
    )


def states():
    return list(Registration.objects.order_by("created_at", "pk").values_list("email", "state"))


def mails():
    return [(mail.to, mail.context["state"], mail.context["promoted"]) for mail in OutgoingEmail.objects.order_by("pk")]


def test_a_place_is_a_row_with_the_words_agreed_to_and_a_mail():
    event = make_open_event()
    registering.register(event, guest())
    row = Registration.objects.get()
    assert (row.event, row.name, row.company, row.language) == (event, "Anna", "Optics", "en")
    assert (row.state, row.consent_text) == ("confirmed", "I agree.")
    mail = OutgoingEmail.objects.get()
    assert (mail.event, mail.to, mail.language, mail.about) == ("event_ticket", row.email, "en", f"event:{event.pk}")
    assert mail.context["ics_url"] == "http://testserver/en/events/briefing/event.ics"
    assert mail.context["cancel_url"] == f"http://testserver/en/events/briefing/cancel/{row.secret}/"


def test_an_address_has_one_row_and_gets_one_mail():
    event = make_open_event()
    registering.register(event, guest())
    registering.register(event, guest(name="Somebody else"))
    assert Registration.objects.get().name == "Anna"
    assert OutgoingEmail.objects.count() == 1


def test_after_the_last_place_comes_the_waiting_list():
    event = make_open_event(capacity=1)
    for name in ("a", "b", "c"):
        registering.register(event, guest(f"{name}@x.example.org"))
    assert states() == [
        ("a@x.example.org", "confirmed"),
        ("b@x.example.org", "waiting"),
        ("c@x.example.org", "waiting"),
    ]
    assert registering.places_left(event) == 0


def test_a_place_given_back_goes_to_who_waits_longest_with_a_mail():
    event = make_open_event(capacity=1)
    for name in ("a", "b", "c"):
        registering.register(event, guest(f"{name}@x.example.org"))
    OutgoingEmail.objects.all().delete()
    registering.cancel(Registration.objects.get(email="a@x.example.org"))
    assert [state for _email, state in states()] == ["cancelled", "confirmed", "waiting"]
    assert mails() == [("b@x.example.org", "confirmed", True)]
    registering.cancel(Registration.objects.get(email="a@x.example.org"))
    assert [state for _email, state in states()] == ["cancelled", "confirmed", "waiting"]


def test_who_cancelled_may_come_again_under_a_new_link():
    event = make_open_event()
    registering.register(event, guest())
    old = Registration.objects.get()
    registering.cancel(old)
    registering.register(event, guest(name="Anna again"))
    row = Registration.objects.get()
    assert (row.name, row.state) == ("Anna again", "confirmed")
    assert row.secret != old.secret
    assert OutgoingEmail.objects.count() == 2
    registering.cancel(old)  # the first mail's link is void
    assert Registration.objects.get().state == "confirmed"


def test_who_comes_again_stands_at_the_end_of_the_list():
    event = make_open_event(capacity=1)
    for name in ("a", "b"):
        registering.register(event, guest(f"{name}@x.example.org"))
    registering.cancel(Registration.objects.get(email="a@x.example.org"))
    registering.register(event, guest("a@x.example.org"))
    assert dict(states()) == {"a@x.example.org": "waiting", "b@x.example.org": "confirmed"}


def test_more_places_are_handed_out():
    event = make_open_event(capacity=1)
    for name in ("a", "b", "c"):
        registering.register(event, guest(f"{name}@x.example.org"))
    Event.objects.update(capacity=2)
    registering.fill(event)
    assert [state for _email, state in states()] == ["confirmed", "confirmed", "waiting"]
    Event.objects.update(capacity=None)
    registering.fill(event)
    assert [state for _email, state in states()] == ["confirmed"] * 3


@pytest.mark.parametrize(
    "closed",
    [
        {"registration_until": None},
        {"registration_until": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"cancelled": True},
        {"starts_at": LAST_YEAR, "ends_at": None, "day": "2025-11-01"},
    ],
)
def test_a_closed_event_takes_nobody(closed):
    event = make_open_event(**closed)
    with pytest.raises(RegistrationClosed):
        registering.register(event, guest())
    assert not Registration.objects.exists() and not OutgoingEmail.objects.exists()


def test_nobody_is_promoted_to_an_event_that_is_over():
    event = make_event(day="2025-01-01", capacity=1)
    for email, state in (("a@x.example.org", "confirmed"), ("b@x.example.org", "waiting")):
        Registration.objects.create(event=event, name="x", email=email, language="en", state=state)
    registering.cancel(Registration.objects.get(email="a@x.example.org"))
    assert [state for _email, state in states()] == ["cancelled", "waiting"]


def test_pages_that_name_the_places_left_are_out_of_date(django_capture_on_commit_callbacks):
    event, before = make_open_event(capacity=3), contentversion.current()
    with django_capture_on_commit_callbacks(execute=True):
        registering.register(event, guest())
    assert contentversion.current() != before


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("capacity", [None, 0])
def test_the_mail_can_be_read(language, capacity):
    event = make_open_event(capacity=capacity, place_en="Hall 1", place_zh_hans="一号厅")
    registering.register(event, guest(language=language))
    words = rendering.render(OutgoingEmail.objects.get())
    assert words.warning == ""
    row = Registration.objects.get()
    title, place = ("briefing event", "Hall 1") if language == "en" else ("briefing活动", "一号厅")
    for text in (words.text, words.html):
        assert title in text and place in text
        assert f"/{language}/events/briefing/cancel/{row.secret}/" in text
        assert f"http://testserver/{language}/events/briefing/event.ics" in text
        assert "16:00–17:30" in text
    assert title in words.subject


def test_the_words_tell_a_place_from_a_turn_to_wait():
    event = make_open_event(capacity=1)
    for name in ("a", "b"):
        registering.register(event, guest(f"{name}@x.example.org"))
    registering.cancel(Registration.objects.get(email="a@x.example.org"))
    first, second, third = (rendering.render(mail) for mail in OutgoingEmail.objects.order_by("pk"))
    assert first.subject == "Your place: briefing event"
    assert second.subject == "Waiting list: briefing event"
    assert third.subject == "Your place: briefing event"
    assert "You have a place at “briefing event”." in first.text
    assert "You are on the waiting list" in second.text
    assert "A place has become free" in third.text
    assert "this address was registered for an event on Parkbridge" in first.text
    assert timezone.now() < event.starts_at
