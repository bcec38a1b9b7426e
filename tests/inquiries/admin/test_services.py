"""The list of service requests and the page of one: who reaches it, what each door does, what stands against it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from inquiries import servicing
from inquiries.models import Attachment, ServiceEntry, ServiceRequest
from parks.models import ParkService
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db
LIST = reverse("admin:inquiries_servicerequest_changelist")


@pytest.fixture
def case(park_a, lin):
    ParkService.objects.create(park=park_a, service=builders.make_service())
    return builders.make_settled(park_a, lin)


@pytest.fixture
def made(case):
    return servicing.ask(case, servicing.Wish("cbtc:visa", "Two permits"), key="k")


def text(response):
    return response.content.decode()


def page(client, row, language="en"):
    return client.get(f"/{language}/admin/inquiries/servicerequest/{row.pk}/change/")


def do(client, row, verb, **fields):
    data = {key if key in ("kept", "drop") else f"{verb}-{key}": value for key, value in fields.items()}
    return client.post(reverse(f"admin:inquiries_servicerequest_{verb}", args=[row.pk]), data)


# --- The list --------------------------------------------------------------------------------


def test_nobodys_come_first_then_what_is_due(signed_in, case, lin):
    now = timezone.now()
    later = builders.make_service_request(case, due_at=now + datetime.timedelta(days=9))
    owned = builders.make_service_request(case, due_at=now - datetime.timedelta(days=1), owner=lin, status="accepted")
    sooner = builders.make_service_request(case, due_at=now + datetime.timedelta(days=1))
    over = builders.make_service_request(case, status="rejected")
    listed = signed_in.get(LIST).context["cl"].result_list
    assert list(listed) == [sooner, later, owned]
    assert list(signed_in.get(f"{LIST}?show=all").context["cl"].result_list) == [sooner, later, owned, over]
    assert list(signed_in.get(f"{LIST}?show=overdue").context["cl"].result_list) == [owned]
    assert list(signed_in.get(f"{LIST}?show=over").context["cl"].result_list) == [over]
    assert list(signed_in.get(f"{LIST}?owner=me").context["cl"].result_list) == [owned]
    assert list(signed_in.get(f"{LIST}?owner=nobody&show=live").context["cl"].result_list) == [sooner, later]


def test_the_list_is_found_by_number_and_company(signed_in, made):
    for query in (made.number, "walloon", made.case.inquiry.reference):
        assert list(signed_in.get(f"{LIST}?q={query}").context["cl"].result_list) == [made]


def test_another_operator_sees_and_does_nothing(client, bao, made):
    client.force_login(bao)
    assert list(client.get(f"{LIST}?show=all").context["cl"].result_list) == []
    assert page(client, made).status_code == 404
    for verb in ("accept", "solve", "note", "write"):
        assert do(client, made, verb, body="x").status_code == 404
    assert ServiceEntry.objects.count() == 1


# --- One request -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["Visas", "Two permits", "Accept the request", "nobody in charge yet", "Submitted"]),
        ("zh-hans", ["签证", "Two permits", "受理诉求", "尚无负责人", "已提交"]),
    ],
)
def test_the_page_in_both_languages(signed_in, made, language, phrases):
    found = text(page(signed_in, made, language))
    for phrase in [*phrases, made.number]:
        assert phrase in found


def test_only_the_doors_of_its_status_are_shown(signed_in, made, lin):
    def shown():
        return list(page(signed_in, made).context["forms"])

    assert shown() == ["accept", "write", "note", "reject"]
    servicing.accept(made, owner=lin, actor=lin)
    assert shown() == ["start", "solve", "ask", "write", "note", "assign", "reject"]
    servicing.wait(made, actor=lin, question="?")
    assert shown() == ["resume", "solve", "write", "note", "assign", "reject"]
    servicing.solve(made, actor=lin, words="!")
    assert shown() == ["write", "note"]


def test_from_the_first_click_to_the_solution(signed_in, made, lin):
    assert do(signed_in, made, "accept", owner=lin.pk).status_code == 302
    assert do(signed_in, made, "start").status_code == 302
    assert do(signed_in, made, "ask", question="Which?", key="a").status_code == 302
    assert do(signed_in, made, "resume").status_code == 302
    assert do(signed_in, made, "note", body="Difficult", key="b").status_code == 302
    assert do(signed_in, made, "solve", words="Issued", key="c").status_code == 302
    statuses = list(ServiceEntry.objects.order_by("pk").values_list("to_status", flat=True))
    assert statuses == ["open", "accepted", "in_progress", "waiting", "in_progress", "", "solved"]
    assert "Difficult" in text(page(signed_in, made))


def test_what_is_wrong_is_said_beside_the_form(signed_in, made, bao):
    for verb, field, fields in (
        ("accept", "owner", {"owner": bao.pk}),
        ("reject", "reason", {"reason": ""}),
        ("note", "body", {"body": ""}),
        ("write", "body", {"body": "", "key": "k"}),
    ):
        answer = do(signed_in, made, verb, **fields)
        assert answer.status_code == 200
        assert answer.context["forms"][verb].errors.keys() == {field}
    late = do(signed_in, made, "solve", words="Issued")
    assert "moved on meanwhile" in text(late) or "状态已发生变化" in text(late)
    assert ServiceRequest.objects.get().status == "open"


def test_a_message_with_a_file_opens_here_only(signed_in, made, case, media):
    for _ in range(2):
        assert do(signed_in, made, "write", body="Please sign", key="k", files=answers.pdf("表.pdf")).status_code == 302
    file = Attachment.objects.get()
    address = reverse("admin:inquiries_servicerequest_attachment", args=[made.pk, file.uuid])
    assert b"".join(signed_in.get(address)) == answers.PDF
    other = builders.make_service_request(case)
    assert (
        signed_in.get(reverse("admin:inquiries_servicerequest_attachment", args=[other.pk, file.uuid])).status_code
        == 404
    )


def test_a_file_beside_an_error_is_kept(signed_in, made, media):
    back = do(signed_in, made, "write", body="x" * 5001, key="k", files=answers.pdf("kept.pdf"))
    assert back.status_code == 200 and "kept.pdf" in text(back)
    ticket = back.context["kept"][0].ticket
    assert do(signed_in, made, "write", body="Short", key="k", kept=ticket).status_code == 302
    assert Attachment.objects.get().name == "kept.pdf"


def test_reading_a_door_shows_the_page_and_posting_the_page_does_nothing(signed_in, made):
    door = signed_in.get(reverse("admin:inquiries_servicerequest_solve", args=[made.pk]))
    assert door.status_code == 302 and door["Location"].endswith(f"/{made.pk}/change/")
    assert signed_in.post(f"/en/admin/inquiries/servicerequest/{made.pk}/change/", {}).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page(signed_in, made, lin, django_assert_num_queries, count):
    for number in range(count):
        servicing.note(made, actor=lin, body=f"Note {number}")
    page(signed_in, made)
    with django_assert_num_queries(10):
        page(signed_in, made)
