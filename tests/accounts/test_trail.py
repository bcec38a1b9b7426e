"""The back office writes the trail, and a record's history is read from it."""

import pytest
from django.urls import reverse

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import AuditEntry, User
from parks import seats
from parks.enums import SeatRole
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.admin.pages import change


@pytest.fixture
def office(client, wei):
    client.force_login(wei)
    return client


def entry(obj, action="changed"):
    return AuditEntry.objects.get(action=action, content_type__model=obj._meta.model_name, object_id=str(obj.pk))


def test_a_changed_park_and_operator_leave_the_names_of_their_fields(office, wei, park_a):
    change(office, park_a, summary_en="New words", contact_phone="+32 10 00 00 00", summary_zh_hans="新")
    change(office, park_a.operator, response_hours="8")
    found = entry(park_a)
    assert (found.actor, found.address) == (wei, "127.0.0.1")
    assert sorted(found.details["fields"]) == ["contact_phone", "summary_en", "summary_zh_hans"]
    assert "+32" not in str(found.details)
    assert entry(park_a.operator).details == {"fields": ["response_hours"]}


def test_saving_without_a_change_leaves_nothing(office, park_a):
    change(office, park_a)
    assert not AuditEntry.objects.exists()


def test_a_deleted_space_is_in_the_trail(office, wei, park_a):
    space = make_space(park_a)
    office.post(reverse("admin:parks_space_delete", args=[space.pk]), {"post": "yes"})
    assert entry(space, "deleted").actor == wei


def test_rights_are_audited_with_their_values_and_nothing_else_is(office, lin):
    change(office, lin, name="Lin Secret", platform_role="platform_editor", is_active="")
    details = entry(lin).details
    assert details["platform_role"] == {"before": "", "after": "platform_editor"}
    assert details["is_active"] == {"before": True, "after": False}
    assert "name" in details["fields"]
    assert "Secret" not in str(details)


def test_a_set_password_is_audited(office, lin):
    data = {"usable_password": "true", "password1": "another horse battery", "password2": "another horse battery"}
    assert office.post(reverse("admin:auth_user_password_change", args=[lin.pk]), data).status_code == 302
    assert entry(lin).details == {"fields": ["password"]}


def test_a_platform_role_opens_the_back_office_and_its_loss_closes_it(office, db):
    person = cast.make_user("qin@example.org", is_staff=False)
    change(office, person, platform_role="platform_editor")
    person.refresh_from_db()
    assert person.is_staff
    assert entry(person).details["is_staff"] == {"before": False, "after": True}
    change(office, person, platform_role="")
    person.refresh_from_db()
    assert not person.is_staff


def test_the_right_to_enter_is_not_edited_by_hand(office, lin):
    change(office, lin, is_staff="")
    lin.refresh_from_db()
    assert lin.is_staff


def test_a_seat_does_not_reopen_a_closed_account(operator_a, client):
    closed = cast.make_user("closed@example.org", is_staff=False, is_active=False)
    seats.grant(operator_a, closed, SeatRole.MANAGER)
    assert not User.objects.get(pk=closed.pk).is_active
    assert not closed.has_perm("parks.change_park")
    assert entry(closed).details == {"is_staff": {"before": False, "after": True}}


def test_history_shows_what_verbs_and_pages_wrote(office, wei, lin, park_a, client):
    audit.record(AuditAction.PUBLISHED, park_a, actor=wei)
    change(office, park_a, contact_hours_en="9 to 5")
    client.force_login(lin)
    page = client.get(f"/en/admin/parks/park/{park_a.pk}/history/").content.decode()
    assert "Published" in page
    assert "Changed (" in page
    assert "Office hours" in page
    assert page.index("Changed (") < page.index("Published")
    assert (
        "Nothing was recorded" in client.get(f"/en/admin/parks/operator/{park_a.operator_id}/history/").content.decode()
    )
