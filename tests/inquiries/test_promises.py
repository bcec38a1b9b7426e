"""The public record of kept promises: counted, hidden below ten, shown on the park's page and in the interface."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection

from inquiries import conversation, promises
from inquiries.models import Case, Inquiry
from tests import cast
from tests.inquiries import builders

MAY = datetime.datetime(2026, 5, 4, 22, 30, tzinfo=datetime.UTC)  # 5 May in Brussels


def settle(park, kept, broken=0):
    """So many inquiries with a settled promise; the first came in on 5 May."""
    for number in range(kept + broken):
        case = builders.make_case(park, now=MAY + datetime.timedelta(days=number))
        Case.objects.filter(pk=case.pk).update(promise_kept=number < kept, stage="contacted")
    return list(Case.objects.filter(park=park).order_by("pk"))


def page(client, language="en"):
    cache.clear()
    return client.get(f"/{language}/parks/cbtc/").content.decode()


@pytest.mark.parametrize(
    ("kept", "broken", "percent"), [(10, 0, 100), (9, 1, 90), (2, 9, 18), (0, 10, 0), (199, 1, 99)]
)
def test_the_rate_is_rounded_down(kept, broken, percent):
    assert promises.Rate(kept, kept + broken, MAY.date()).percent == percent


def test_below_ten_nothing_is_said(park_a):
    cases = settle(park_a, 9)
    assert promises.rate_of([park_a.pk]) == {}
    Case.objects.filter(pk=cases[0].pk).update(promise_kept=False)
    builders.make_case(park_a)  # not settled yet: does not count
    assert promises.rate_of([park_a.pk]) == {}


def test_what_counts(park_a, park_b):
    settle(park_a, 9, 1)
    settle(park_b, 3)
    assert promises.rate_of([park_a.pk, park_b.pk]) == {park_a.pk: promises.Rate(9, 10, datetime.date(2026, 5, 5))}


@pytest.mark.parametrize("what", ["quarantine", "invalid"])
def test_what_was_no_inquiry_does_not_count(park_a, what):
    [first, *_rest] = settle(park_a, 10)
    if what == "quarantine":
        Inquiry.objects.filter(pk=first.inquiry_id).update(screening="quarantined")
    else:
        Case.objects.filter(pk=first.pk).update(stage="invalid")
    assert promises.rate_of([park_a.pk]) == {}


def test_many_parks_cost_one_query(park_a, park_b, django_assert_num_queries):
    with django_assert_num_queries(1):
        promises.rate_of([park_a.pk, park_b.pk])


@pytest.mark.parametrize(
    ("language", "few", "record"),
    [
        (
            "en",
            "Not enough answered inquiries yet",
            "Answered in time: 9 of 10 (90 %), since 2026-05-05. Promise: 16 working hours.",
        ),
        (
            "zh-hans",
            "已答复的咨询还不够多",
            "按时答复：10 件中 9 件（90%），自 2026-05-05 起统计。 承诺：16 个工作小时。",
        ),
    ],
)
def test_the_parks_page_says_it_as_soon_as_it_is_known(client, park_a, lin, language, few, record):
    *_others, last = settle(park_a, 9, 1)
    Case.objects.filter(pk=last.pk).update(promise_kept=None, answer_by=MAY, warn_at=MAY)
    assert few in page(client, language)
    connection.run_on_commit.clear()
    conversation.reply(last, actor=lin, body="Sorry, late", key="1")  # the kept piece of the page is made anew
    assert record in page(client, language)


def test_a_park_that_takes_no_inquiries_shows_no_record(client, park_a):
    settle(park_a, 10)
    type(park_a).objects.update(state="full")
    assert "Answered in time" not in page(client)


def test_the_comparison_sets_the_records_side_by_side(client, park_a, park_b):
    def compared(**query):
        cache.clear()
        return client.get("/en/compare/", {"park": ["cbtc", "parkb"], **query}).content.decode()

    assert "Answered in time" not in compared()
    settle(park_a, 9, 1)
    assert "9 of 10 (90 %)" in compared() and "since 2026-05-05" in compared()
    assert "9 of 10" not in compared(rows="differences")  # the other is not known
    settle(park_b, 10)
    assert "10 of 10 (100 %)" in compared(rows="differences")


def test_the_interface_tells_it_with_the_whole_profile(client, park_a, park_b):
    assert client.get("/api/v1/parks/cbtc/").json()["answered_in_time"] is None
    settle(park_a, 9, 1)
    cache.clear()
    told = client.get("/api/v1/parks/cbtc/").json()["answered_in_time"]
    assert told == {"kept": 9, "counted": 10, "since": "2026-05-05"}


def test_a_listed_operator_is_not_judged_by_anothers_park(park_a, operator_a):
    sister = cast.make_park(operator_a, "sister")
    settle(park_a, 10)
    assert promises.rate_of([sister.pk]) == {}
