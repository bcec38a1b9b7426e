"""The trail: what is in it, who reads which part of it, and that nobody changes it."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import AuditEntry, AuditKey, User
from tests import cast
from tests.inquiries import builders
from tests.parks.admin.pages import exported

LIST = "admin:accounts_auditentry_changelist"
EXPORT = "/en/admin/parks/job/export/accounts.auditentry/"


@pytest.fixture
def manager(operator_a):
    user = cast.make_user("mang@cbtc.example.org", name="Mang")
    cast.make_seat(user, operator_a, "park_manager")
    return user


@pytest.fixture
def case(park_a):
    return builders.make_case(park_a)


def listed(client, query=""):
    return [entry.pk for entry in client.get(f"{reverse(LIST)}{query}").context["cl"].result_list]


def views():
    return [(entry.actor.name, entry.content_type.model) for entry in AuditEntry.objects.filter(action="viewed")]


def test_opening_a_case_is_noted_once_for_a_person_and_a_day(client, lin, wei, case):
    page = reverse("admin:inquiries_case_change", args=[case.pk])
    for user in (lin, lin, wei):
        client.force_login(user)
        assert client.get(page).status_code == 200
    assert sorted(views()) == [("Wei", "case"), ("林", "case")]
    entry = AuditEntry.objects.filter(actor=lin).first()
    assert (entry.operator_number, entry.address) == (case.operator_id, "127.0.0.1")


def test_opening_an_inquiry_and_a_company_is_noted(client, lin, case):
    client.force_login(lin)
    client.get(reverse("admin:inquiries_inquiry_change", args=[case.inquiry_id]))
    client.get(reverse("admin:enterprises_enterprise_change", args=[case.inquiry.enterprise_id]))
    assert sorted(views()) == [("林", "enterprise"), ("林", "inquiry")]


def test_a_page_that_shows_nobody_and_one_out_of_reach_note_nothing(client, lin, bao, case):
    client.force_login(bao)
    assert client.get(reverse("admin:inquiries_case_change", args=[case.pk])).status_code == 404
    type(case).objects.update(consent_withdrawn_at=case.created_at)
    client.force_login(lin)
    client.get(reverse("admin:inquiries_case_change", args=[case.pk]))
    assert views() == []


def test_each_entry_knows_whose_business_it_is(case, park_a, lin, operator_a):
    seat = lin.memberships.get()
    for target in (case, park_a, builders.make_space(park_a), operator_a, seat):
        assert audit.record(AuditAction.CHANGED, target).operator_number == operator_a.pk, target
    for target in (case.inquiry, lin, None):
        assert audit.record(AuditAction.CHANGED, target).operator_number is None, target


def test_a_manager_reads_what_concerns_the_own_operator(client, manager, wei, case, park_b):
    own = audit.record(AuditAction.FORCED, case, actor=wei, address="192.0.2.7", why="secret detail")
    other = audit.record(AuditAction.FORCED, park_b, actor=wei)
    nobodys = audit.record(AuditAction.SIGNED_IN, wei, actor=wei)
    client.force_login(manager)
    assert listed(client) == [own.pk]
    for entry, status in ((own, 200), (other, 404), (nobodys, 404)):
        page = client.get(reverse("admin:accounts_auditentry_change", args=[entry.pk]))
        assert page.status_code == status
        assert "192.0.2.7" not in page.content.decode()
    client.force_login(wei)
    assert listed(client) == [nobodys.pk, other.pk, own.pk]


def test_filters_and_search(client, wei, lin, case, park_b):
    forced = audit.record(AuditAction.FORCED, case, actor=lin)
    erased = audit.record(AuditAction.ERASED, case.inquiry)
    exported = audit.record(AuditAction.EXPORTED, park_b, actor=wei)
    client.force_login(wei)
    kind = forced.content_type_id
    for query, found in (
        ("show=forced", [forced.pk]),
        ("show=people", [exported.pk]),
        ("show=erased", [erased.pk]),
        ("action__exact=exported", [exported.pk]),
        (f"kind={kind}", [forced.pk]),
        ("of=cbtc", [forced.pk]),
        ("of=none", [erased.pk]),
        (f"who={lin.pk}", [forced.pk]),
        ("who=system", [erased.pk]),
        (f"q={case.inquiry.reference.lower()}", [erased.pk, forced.pk]),
        ("q=nobody", []),
        ("who=1%00&kind=99999999999999999999", None),
    ):
        if found is None:
            assert client.get(f"{reverse(LIST)}?{query}").status_code in (200, 302)
        else:
            assert listed(client, f"?{query}") == found, query


def test_an_auditor_and_a_manager_find_no_people_by_name(client, wei, lin):
    audit.record(AuditAction.CHANGED, lin, actor=wei)
    client.force_login(cast.make_user("noor@x.org", platform_role="auditor"))
    assert listed(client, "?q=林") == []
    client.force_login(wei)
    assert len(listed(client, "?q=林")) == 1


@pytest.mark.parametrize("role", ["wei", "manager", "root"])
def test_nobody_changes_it(client, role, case, request, db):
    user = (
        User.objects.create_superuser("root@x.org", cast.PASSWORD) if role == "root" else request.getfixturevalue(role)
    )
    entry = audit.record(AuditAction.FORCED, case, actor=user)
    client.force_login(user)
    for page in ("change", "delete"):
        assert (
            client.post(reverse(f"admin:accounts_auditentry_{page}", args=[entry.pk]), {"post": "yes"}).status_code
            == 403
        )
    assert client.post(reverse("admin:accounts_auditentry_add"), {}).status_code == 403
    client.post(reverse(LIST), {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_the_filtered_list_as_a_file(client, manager, wei, case, park_b):
    audit.record(AuditAction.FORCED, case, actor=wei, address="192.0.2.7", to="signed")
    audit.record(AuditAction.CHANGED, case, actor=wei)
    audit.record(AuditAction.FORCED, park_b, actor=wei)
    client.force_login(manager)
    rows = exported(client, f"{EXPORT}?show=forced")
    assert [line[1:3] + line[-3:] for line in rows[1:]] == [["Wei", "Stage forced", "", "•••", "•••"]]
    taken = AuditEntry.objects.get(action="exported")
    assert (taken.actor, taken.details["kind"], taken.details["rows"]) == (manager, "auditentry", 1)
    assert (taken.details["filter"], taken.details["masked"]) == ("show=forced", 2)
    client.force_login(wei)
    assert exported(client, f"{EXPORT}?show=forced")[-1][-3:] == ["", '{"to": "signed"}', "192.0.2.7"]
    assert exported(client, EXPORT, format="xlsx", columns=["action", "record"])[0] == ["What", "Record"]


def test_columns_of_the_trail_are_chosen_and_searched_words_stay_out(client, wei, case):
    entry = audit.record(AuditAction.FORCED, case, actor=wei)
    client.force_login(wei)
    rows = exported(client, f"{EXPORT}?q={case.inquiry.reference}", columns=["action", "record"])
    assert rows == [["What", "Record"], ["Stage forced", entry.label]]
    assert AuditEntry.objects.get(action="exported").details["filter"] == "q=***"


def test_names_of_people_in_the_trail_are_for_who_may_see_them(client, wei, lin):
    audit.record(AuditAction.CHANGED, lin, actor=wei)
    for reader, name in ((cast.make_user("noor@x.org", platform_role="auditor"), "•••"), (wei, str(lin))):
        client.force_login(reader)
        rows = exported(client, f"{EXPORT}?action__exact=changed", columns=["record", "person"])
        assert rows[1:] == [["", name]]


def test_the_database_itself_refuses_changes(case, lin):
    entry = audit.record(AuditAction.FORCED, case, actor=lin)
    row = AuditEntry.objects.filter(pk=entry.pk)
    for change in (row.delete, lambda: row.update(label="x"), lambda: row.update(action="moved")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert row.values_list("action", flat=True).get() == "forced"
    with audit.unlocked():
        assert row.update(label="") == 1
    assert not AuditKey.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_a_person_may_go_while_the_entry_stays(case, lin):
    entry = audit.record(AuditAction.FORCED, case, actor=lin)
    lin.memberships.all().delete()
    lin.delete()
    entry.refresh_from_db()
    assert (entry.actor, entry.action) == (None, "forced")


def test_retention_opens_the_trail_for_what_is_over(case, settings):
    audit.record(AuditAction.FORCED, case)
    later = timezone.now() + datetime.timedelta(days=32 * settings.AUDIT_RETENTION_MONTHS)
    assert audit.erase_due(later) >= 1
    assert not AuditEntry.objects.exists()
