import pytest
from django.contrib.auth import password_validation
from django.core.cache import cache

from accounts.forms import EVERYWHERE, PER_ACCOUNT, PER_NETWORK
from accounts.models import AuditEntry, User
from notifications.models import OutgoingEmail
from tests.cast import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password=PASSWORD, language="en", address="192.0.2.7", **extra):
    data = {"username": email, "password": password, **extra}
    return client.post(f"/{language}/admin/login/", data, REMOTE_ADDR=address)


def words(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def test_signing_in_leads_to_the_own_language_and_is_recorded(client, lin):
    response = sign_in(client, "Lin@CBTC.example.org ")
    assert (response.status_code, response["Location"]) == (302, "/zh-hans/admin/")
    entry = AuditEntry.objects.get(action="signed_in")
    assert (entry.actor, entry.address) == (lin, "192.0.2.7")


def test_the_page_that_was_asked_for_opens_in_the_own_language(client, lin):
    response = sign_in(client, lin.email, next="/en/admin/parks/park/")
    assert response["Location"] == "/zh-hans/admin/parks/park/"


def test_a_foreign_address_is_not_followed(client, lin):
    assert sign_in(client, lin.email, next="https://evil.example.com/")["Location"] == "/zh-hans/admin/"


def test_unknown_wrong_closed_and_without_a_seat_read_the_same(client, lin):
    make_user("closed@example.org", is_active=False)
    make_user("visitor@example.org", is_staff=False)
    said = {
        tuple(words(sign_in(client, email, password)))
        for email, password in (
            ("ghost@example.org", PASSWORD),
            (lin.email, "wrong"),
            ("closed@example.org", PASSWORD),
            ("visitor@example.org", PASSWORD),
        )
    }
    assert said == {("This e-mail address and password do not open the back office.",)}
    assert AuditEntry.objects.filter(action="sign_in_failed").count() == 4


def test_what_is_missing_is_said_at_the_field_and_does_not_count(client, lin):
    response = sign_in(client, "", "")
    assert response.context["form"].errors.keys() == {"username", "password"}
    assert not AuditEntry.objects.exists()


def test_too_many_attempts_shut_the_door_even_for_the_right_password(client, lin):
    for _ in range(PER_ACCOUNT):
        sign_in(client, lin.email, "wrong")
    assert words(sign_in(client, lin.email)) == ["Too many attempts. Please wait a quarter of an hour and try again."]
    assert "尝试次数过多" in words(sign_in(client, lin.email, language="zh-hans"))[0]


def test_a_lock_is_in_the_trail_and_told_to_its_owner_once(client, lin):
    for _ in range(PER_ACCOUNT + 3):
        sign_in(client, lin.email, "wrong")
        sign_in(client, "ghost@example.org", "wrong", address="198.51.100.9")
    entry = AuditEntry.objects.get(action="locked_out")
    assert (entry.object_id, entry.address, entry.details) == (str(lin.pk), "192.0.2.7", {"by": "password"})
    mail = OutgoingEmail.objects.get()
    assert (mail.to, mail.context["what"]) == (lin.email, "locked")


def test_an_account_is_locked_for_guesses_from_many_networks(client, lin):
    for number in range(EVERYWHERE):
        sign_in(client, lin.email, "wrong", address=f"198.51.{number}.9")
    assert "Too many attempts" in words(sign_in(client, lin.email, address="203.0.113.1"))[0]


def test_another_network_and_another_account_are_not_shut_out(client, lin, bao):
    for _ in range(PER_ACCOUNT + 1):
        sign_in(client, lin.email, "wrong")
    assert sign_in(client, bao.email).status_code == 302
    client.logout()
    assert sign_in(client, lin.email, address="198.51.100.9").status_code == 302


def test_guessing_many_accounts_from_one_network_is_slowed_down(client, lin):
    for number in range(PER_NETWORK):
        sign_in(client, f"ghost{number}@example.org", "x")
    assert "Too many attempts" in words(sign_in(client, lin.email))[0]


@pytest.mark.parametrize("email", ["x" * 5000, "a\x00b@example.org", "<script>", "林@例子.中国"])
def test_nonsense_is_no_error(client, db, email):
    response = sign_in(client, email)
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main", 1)[1]


def test_the_password_is_changed_by_its_owner(client, lin):
    client.force_login(lin)
    new = "another horse battery staple"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/en/admin/password_change/", data).status_code == 302
    lin.refresh_from_db()
    assert lin.check_password(new)


def test_one_network_shuts_an_account_for_itself_alone(client, lin):
    for _ in range(EVERYWHERE + PER_ACCOUNT):
        sign_in(client, lin.email, "wrong horse", address="203.0.113.9")
    assert sign_in(client, lin.email, address="203.0.113.9").status_code == 200
    assert sign_in(client, lin.email, address="198.51.100.7").status_code == 302


def test_the_former_password_is_not_guessed_where_it_is_changed(client, lin):
    client.force_login(lin)
    fresh = {"new_password1": "correct horse battery 9", "new_password2": "correct horse battery 9"}
    for _ in range(4):
        assert client.post("/en/admin/password_change/", {"old_password": "wrong", **fresh}).status_code == 200
    client.post("/en/admin/password_change/", {"old_password": "wrong", **fresh})
    locked = client.post("/en/admin/password_change/", {"old_password": PASSWORD, **fresh})
    assert locked["Location"] == "/en/admin/password_change/"
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)


def test_the_former_password_is_judged_once_and_the_rules_too(client, lin, monkeypatch):
    judged, told = [], []
    is_right, rules = User.check_password, password_validation.validate_password
    monkeypatch.setattr(User, "check_password", lambda user, typed: judged.append(typed) or is_right(user, typed))
    monkeypatch.setattr(
        password_validation, "validate_password", lambda *args, **more: told.append(args) or rules(*args, **more)
    )
    client.force_login(lin)
    short = {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"}
    page = client.post("/en/admin/password_change/", short)
    errors = page.context["form"].errors
    assert list(errors) == ["new_password2"] and len(set(errors["new_password2"])) == len(errors["new_password2"])
    assert (judged, len(told)) == ([PASSWORD], 1)
    wrong = client.post("/en/admin/password_change/", {**short, "old_password": "wrong"})
    assert len(wrong.context["form"].errors["old_password"]) == 1
    assert judged == [PASSWORD, "wrong"]
