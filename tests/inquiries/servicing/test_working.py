"""What staff do with a request: the table of statuses, the clock, who is told."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from common.uploads import check_upload
from inquiries import servicing
from inquiries.enums import ServiceStatus
from inquiries.models import Attachment, ServiceEntry, ServiceRequest
from inquiries.servicing import states
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import answers

HOUR = datetime.timedelta(hours=1)
WEDNESDAY = datetime.datetime(2026, 11, 25, 16, 0, tzinfo=datetime.UTC)


def told():
    return list(OutgoingEmail.objects.order_by("pk").values_list("event", "context__news"))[2:]


def lines():
    return list(ServiceEntry.objects.order_by("pk").values_list("to_status", "body"))[1:]


def test_accepting_names_who_is_in_charge_and_tells_the_tenant(ask, lin):
    request = servicing.accept(ask(), owner=lin, actor=lin)
    assert servicing.accept(request, owner=lin, actor=lin) == request
    assert (request.status, request.owner) == ("accepted", lin)
    assert (told(), lines()) == ([("service_request_update", "accepted")], [("accepted", "")])


def test_a_colleague_who_is_put_in_charge_gets_a_mail(ask, lin, operator_a):
    mia = cast.make_user("mia@cbtc.example.org", name="Mia")
    cast.make_seat(mia, operator_a)
    request = servicing.accept(ask(), owner=mia, actor=lin)
    servicing.assign(request, owner=lin, actor=mia)
    servicing.assign(request, owner=lin, actor=mia)
    readers = OutgoingEmail.objects.filter(event="service_request_new").order_by("pk")
    assert list(readers.values_list("to", "context__assigned_by")) == [
        (lin.email, None), (mia.email, str(lin)), (lin.email, str(mia))
    ]  # fmt: skip


def test_only_people_of_the_operator_can_be_in_charge(ask, lin, bao):
    with pytest.raises(ValidationError) as refused:
        servicing.accept(ask(), owner=bao, actor=lin)
    assert set(refused.value.message_dict) == {"owner"}


def test_from_work_to_the_solution(accepted, lin, monday):
    servicing.start(accepted, actor=lin)
    servicing.start(accepted, actor=lin)
    monday.shift(HOUR)
    solved = servicing.solve(accepted, actor=lin, words="Both are issued", key="k")
    servicing.solve(accepted, actor=lin, words="Both are issued", key="k")
    assert (solved.status, solved.solved_at) == ("solved", datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC))
    assert lines() == [("accepted", ""), ("in_progress", ""), ("solved", "Both are issued")]
    assert told() == [("service_request_update", "accepted"), ("service_request_update", "solved")]


def test_a_question_stops_the_clock_until_it_is_answered(accepted, lin, monday):
    monday.shift(2 * HOUR)  # Monday, 11:00: 22 of 24 working hours are left
    waiting = servicing.wait(accepted, actor=lin, question="Which passports?", key="k")
    assert (waiting.status, waiting.due_at) == ("waiting", WEDNESDAY)
    monday.shift(datetime.timedelta(days=7))
    resumed = servicing.resume(waiting, actor=lin)
    assert (resumed.status, resumed.waiting_since) == ("in_progress", None)
    assert resumed.due_at == WEDNESDAY + datetime.timedelta(days=7)
    assert lines()[-2:] == [("waiting", "Which passports?"), ("in_progress", "")]


def test_a_pause_heals_no_overdue_request(accepted, lin, monday):
    monday.move_to(WEDNESDAY + HOUR)
    servicing.wait(accepted, actor=lin, question="Which passports?")
    monday.shift(datetime.timedelta(days=7))
    assert servicing.resume(accepted, actor=lin).due_at == WEDNESDAY


def test_rejecting_says_why_and_ends_it(ask, lin):
    rejected = servicing.reject(ask(), actor=lin, reason="Not in Belgium")
    assert (rejected.status, rejected.solved_at, rejected.closed_at is None) == ("rejected", None, False)
    assert (told(), lines()) == ([("service_request_update", "rejected")], [("rejected", "Not in Belgium")])


@pytest.mark.parametrize("verb", ["wait", "solve", "reject"])
def test_words_are_needed_and_not_endless(accepted, lin, verb):
    name = {"wait": "question", "solve": "words", "reject": "reason"}[verb]
    for words in ("", "  ", "x" * 2001):
        with pytest.raises(ValidationError) as refused:
            getattr(servicing, verb)(accepted, actor=lin, **{name: words})
        assert set(refused.value.message_dict) == {name}
    assert len(lines()) == 1


def test_messages_and_notes_are_kept_once_and_only_messages_are_told(accepted, lin, media):
    files = [check_upload(answers.pdf("form.pdf"))]
    for _ in range(2):
        servicing.message(accepted, actor=lin, body="Please sign", files=files, key="k")
        servicing.note(accepted, actor=lin, body="Difficult", key="k")
    kinds = list(ServiceEntry.objects.order_by("pk").values_list("kind", "author", "body"))[2:]
    assert kinds == [("message", "staff", "Please sign"), ("note", "staff", "Difficult")]
    assert (told()[-1], Attachment.objects.count(), len(media())) == (("service_request_update", "message"), 1, 1)
    assert [entry.body for entry in accepted.entries.told()][-1] == "Please sign"


def test_every_step_that_the_table_does_not_know_is_refused(accepted, lin):
    steps = {
        "accepted": lambda row: servicing.accept(row, owner=lin, actor=lin),
        "in_progress": lambda row: servicing.start(row, actor=lin),
        "waiting": lambda row: servicing.wait(row, actor=lin, question="?"),
        "solved": lambda row: servicing.solve(row, actor=lin, words="!"),
        "rejected": lambda row: servicing.reject(row, actor=lin, reason="!"),
    }
    for origin in ServiceStatus:
        moments = {
            "waiting_since": accepted.created_at if origin == "waiting" else None,
            "solved_at": accepted.created_at if origin in ("solved", "closed") else None,
        }
        for to, step in steps.items():
            if origin == to or states.may_follow(origin, to):
                continue
            ServiceRequest.objects.update(status=origin, **moments)
            with pytest.raises(ValidationError, match="moved on meanwhile"):
                step(accepted)
            if to == "accepted" and origin == "accepted":
                continue
            assert ServiceRequest.objects.get().status == origin


def test_staff_of_another_operator_do_nothing(accepted, bao, lin):
    for act in (
        lambda: servicing.start(accepted, actor=bao),
        lambda: servicing.solve(accepted, actor=bao, words="x"),
        lambda: servicing.note(accepted, actor=bao, body="x"),
        lambda: servicing.message(accepted, actor=bao, body="x"),
        lambda: servicing.assign(accepted, owner=lin, actor=bao),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert len(lines()) == 1
