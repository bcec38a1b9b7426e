"""The service desk on the case page: requests, entering one, check-ins and their answers."""

import pytest

from inquiries import servicing
from inquiries.models import CheckIn, ServiceRequest, Settlement
from parks.models import ParkService
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(park_a, lin):
    ParkService.objects.create(park=park_a, service=builders.make_service())
    return builders.make_settled(park_a, lin)


@pytest.fixture
def check_in(case):
    return CheckIn.objects.create(settlement=Settlement.objects.get(case=case), month=3, due_on="2026-11-23")


def text(response):
    return response.content.decode()


def test_requests_are_listed_and_lead_to_their_page(signed_in, page, case):
    made = servicing.ask(case, servicing.Wish("cbtc:visa", "Two permits"), key="k")
    for language, phrases in (("en", ["Service desk", "Submitted"]), ("zh-hans", ["企业服务台", "已提交"])):
        found = text(page(language))
        assert f"/{language}/admin/inquiries/servicerequest/{made.pk}/change/" in found
        for phrase in phrases:
            assert phrase in found


def test_before_settling_there_is_no_desk(signed_in, page, case):
    type(case).objects.update(stage="signed")
    assert "Service desk" not in text(page())


def test_a_request_by_phone_is_entered_once(signed_in, do, case, lin):
    for _ in range(2):
        assert do("service_enter", offer="cbtc:visa", description="By phone", key="k").status_code == 302
    made = ServiceRequest.objects.get()
    assert (made.case, made.asked_by, made.description, made.check_in) == (case, "staff", "By phone", None)
    bad = do("service_enter", offer="", description="")
    assert bad.context["desk"].enter.errors.keys() == {"offer", "description"}


def test_answers_of_a_call_are_logged_and_their_need_becomes_a_request(signed_in, do, page, check_in, lin):
    assert "not answered yet" in text(page())
    bad = do("check_in_log", check_in=check_in.pk, jobs="x")
    assert bad.context["desk"].check_ins[0].log.errors.keys() == {"satisfaction", "jobs"}
    assert do("check_in_log", check_in=check_in.pk, satisfaction="4", jobs="9", needs="A visa").status_code == 302
    check_in.refresh_from_db()
    assert (check_in.satisfaction, check_in.jobs, check_in.needs, check_in.logged_by) == (4, 9, "A visa", lin)
    opened = page()
    assert "Make a request of this need" in text(opened)
    assert opened.context["desk"].check_ins[0].enter.initial["description"] == "A visa"
    assert do("service_enter", offer="cbtc:visa", description="A visa", check_in=check_in.pk).status_code == 302
    assert ServiceRequest.objects.get().check_in == check_in


def test_a_check_in_of_another_case_is_not_found_here(signed_in, do, case, lin, park_a):
    other = builders.make_settled(park_a, lin)
    theirs = CheckIn.objects.create(settlement=Settlement.objects.get(case=other), month=3, due_on="2026-11-23")
    for number in (theirs.pk, "9" * 18, "9" * 30, "0"):
        assert do("check_in_log", check_in=number, satisfaction="1").status_code == 200
    assert do("service_enter", offer="cbtc:visa", description="x", check_in=theirs.pk).status_code == 200
    theirs.refresh_from_db()
    assert theirs.answered_at is None and not ServiceRequest.objects.exists()


def test_the_list_finds_who_has_not_answered_yet(signed_in, case, check_in, lin):
    def shown():
        return list(signed_in.get("/en/admin/inquiries/case/?show=check_in").context["cl"].result_list)

    assert shown() == [case]
    servicing.log_answer(check_in, servicing.Answers(5), actor=lin)
    assert shown() == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_settled_case(signed_in, page, case, django_assert_num_queries, count):
    settlement = Settlement.objects.get(case=case)
    for number in range(count):
        builders.make_service_request(case)
        CheckIn.objects.create(settlement=settlement, month=(3, 6, 12)[number], due_on="2026-11-23")
    page()
    with django_assert_num_queries(43):
        page()
