"""From the password to the back office, page by page."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts import factors
from accounts.models import AuditEntry, Authenticator, StaffSession
from accounts.passkeys import NewKey
from accounts.staffpages import LOCKED
from notifications.models import OutgoingEmail
from tests.accounts.staff import code, give_app, password, sign_in, wrong
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def enforced(settings, time_machine):
    settings.STAFF_SECOND_FACTOR = True
    time_machine.move_to("2026-11-27T12:00:10+00:00", tick=False)


def shown_secret(client):
    page = client.get(reverse("accounts:factor_app")).content.decode()
    return re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")


def set_up(client, user):
    """The first sign-in; returns the secret of the app and the recovery codes as they are shown."""
    password(client, user)
    secret = shown_secret(client)
    client.post(reverse("accounts:factor_app"), {"code": code(secret, timezone.now())})
    page = client.get(reverse("accounts:recovery")).content.decode()
    return secret, re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page)


def test_a_password_alone_opens_the_pages_of_the_second_factor_only(client, lin):
    response = password(client, lin, next="/zh-hans/admin/parks/park/")
    assert response["Location"] == "/zh-hans/admin/parks/park/"
    asked = client.get("/zh-hans/admin/parks/park/")
    assert (asked.status_code, asked["Location"]) == (302, reverse("accounts:second_factor"))
    page = client.get(reverse("accounts:second_factor"))
    assert page.status_code == 200
    assert reverse("accounts:factor_app") in page.content.decode()
    assert "parks_park" not in page.content.decode()
    for name in ("sessions", "recovery", "confirm"):
        assert client.get(reverse(f"accounts:{name}"))["Location"] == reverse("accounts:second_factor"), name


def test_setting_up_an_app_opens_the_page_that_was_asked_for(client, lin):
    password(client, lin)
    client.get("/zh-hans/admin/parks/park/")
    secret, codes = set_up(client, lin)
    assert len(codes) == 10
    assert client.get("/zh-hans/admin/").status_code == 200
    again = client.get(reverse("accounts:recovery")).content.decode()
    assert codes[0] in again, "shown until they are said to be kept"
    done = client.post(reverse("accounts:recovery"), {"kept": "1"})
    assert done["Location"] == "/zh-hans/admin/parks/park/"
    assert codes[0] not in client.get(reverse("accounts:recovery")).content.decode()
    assert factors.check_code(lin, code(secret, timezone.now(), 1)) is factors.State.RIGHT


def test_the_picture_and_the_key_say_the_same(client, lin):
    password(client, lin)
    page = client.get(reverse("accounts:factor_app"))
    html = page.content.decode()
    assert 'src="data:image/svg+xml' in html
    assert shown_secret(client) == shown_secret(client), "the same at a second look"
    assert page["Cache-Control"] == "private, no-store"
    policy = page["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy and "unsafe" not in policy


def test_a_wrong_first_code_is_said_at_the_field_and_keeps_the_key(client, lin):
    password(client, lin)
    secret = shown_secret(client)
    page = client.post(reverse("accounts:factor_app"), {"code": wrong(secret, timezone.now())})
    assert page.status_code == 422
    assert "code" in page.context["form"].errors
    assert shown_secret(client) == secret
    assert not Authenticator.objects.exists()


def test_the_code_opens_the_back_office_and_the_trail_says_how(client, lin):
    secret = give_app(lin)
    password(client, lin)
    assert client.get("/zh-hans/admin/")["Location"] == reverse("accounts:verify")
    typed = code(secret, timezone.now())
    done = client.post(reverse("accounts:verify"), {"code": f"{typed[:3]} {typed[3:]}"})
    assert (done.status_code, done["Location"]) == (302, "/zh-hans/admin/")
    assert client.get("/zh-hans/admin/").status_code == 200
    assert AuditEntry.objects.filter(action="signed_in", details={"by": "app"}, actor=lin).count() == 1


def test_a_used_code_opens_no_second_browser(client, lin, django_user_model):
    secret = give_app(lin)
    sign_in(client, lin, secret, timezone.now())
    other = type(client)()
    page = sign_in(other, lin, secret, timezone.now())
    assert page.status_code == 422
    assert "code" in page.context["form"].errors
    assert other.get("/zh-hans/admin/").status_code == 302


def test_who_has_a_factor_adds_none_before_showing_it(client, lin):
    """Somebody who stole the password must not set up a key of their own."""
    give_app(lin)
    password(client, lin)
    for name in ("second_factor", "factor_app", "factor_passkey"):
        assert client.get(reverse(f"accounts:{name}"))["Location"] == reverse("accounts:verify"), name
    assert client.post(reverse("accounts:factor_app"), {"code": "000000"})["Location"] == reverse("accounts:verify")
    assert client.post(reverse("accounts:factor_remove"), {"app": "1"})["Location"] == reverse("accounts:verify")
    assert Authenticator.objects.count() == 1


def test_a_recovery_code_signs_in_once(client, lin):
    _secret, codes = set_up(client, lin)
    for expected in (302, 422):
        other = type(client)()
        password(other, lin)
        assert other.post(reverse("accounts:verify"), {"code": codes[3].upper()}).status_code == expected


def test_many_wrong_codes_lock_the_account_plainly_in_both_languages(client, lin):
    secret = give_app(lin)
    password(client, lin)
    for _ in range(5):
        page = client.post("/en/staff/verify/", {"code": wrong(secret, timezone.now())})
    assert page.status_code == 429
    assert list(page.context["form"].non_field_errors()) == [
        "Too many wrong attempts. Please wait a quarter of an hour; after thirty in a day, until tomorrow."
    ]
    page = client.post("/zh-hans/staff/verify/", {"code": code(secret, timezone.now())})
    with override("zh-hans"):
        assert (page.status_code, str(LOCKED) in page.content.decode()) == (429, True)
    assert OutgoingEmail.objects.get(event="staff_security").context["what"] == "locked"


def test_an_empty_code_is_said_at_the_field_and_counts_nothing(client, lin):
    give_app(lin)
    password(client, lin)
    page = client.post(reverse("accounts:verify"), {"code": " "})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])
    assert not AuditEntry.objects.filter(action="sign_in_failed").exists()


def test_a_session_from_before_the_second_factor_is_asked_for_one(client, lin):
    client.force_login(lin)
    assert client.get("/zh-hans/admin/")["Location"] == reverse("accounts:second_factor")
    set_up(client, lin)
    assert client.get("/zh-hans/admin/").status_code == 200


def test_removing_wants_a_recent_confirmation_and_leaves_one(client, lin, time_machine):
    _secret, _codes = set_up(client, lin)
    factors.add_passkey(lin, NewKey("key", b"public", 0), "Laptop")
    time_machine.shift(16 * 60)
    number = lin.passkeys.get().pk
    asked = client.post(reverse("accounts:factor_remove"), {"passkey": number})
    assert (asked.status_code, lin.passkeys.count()) == (200, 1)
    client.post(reverse("accounts:factor_remove"), {"passkey": number, "_confirm_password": PASSWORD})
    assert lin.passkeys.count() == 0
    client.post(reverse("accounts:factor_remove"), {"app": "1"})
    assert Authenticator.objects.count() == 1, "the last one stays"
    assert client.post(reverse("accounts:factor_remove"), {"passkey": "9" * 40}).status_code == 302


def test_new_recovery_codes_replace_the_old(client, lin):
    _secret, codes = set_up(client, lin)
    client.post(reverse("accounts:recovery"), {"kept": "1"})
    client.post(reverse("accounts:recovery"))
    page = client.get(reverse("accounts:recovery")).content.decode()
    fresh = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page)
    assert len(fresh) == 10 and not set(fresh) & set(codes)


def test_a_page_with_a_passkey_asks_for_it_and_a_bare_address_does_not(client, lin, settings):
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    factors.add_passkey(lin, NewKey("a2V5", b"public", 0), "Laptop")
    password(client, lin)
    assert 'data-passkey="get"' in client.get(reverse("accounts:verify")).content.decode()
    assert "data-passkey=" not in client.get(reverse("accounts:verify"), HTTP_HOST="127.0.0.1").content.decode()


@pytest.mark.parametrize("answer", ["{}", "x" * 100_000, '{"id": "a2V5"}'])
def test_a_forged_passkey_is_refused_with_a_sentence(client, lin, answer):
    factors.add_passkey(lin, NewKey("a2V5", b"public", 0), "Laptop")
    password(client, lin)
    client.get(reverse("accounts:verify"))
    page = client.post(reverse("accounts:verify"), {"code": "", "passkey": answer})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])
    assert not StaffSession.objects.get().passed_at


def test_a_forged_new_passkey_is_refused_with_a_sentence(client, lin):
    password(client, lin)
    client.get(reverse("accounts:factor_passkey"))
    page = client.post(reverse("accounts:factor_passkey"), {"name": "Laptop", "passkey": "{}"})
    assert page.status_code == 422
    assert len(page.context["form"].non_field_errors()) == 1
    assert page.context["form"]["name"].value() == "Laptop"


def test_people_of_enterprises_and_strangers_find_the_sign_in_page(client, lin):
    from tests.accounts.codes import enter

    for name in ("verify", "second_factor", "factor_app", "factor_passkey", "recovery", "sessions", "confirm"):
        assert "/admin/login/" in client.get(reverse(f"accounts:{name}"))["Location"], name
    enter(client)
    for name in ("verify", "second_factor", "factor_app", "factor_passkey", "recovery", "sessions", "confirm"):
        assert "/admin/login/" in client.get(reverse(f"accounts:{name}"))["Location"], name
    assert client.get(reverse("accounts:settings")).status_code == 200, "their own account stays as it was"


def test_where_none_is_wanted_only_who_set_one_up_is_asked(client, lin, bao, settings):
    settings.STAFF_SECOND_FACTOR = False
    password(client, bao)
    assert client.get("/zh-hans/admin/").status_code == 200
    client.logout()
    give_app(lin)
    password(client, lin)
    assert client.get("/zh-hans/admin/")["Location"] == reverse("accounts:verify")
