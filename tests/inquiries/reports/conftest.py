"""A November at park A, made with the product's own verbs; every number of the tests can be counted by hand.

October  c0 received 10 Oct; lost on 20 Oct for its price
November c1 received  2 Nov, answered after 3 h, visited 10 Nov, signed 20 Nov for 250 m²
         c2 received  5 Nov, accepted 7 Nov, promise broken, lost 12 Nov: went elsewhere
         c3 received 16 Nov, from China, in Chinese by a channel partner; untouched, its promise runs
         one more of park B, one in quarantine, neither of them Lin's business
"""

import datetime
from decimal import Decimal

import pytest
import time_machine

from inquiries import conversation
from inquiries.models import Case, Inquiry
from inquiries.reports.periods import Period
from inquiries.reports.scope import Scope
from inquiries.workflow import transitions, watching
from tests.inquiries import builders


def at(text):
    return time_machine.travel(
        datetime.datetime.fromisoformat(f"2026-{text}:00").replace(tzinfo=datetime.UTC), tick=False
    )


def moment(text):
    return datetime.datetime.fromisoformat(f"2026-{text}:00").replace(tzinfo=datetime.UTC)


def received(park, when, **fields):
    with at(when):
        case = builders.make_case(park, now=moment(when), **fields)
        Inquiry.objects.filter(pk=case.inquiry_id).update(submitted_at=moment(when))
        return case


def moved(case, when, to, actor, **kwargs):
    with at(when):
        transitions.move(Case.objects.get(pk=case.pk), to, actor=actor, **kwargs)


@pytest.fixture
def november(park_a, park_b, lin, bao):
    c0 = received(park_a, "10-10T08")
    moved(c0, "10-20T08", "lost", lin, lost_reason="price", note="Too dear")
    enterprise = builders.make_enterprise(industry=builders.life_sciences())
    c1 = received(park_a, "11-02T08", enterprise=enterprise)
    builders.make_ripe(c1, lin, spaces=[builders.make_space(park_a, area_min=Decimal(100), area_max=Decimal(250))])
    with at("11-02T11"):
        conversation.log_contact(Case.objects.get(pk=c1.pk), call(moment("11-02T11")), actor=lin)
    moved(c1, "11-03T08", "accepted", lin)
    moved(c1, "11-04T08", "contacted", lin)
    moved(c1, "11-08T08", "visiting", lin)
    builders.make_visit(c1, state="held", starts_at=moment("11-10T08"))
    moved(c1, "11-20T08", "signed", lin)
    c2 = received(park_a, "11-05T08", source="agent")
    Case.objects.filter(pk=c2.pk).update(owner=lin)
    c2.qualification.duplicate_answer = "not_duplicate"
    builders.make_ripe(c2, lin)
    moved(c2, "11-07T08", "accepted", lin)
    with at("11-11T08"):
        watching.breach_due(moment("11-11T08"))
    moved(c2, "11-12T08", "lost", lin, lost_reason="competitor", note="Signed elsewhere")
    c3 = received(
        park_a, "11-16T08", source="agent", language="zh-hans", enterprise=builders.make_enterprise(country="CN")
    )
    received(park_b, "11-06T08")
    received(park_a, "11-06T08", screening="quarantined")
    return {"c0": c0, "c1": c1, "c2": c2, "c3": c3}


def call(when):
    return conversation.Contact(kind="call", happened_at=when, summary="Called")


@pytest.fixture
def period():
    return Period(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30), "Europe/Brussels")


@pytest.fixture
def scope(lin, period):
    return Scope(lin, period)
