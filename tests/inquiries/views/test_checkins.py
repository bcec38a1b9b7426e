"""Behind reference and secret: three short questions some months after moving in."""

import pytest
from django.test import Client

from inquiries.models import CheckIn, Settlement
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def check_in(park_a, lin):
    case = builders.make_settled(park_a, lin)
    return CheckIn.objects.create(settlement=Settlement.objects.get(case=case), month=6, due_on="2026-11-23")


def address(row, language="en", month=6):
    inquiry = row.settlement.case.inquiry
    return f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/cbtc/check-in/{month}/"


def body(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["How is it going?", "cbtc park", "after 6 months", "How satisfied are you", "What do you need?"]),
        ("zh-hans", ["入驻情况回访", "cbtc园区", "入驻满 6 个月", "您对园区的满意度如何？", "您有哪些需求？"]),
    ],
)
def test_the_questions(client, check_in, language, phrases):
    page = client.get(address(check_in, language))
    assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
    for phrase in phrases:
        assert phrase in body(page)


def test_the_answers_are_kept_once_and_shown(client, check_in):
    given = {"satisfaction": "4", "jobs": "１２", "needs": "A second office"}
    for _ in range(2):
        assert client.post(address(check_in), given).status_code == 302
    row = CheckIn.objects.get()
    assert (row.satisfaction, row.jobs, row.needs) == (4, 12, "A second office")
    page = body(client.get(address(check_in)))
    assert "4 of 5" in page and "A second office" in page and "check-in-form" not in page
    late = client.post(address(check_in), {"satisfaction": "1"})
    assert late.status_code == 422 and "answered already" in body(late)


def test_only_satisfaction_must_be_answered_and_nothing_typed_is_lost(client, check_in):
    bad = client.post(address(check_in), {"jobs": "many", "needs": "Kept words"})
    assert bad.status_code == 422
    assert "Choose from 1 to 5." in body(bad) and "Enter a whole number" in body(bad) and "Kept words" in body(bad)
    assert client.post(address(check_in), {"satisfaction": "5"}).status_code == 302
    assert CheckIn.objects.get().jobs is None


def test_another_language_keeps_what_was_typed(client, check_in):
    page = client.post(address(check_in, "zh-hans"), {"needs": "Kept words", "show": "language"})
    assert page.status_code == 200 and "Kept words" in body(page) and "提交回访" in body(page)


def test_a_form_without_its_cookie_is_shown_again(check_in):
    page = Client(enforce_csrf_checks=True).post(address(check_in), {"needs": "Kept words"})
    assert page.status_code == 403 and "Kept words" in body(page)


def test_what_was_not_asked_is_not_found(client, check_in, park_a):
    assert client.get(address(check_in, month=3)).status_code == 404
    other = builders.make_case(park_a).inquiry
    foreign = f"/en/inquiry/{other.reference}/{other.secret}/cbtc/check-in/6/"
    assert client.get(foreign).status_code == 404


def test_the_progress_page_and_the_desk_point_to_it(client, check_in):
    inquiry = check_in.settlement.case.inquiry
    for tail in ("", "cbtc/services/"):
        page = body(client.get(f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/{tail}"))
        assert address(check_in) in page
