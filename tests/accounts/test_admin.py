import pytest
from django.urls import reverse

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import AuditEntry, User
from tests import cast

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
    assert 'alt="搜索"' in listing
    page = client.get(f"/zh-hans/admin/accounts/user/{lin.pk}/password/").content.decode()
    assert "停用后，该用户现有的密码将失效。" in page
    assert "If disabled" not in page
