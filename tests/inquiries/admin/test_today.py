import datetime

import pytest
from django.utils import timezone

from inquiries.models import Case
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


def tiles(response):
    return {str(tile.label): (tile.count, tile.url) for tile in response.context["today"].tiles}


def mail(about, state, number):
    OutgoingEmail.objects.create(
        event="message", audience="enquirer", to="a@x.org", language="en", about=about, state=state, message_id=number
    )


@pytest.fixture
def work(park_a, park_b, lin, bao):
    """Two cases at A, one of them Lin's and late; one at B with a failed mail."""
    late = builders.make_case(park_a)
    Case.objects.filter(pk=late.pk).update(owner=lin, answer_by=timezone.now() - datetime.timedelta(days=9))
    fresh = builders.make_case(park_a)
    theirs = builders.make_case(park_b)
    mail(theirs.mail_reference, "failed", "1")
    mail(fresh.mail_reference, "queued", "2")
    return late, fresh, theirs


def test_an_officer_sees_what_needs_an_answer_in_the_own_scope(signed_in, work):
    late, fresh, _theirs = work
    page = signed_in.get("/en/admin/")
    counts = {label: count for label, (count, _url) in tiles(page).items()}
    assert counts == {
        "Without an answer": 2,
        "Overdue": 1,
        "Waiting for the enterprise": 0,
        "My cases": 1,
        "In quarantine": 0,
        "Service requests": 0,
        "Cases with a failed mail": 0,
    }
    assert [case for case, _clock in page.context["today"].urgent] == [late, fresh]
    assert page.context["today"].mine == [late]


def test_every_number_equals_the_list_behind_it(client, wei, work):
    client.force_login(wei)
    for count, url in tiles(client.get("/en/admin/")).values():
        assert client.get(url).context["cl"].result_count == count, url


def test_the_platform_sees_failed_mails_and_the_age_of_the_queue(client, wei, work):
    client.force_login(wei)
    OutgoingEmail.objects.filter(state="queued").update(created_at=timezone.now() - datetime.timedelta(minutes=7))
    page = client.get("/en/admin/").content.decode()
    assert "the oldest waits for 7 min" in page
    assert "Failed mails" in page


def test_visits_asked_for_and_those_of_the_week(signed_in, work):
    late, _fresh, theirs = work
    asked = builders.make_visit(late, starts_at=timezone.now() + datetime.timedelta(days=90))
    for case, days in ((late, 2), (late, 20), (theirs, 2)):
        when = timezone.now() + datetime.timedelta(days=days)
        builders.make_visit(case, state="confirmed", online_url=builders.MEETING, starts_at=when)
    builders.make_visit(theirs)
    page = signed_in.get("/en/admin/")
    shown = page.context["today"].visits
    assert [(visit.case, visit.state, "Brussels time" in when) for visit, when in shown] == [
        (late, "proposed", True),
        (late, "confirmed", True),
    ]
    assert shown[0][0] == asked
    assert f"/en/admin/inquiries/case/{late.pk}/change/#section-visits" in page.content.decode()


def test_who_has_no_cases_sees_the_lists_only(client, operator_a):
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    nobody = cast.make_user("nobody@example.org")
    for user, words in ((editor, "What the public reads"), (nobody, "You have no seat at an operator yet")):
        client.force_login(user)
        page = client.get("/en/admin/")
        assert page.context["today"] is None
        assert words in page.content.decode()


def test_the_number_of_queries_is_the_same_for_one_case_and_three(signed_in, park_a, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            builders.make_case(park_a)
        signed_in.get("/en/admin/")
        with django_assert_num_queries(14):
            signed_in.get("/en/admin/")


def test_tenants_who_wait_for_too_long_are_told(signed_in, park_a, park_b):
    for park in (park_a, park_b):
        builders.make_service_request(builders.make_case(park))
    late = builders.make_service_request(builders.make_case(park_a), due_at=timezone.now() - datetime.timedelta(days=1))
    [tile] = [tile for tile in signed_in.get("/en/admin/").context["today"].tiles if tile.label == "Service requests"]
    assert (tile.count, tile.tone, tile.hint) == (2, "error", "1 overdue")
    assert signed_in.get(tile.url).context["cl"].result_count == 2
    late.delete()
    [tile] = [tile for tile in signed_in.get("/en/admin/").context["today"].tiles if tile.label == "Service requests"]
    assert (tile.count, tile.tone, tile.hint) == (1, "quiet", "")
