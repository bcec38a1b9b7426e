"""Mailed links that set a password: once, not for long, and for staff alone."""

import pytest

from accounts import links
from accounts.models import AuditEntry, StaffLink, StaffSession, User
from notifications.models import OutgoingEmail
from tests import cast

pytestmark = pytest.mark.django_db
NEW = "another horse battery staple"


def newest():
    """The secret in the newest mail."""
    row = OutgoingEmail.objects.filter(event="staff_reset").latest("pk")
    return row.context["link_url"].rstrip("/").rsplit("/", 1)[1]


def test_a_reset_is_mailed_in_the_language_of_the_person(lin):
    links.offer_reset("LIN@cbtc.example.org")
    mail = OutgoingEmail.objects.get()
    assert (mail.event, mail.to, mail.language, mail.audience) == ("staff_reset", lin.email, "zh-hans", "staff")
    assert mail.context["link_url"].startswith("http://testserver/zh-hans/staff/password/")
    assert mail.context["minutes"] == 60


def test_nothing_is_mailed_to_anybody_else(lin):
    cast.make_user("anna@optics.example.org", is_staff=False)
    cast.make_user("closed@cbtc.example.org", is_active=False)
    for email in ("anna@optics.example.org", "closed@cbtc.example.org", "ghost@example.org"):
        links.offer_reset(email)
    assert not OutgoingEmail.objects.exists()
    assert not StaffLink.objects.exists()


def test_only_the_newest_link_works_and_only_once(lin):
    links.offer_reset(lin.email)
    first = newest()
    links.offer_reset(lin.email)
    second = newest()
    assert links.find(first) is None
    assert links.use(first, NEW) is None
    assert links.use(second, NEW) == lin
    assert links.use(second, "a third horse battery staple") is None
    assert User.objects.get(pk=lin.pk).check_password(NEW)


def test_the_database_holds_no_secret(lin):
    links.offer_reset(lin.email)
    assert newest() not in str(StaffLink.objects.values().get())


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_a_reset_is_good_for_an_hour(lin, time_machine, minutes, works):
    time_machine.move_to("2026-11-27T12:00:00+00:00", tick=False)
    links.offer_reset(lin.email)
    time_machine.shift(minutes * 60)
    assert (links.use(newest(), NEW) == lin) is works


def test_setting_a_password_ends_every_session_and_tells_the_owner(lin):
    StaffSession.objects.create(user=lin)
    links.offer_reset(lin.email)
    links.use(newest(), NEW, address="192.0.2.7")
    assert not StaffSession.objects.exists()
    entry = AuditEntry.objects.get(action="password_changed")
    assert (entry.actor, entry.address, entry.details) == (lin, "192.0.2.7", {"by": "reset"})
    assert OutgoingEmail.objects.get(event="staff_security").context["what"] == "password_changed"


def test_somebody_who_lost_the_seat_since_cannot_use_the_link(lin):
    links.offer_reset(lin.email)
    secret = newest()
    User.objects.filter(pk=lin.pk).update(is_staff=False)
    assert links.use(secret, NEW) is None


def test_one_person_is_mailed_three_links_an_hour(lin):
    for _ in range(5):
        links.offer_reset(lin.email)
    assert OutgoingEmail.objects.count() == 3


def test_old_links_are_erased(lin, time_machine):
    time_machine.move_to("2026-11-27T12:00:00+00:00", tick=False)
    links.offer_reset(lin.email)
    time_machine.shift(31 * 86_400)
    from django.utils import timezone

    assert links.erase_due(timezone.now()) == 1
    assert not StaffLink.objects.exists()
