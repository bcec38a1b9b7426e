import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import AuditEntry, Authenticator, StaffSession, User
from notifications.models import OutgoingEmail
from tests import cast
from tests.accounts.staff import give_app

pytestmark = pytest.mark.django_db
NEW = {
    "email": "New@Example.org",
    "name": "New",
    "language": "en",
    "platform_role": "",
    "is_staff": "on",
    "usable_password": "true",
    "password1": "another horse battery",
    "password2": "another horse battery",
}


@pytest.fixture
def auditor(client):
    user = cast.make_user("noor@example.org", platform_role="auditor")
    client.force_login(user)
    return user


def test_a_platform_administrator_opens_an_account(client, wei):
    client.force_login(wei)
    assert client.post(reverse("admin:accounts_user_add"), NEW).status_code == 302
    assert User.objects.get(email="new@example.org").check_password("another horse battery")
    again = client.post(reverse("admin:accounts_user_add"), NEW)
    assert "email" in again.context["adminform"].form.errors


def test_nobody_makes_a_superuser_or_touches_one(client, wei):
    client.force_login(wei)
    root = User.objects.create_superuser("root@example.org", cast.PASSWORD)
    values = {"email": "root@example.org", "language": "en", "platform_role": "", "name": "Taken"}
    assert client.post(reverse("admin:accounts_user_change", args=[root.pk]), values).status_code == 403
    data = {"usable_password": "true", "password1": "another horse battery", "password2": "another horse battery"}
    assert client.post(reverse("admin:auth_user_password_change", args=[root.pk]), data).status_code == 403
    client.post(reverse("admin:accounts_user_add"), {**NEW, "is_superuser": "on"})
    assert list(User.objects.filter(is_superuser=True)) == [root]
    root.refresh_from_db()
    assert root.check_password(cast.PASSWORD)


def test_an_auditor_reads_the_trail_without_personal_data(client, auditor, lin, park_a):
    audit.record(AuditAction.SIGNED_IN, lin, actor=auditor, address="192.0.2.7", why="secret detail")
    audit.record(AuditAction.PUBLISHED, park_a, actor=auditor)
    listing = client.get("/en/admin/accounts/auditentry/").content.decode()
    entry = AuditEntry.objects.get(action="signed_in")
    page = client.get(f"/en/admin/accounts/auditentry/{entry.pk}/change/").content.decode()
    assert AuditEntry.objects.get(action="published").label in listing
    for personal in ("192.0.2.7", "secret detail", "林"):
        assert personal not in listing
        assert personal not in page


def test_a_platform_administrator_sees_address_and_details(client, wei, lin):
    entry = audit.record(AuditAction.SIGNED_IN, lin, actor=wei, address="192.0.2.7", why="detail")
    client.force_login(wei)
    page = client.get(f"/en/admin/accounts/auditentry/{entry.pk}/change/").content.decode()
    assert "192.0.2.7" in page
    assert "detail" in page


def test_the_trail_is_never_changed(client, wei):
    entry = audit.record(AuditAction.SIGNED_IN, wei, actor=wei)
    client.force_login(wei)
    for page in ("change", "delete"):
        address = reverse(f"admin:accounts_auditentry_{page}", args=[entry.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403


def test_the_pages_of_django_speak_chinese_too(client, wei, lin):
    client.force_login(wei)
    listing = client.get("/zh-hans/admin/accounts/user/").content.decode()
    assert 'class="visually-hidden">搜索</label>' in listing
    page = client.get(f"/zh-hans/admin/accounts/user/{lin.pk}/password/").content.decode()
    assert "停用后，该用户现有的密码将失效。" in page
    assert "If disabled" not in page


def test_a_lost_second_factor_is_reset_by_the_platform_alone(client, wei, lin):
    give_app(lin)
    StaffSession.objects.create(user=lin)
    translation.activate("en")
    address = reverse("admin:accounts_user_reset_factor", args=[lin.pk])
    client.force_login(lin)
    assert client.post(address).status_code == 403
    client.force_login(wei)
    assert address in client.get(f"/en/admin/accounts/user/{lin.pk}/change/").content.decode()
    assert (client.get(address).status_code, Authenticator.objects.count()) == (200, 1)
    assert client.post(address)["Location"] == reverse("admin:accounts_user_change", args=[lin.pk])
    assert (Authenticator.objects.count(), StaffSession.objects.count()) == (0, 0)
    assert AuditEntry.objects.get(action="factor_reset").actor == wei
    mail = OutgoingEmail.objects.get()
    assert (mail.to, mail.context["what"]) == (lin.email, "factor_reset")
    assert address not in client.get(f"/en/admin/accounts/user/{lin.pk}/change/").content.decode()


def test_the_break_glass_account_is_not_reset_by_others_and_a_missing_one_is_404(client, wei):
    root = User.objects.create_superuser("root@example.org", cast.PASSWORD)
    client.force_login(wei)
    assert client.post(reverse("admin:accounts_user_reset_factor", args=[root.pk])).status_code == 403
    assert client.post(reverse("admin:accounts_user_reset_factor", args=[root.pk + 99])).status_code == 404


def test_the_secret_is_on_no_page_of_the_back_office(client, wei, lin):
    secret = give_app(lin)
    stored = Authenticator.objects.get().secret
    client.force_login(wei)
    for page in ("change/", "history/"):
        html = client.get(f"/en/admin/accounts/user/{lin.pk}/{page}").content.decode()
        assert secret not in html and stored not in html


def test_a_password_that_the_platform_sets_ends_sessions_and_is_mailed(client, wei, lin):
    StaffSession.objects.create(user=lin)
    client.force_login(wei)
    data = {"usable_password": "true", "password1": NEW["password1"], "password2": NEW["password1"]}
    assert client.post(reverse("admin:auth_user_password_change", args=[lin.pk]), data).status_code == 302
    assert not StaffSession.objects.exists()
    assert OutgoingEmail.objects.get().context["what"] == "password_changed"
    assert AuditEntry.objects.get(action="password_changed").details == {"by": "administrator"}


def test_a_closed_account_is_signed_out(client, wei, lin):
    StaffSession.objects.create(user=lin)
    client.force_login(wei)
    values = {"email": lin.email, "language": "en", "platform_role": "", "name": "Lin"}
    assert client.post(reverse("admin:accounts_user_change", args=[lin.pk]), values).status_code == 302
    assert not StaffSession.objects.exists()


def test_a_command_resets_the_second_factor_of_the_only_administrator(wei):
    give_app(wei)
    call_command("reset_second_factor", wei.email.upper())
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get().actor is None
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "ghost@example.org")
