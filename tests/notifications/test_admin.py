import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry

from notifications.models import OutgoingEmail
from notifications.outbox import queue
from tests import cast

pytestmark = pytest.mark.django_db
LIST = "/en/admin/notifications/outgoingemail/"


@pytest.fixture
def rows(digest_mail):
    made = queue(digest_mail("gone@firm.example.org"), digest_mail("bao@parkb.example.org"))
    OutgoingEmail.objects.filter(pk=made[0].pk).update(
        state="failed", attempts=2, last_error="recipient_refused: 550 No such user"
    )
    return made


def test_wei_reads_the_outbox_with_reasons(client, wei, rows):
    client.force_login(wei)
    page = client.get(LIST).content.decode()
    assert "gone@firm.example.org" in page
    assert "The mail server refused the recipient (550 No such user)" in page
    page = client.get(f"{LIST}{rows[0].pk}/change/").content.decode()
    assert rows[0].message_id.strip("<>") in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize("path", [LIST, f"{LIST}add/", f"{LIST}1/change/", f"{LIST}1/delete/", f"{LIST}1/history/"])
def test_park_staff_and_editors_have_no_door_here(client, lin, rows, path):
    editor = cast.make_user("ed@parkbridge.example.org", platform_role="platform_editor")
    for user in (lin, editor):
        client.force_login(user)
        path = path.replace("/1/", f"/{rows[0].pk}/")
        response = client.get(path)
        assert response.status_code in (302, 403, 404)
        assert "gone@" not in response.content.decode()


@pytest.mark.parametrize(("event", "seen"), [("message", True), ("signin_code", False), ("erasure_confirm", False)])
def test_a_code_is_shown_to_its_reader_alone(client, wei, rows, event, seen):
    OutgoingEmail.objects.filter(pk=rows[1].pk).update(event=event, text="Your code: 123456", html="<p>123456</p>")
    client.force_login(wei)
    page = client.get(f"{LIST}{rows[1].pk}/change/").content.decode()
    assert ("123456" in page) is seen
    assert ("carries a code for its reader alone" in page) is not seen


def test_a_mails_page_tells_its_next_attempt_in_words(client, wei, rows):
    client.force_login(wei)
    OutgoingEmail.objects.filter(pk=rows[1].pk).update(
        state="awaiting_retry", next_attempt_at=datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
    )
    shown = [client.get(f"{LIST}{row.pk}/change/").content.decode() for row in rows]
    told = [re.search(r'field-due">.*?<div class="readonly">(.*?)</div>', page, re.DOTALL)[1] for page in shown]
    assert told == ["—", "2026-11-28 09:00"]


def test_nobody_adds_changes_or_deletes(client, wei, rows):
    client.force_login(wei)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{rows[0].pk}/delete/").status_code == 403
    assert client.post(f"{LIST}{rows[0].pk}/change/", {"to": "x@y.example.org"}).status_code == 403
    assert "delete_selected" not in client.get(LIST).content.decode()


def act(client, action, rows):
    return client.post(LIST, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_resend_from_the_list_leaves_the_queued_alone_and_is_logged(client, wei, rows):
    client.force_login(wei)
    page = act(client, "resend", rows).content.decode()
    assert "1 mail will be sent again." in page
    assert "1 mail was left alone" in page
    assert OutgoingEmail.objects.get(pk=rows[0].pk).state == "queued"
    assert LogEntry.objects.get().object_id == str(rows[0].pk)


def test_cancel_from_the_list(client, wei, rows):
    client.force_login(wei)
    act(client, "abort", rows)
    assert OutgoingEmail.objects.get(pk=rows[1].pk).state == "aborted"
    assert OutgoingEmail.objects.get(pk=rows[0].pk).state == "failed"


def test_a_reader_without_the_change_permission_cannot_act(client, wei, rows, monkeypatch):
    from notifications import access
    from parks.scoping import permissions_of

    monkeypatch.setitem(access.PERMISSIONS, "platform_admin", frozenset({"view_outgoingemail"}))
    permissions_of.cache_clear()
    try:
        client.force_login(wei)
        act(client, "resend", rows)
        assert OutgoingEmail.objects.get(pk=rows[0].pk).state == "failed"
    finally:
        permissions_of.cache_clear()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_one_and_three_rows(count, client, wei, digest_mail, django_assert_num_queries):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(count)))
    client.force_login(wei)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
