"""Own sessions, confirming oneself, a forgotten password, the link of an invitation."""

import pytest
from django.urls import reverse

from accounts import links
from accounts.models import AuditEntry, StaffSession, User
from notifications.models import OutgoingEmail
from tests.accounts.staff import password
from tests.accounts.test_links import NEW, newest
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(client, user, agent=FIREFOX):
    """Another browser of this person, signed in where no second factor is wanted."""
    other = type(client)(headers={"User-Agent": agent})
    password(other, user)
    return other


def test_the_list_names_browser_network_and_this_one(client, lin):
    other = browser(client, lin)
    browser(client, lin, "curl/8")
    page = other.get("/en/staff/sessions/").content.decode()
    assert "Firefox · Linux" in page and "Unknown browser" in page and "192.0.2.7" in page
    assert page.count("This browser") == 1


def test_one_session_is_ended_and_signed_out_at_once(client, lin):
    here, there = browser(client, lin), browser(client, lin)
    row = StaffSession.objects.latest("pk")
    assert there.get("/zh-hans/admin/").status_code == 200
    here.post("/en/staff/sessions/", {"end": row.pk})
    gone = there.get("/zh-hans/admin/parks/park/")
    assert gone["Location"].startswith("/zh-hans/admin/login/?next=")
    assert here.get("/zh-hans/admin/").status_code == 200
    entry = AuditEntry.objects.get(action="session_ended")
    assert (entry.actor, entry.details) == (lin, {"sessions": 1})


def test_all_others_are_ended(client, lin, bao):
    here, *others = (browser(client, lin) for _ in range(3))
    stranger = browser(client, bao)
    here.post("/en/staff/sessions/", {"others": "1"})
    assert [other.get("/zh-hans/admin/").status_code for other in others] == [302, 302]
    assert here.get("/zh-hans/admin/").status_code == 200
    assert stranger.get("/zh-hans/admin/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client, lin, bao):
    here = browser(client, lin)
    browser(client, bao)
    here.post("/en/staff/sessions/", {"end": StaffSession.objects.get(user=bao).pk})
    here.post("/en/staff/sessions/", {"end": "9" * 30})
    here.post("/en/staff/sessions/", {"end": "x"})
    assert StaffSession.objects.filter(user=bao).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_and_three(client, lin, rows, django_assert_num_queries):
    here = browser(client, lin)
    for _ in range(rows - 1):
        StaffSession.objects.create(user=lin)
    here.get("/en/staff/sessions/")
    with django_assert_num_queries(5):
        assert here.get("/en/staff/sessions/").status_code == 200


def test_signing_in_again_leaves_one_row(client, lin, bao):
    here = browser(client, lin)
    password(here, lin)
    assert StaffSession.objects.count() == 1
    password(here, bao)
    assert StaffSession.objects.get().user == bao


def test_logging_out_forgets_the_session(client, lin):
    here = browser(client, lin)
    here.post(reverse("admin:logout"))
    assert not StaffSession.objects.exists()
    here = browser(client, lin)
    here.post(reverse("accounts:sign_out"))
    assert not StaffSession.objects.exists()


def test_a_changed_password_ends_the_other_sessions_and_is_mailed(client, lin):
    here, there = browser(client, lin), browser(client, lin)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/en/admin/password_change/", data).status_code == 302
    assert here.get("/zh-hans/admin/").status_code == 200
    assert there.get("/zh-hans/admin/").status_code == 302
    assert StaffSession.objects.count() == 1
    assert AuditEntry.objects.get(action="password_changed").details == {"by": "owner"}
    assert OutgoingEmail.objects.get().context["what"] == "password_changed"


def test_a_wrong_old_password_changes_and_mails_nothing(client, lin):
    here = browser(client, lin)
    data = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert here.post("/en/admin/password_change/", data).status_code == 200
    assert not OutgoingEmail.objects.exists()
    assert User.objects.get(pk=lin.pk).check_password(PASSWORD)


def test_the_page_after_asking_is_the_same_for_every_address(client, lin):
    said = []
    for email in (lin.email, "ghost@cbtc.example.org"):
        page = client.post("/en/staff/password/", {"email": email})
        said.append((page.status_code, page.content.decode().replace(email, "…").split("<main", 1)[1]))
    assert said[0] == said[1]
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.parametrize("email", ["", "x", "a\x00b@example.org", "x" * 5000])
def test_a_bad_address_is_said_at_the_field(client, db, email):
    page = client.post("/en/staff/password/", {"email": email})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["email"])


def test_a_flood_from_one_network_is_told_plainly(client, db):
    for number in range(30):
        client.post("/en/staff/password/", {"email": f"a{number}@example.org"})
    assert client.post("/en/staff/password/", {"email": "a@example.org"}).status_code == 429


def test_a_link_sets_the_password_and_signs_in_to_the_second_factor(client, lin, settings):
    settings.STAFF_SECOND_FACTOR = True
    links.offer_reset(lin.email)
    address = reverse("accounts:staff_link", args=[newest()])
    page = client.get(address)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")
    done = client.post(address, {"new_password1": NEW, "new_password2": NEW})
    assert (done.status_code, done["Location"]) == (302, reverse("admin:index"))
    assert client.get(reverse("admin:index"))["Location"] == reverse("accounts:second_factor")
    assert client.get(address).status_code == 404
    assert User.objects.get(pk=lin.pk).check_password(NEW)


def test_a_weak_password_is_refused_at_the_field_and_the_link_stays_good(client, lin):
    links.offer_reset(lin.email)
    address = reverse("accounts:staff_link", args=[newest()])
    page = client.post(address, {"new_password1": "12345", "new_password2": "12345"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["new_password2"])
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("secret", ["x", "x" * 32, "林", "x" * 3000])
def test_a_link_that_is_none_gets_a_neutral_page(client, db, secret):
    page = client.get(f"/en/staff/password/{secret}/")
    assert page.status_code == 404
    assert "no longer valid" in page.content.decode()


def test_old_rows_of_sessions_are_erased(lin, time_machine):
    from django.utils import timezone

    from accounts import sessions

    time_machine.move_to("2026-11-27T12:00:00+00:00", tick=False)
    StaffSession.objects.create(user=lin)
    assert sessions.erase_due(timezone.now()) == 0
    time_machine.shift(15 * 86_400)
    assert sessions.erase_due(timezone.now()) == 1
