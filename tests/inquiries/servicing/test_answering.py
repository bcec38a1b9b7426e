"""What the tenant says about its request: an answer, a rating, that it is not solved."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from inquiries import servicing
from inquiries.models import ServiceEntry, ServiceRequest
from notifications.models import OutgoingEmail

DAY = datetime.timedelta(days=1)


@pytest.fixture
def solved(accepted, lin):
    return servicing.solve(accepted, actor=lin, words="Done")


def told(event="service_request_replied"):
    return list(OutgoingEmail.objects.filter(event=event).order_by("pk").values_list("to", "context__news"))


def test_an_answer_lets_a_waiting_request_go_on(accepted, lin, monday):
    servicing.wait(accepted, actor=lin, question="Which?")
    monday.shift(DAY)
    for _ in range(2):
        servicing.write(accepted, body="These two", key="k")
    row = ServiceRequest.objects.get()
    assert (row.status, row.waiting_since) == ("in_progress", None)
    assert row.due_at == datetime.datetime(2026, 11, 26, 16, 0, tzinfo=datetime.UTC)
    last = list(ServiceEntry.objects.order_by("pk").values_list("kind", "author", "to_status", "body"))[-2:]
    assert last == [("message", "enterprise", "", "These two"), ("status", "enterprise", "in_progress", "")]
    assert told() == [(lin.email, "message")]


def test_a_message_leaves_the_status_alone_otherwise(ask):
    request = ask()
    servicing.write(request, body="And quickly", key="k")
    assert ServiceRequest.objects.get().status == "open"


def test_nothing_is_written_on_a_request_that_is_over(solved):
    with pytest.raises(ValidationError, match="This request is over"):
        servicing.write(solved, body="Hello", key="k")
    with pytest.raises(ValidationError):
        servicing.write(solved, body="", key="k")


def test_a_rating_closes_the_request_and_is_told_once(solved, lin):
    for _ in range(2):
        row = servicing.rate(solved, rating=4, comment="Quick")
    assert (row.status, row.rating, row.rating_comment, row.closed_at is None) == ("closed", 4, "Quick", False)
    assert told() == [(lin.email, "rated")]
    with pytest.raises(ValidationError, match="moved on meanwhile"):
        servicing.rate(solved, rating=1, comment="")


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_from_one_to_five(solved, rating):
    with pytest.raises(ValidationError) as refused:
        servicing.rate(solved, rating=rating, comment="")
    assert set(refused.value.message_dict) == {"rating"}


def test_only_what_was_solved_is_rated(accepted):
    with pytest.raises(ValidationError):
        servicing.rate(accepted, rating=5, comment="")


def test_what_closed_by_itself_may_be_rated_later(solved, monday, lin):
    monday.shift(30 * DAY)
    servicing.close_solved(datetime.datetime.now(datetime.UTC))
    row = servicing.rate(solved, rating=2, comment="Late")
    assert (row.status, row.rating) == ("closed", 2)
    assert told() == [(lin.email, "rated")]


def test_opening_again_forgets_the_rating_and_counts_the_due_date_anew(solved, monday, lin):
    servicing.rate(solved, rating=1, comment="One is missing")
    monday.shift(7 * DAY)
    for _ in range(2):
        row = servicing.reopen(solved, reason="One is missing", key="k")
    row.refresh_from_db()
    assert (row.status, row.rating, row.rating_comment, row.solved_at, row.closed_at) == ("open", None, "", None, None)
    assert (row.owner, row.due_at) == (lin, datetime.datetime(2026, 12, 2, 16, 0, tzinfo=datetime.UTC))
    assert told() == [(lin.email, "rated"), (lin.email, "reopened")]


@pytest.mark.parametrize(("days", "opens"), [(13, True), (14, False)])
def test_it_is_opened_again_within_fourteen_days(solved, monday, days, opens):
    monday.shift(days * DAY)
    if opens:
        assert servicing.reopen(solved, reason="Not yet", key="k").status == "open"
        return
    with pytest.raises(ValidationError, match="can no longer be opened"):
        servicing.reopen(solved, reason="Not yet", key="k")


def test_opening_again_needs_a_reason_and_something_solved(solved, accepted):
    with pytest.raises(ValidationError) as refused:
        servicing.reopen(solved, reason=" ", key="k")
    assert set(refused.value.message_dict) == {"reason"}
    servicing.reopen(solved, reason="Not yet", key="k")
    with pytest.raises(ValidationError, match="can no longer be opened"):
        servicing.reopen(solved, reason="Once more", key="l")
