"""Every list of the back office asks the database the same number of times for one row and for three."""

import datetime
import uuid

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from enterprises.models import Tenancy
from inquiries.models import AssignmentRule, IncomingEmail, PrivacyRequest, ReplyTemplate
from notifications.models import OutgoingEmail
from parks import inviting
from parks.models import (
    Building,
    ExchangeRate,
    HolidayOverride,
    ImportBatch,
    Industry,
    Job,
    LandParcel,
    Metric,
    Opportunity,
    Organisation,
    Partnership,
    Policy,
    Region,
    Service,
    SettlementMode,
    Source,
    SpaceType,
)
from tests import cast
from tests.inquiries import builders
from tests.parks.telling import make_article, make_event, make_story

pytestmark = pytest.mark.django_db

# Session, person, rows, their number, filters; platform staff hold no seats, so no question about them.
QUERIES = {
    "accounts.auditentry": 7,
    "accounts.user": 5,
    "enterprises.enterprise": 6,
    "enterprises.story": 7,
    "enterprises.tenancy": 7,
    "inquiries.assignmentrule": 6,
    "inquiries.case": 10,  # with the parks and the operators of all rows, once each
    "inquiries.incomingemail": 7,
    "inquiries.inquiry": 6,
    "inquiries.privacyrequest": 5,
    "inquiries.replytemplate": 5,
    "inquiries.routing": 6,
    "inquiries.servicerequest": 10,
    "inquiries.slot": 7,
    "notifications.outgoingemail": 8,
    "parks.article": 7,
    "parks.building": 7,
    "parks.event": 7,
    "parks.exchangerate": 7,
    "parks.importbatch": 5,
    "parks.holidayoverride": 7,
    "parks.industry": 5,
    "parks.invitedseat": 7,
    "parks.job": 5,
    "parks.landparcel": 7,
    "parks.membership": 8,
    "parks.metric": 5,
    "parks.operator": 5,
    "parks.opportunity": 7,
    "parks.organisation": 7,
    "parks.park": 7,
    "parks.partnership": 5,
    "parks.policy": 8,
    "parks.region": 6,
    "parks.service": 5,
    "parks.settlementmode": 5,
    "parks.source": 7,
    "parks.space": 9,
    "parks.spacetype": 5,
}


def number():
    return uuid.uuid4().hex[:8]


def names():
    code = number()
    return {"code": code, "name_zh_hans": f"名{code}", "name_en": f"Name {code}"}


def make_mail():
    return OutgoingEmail.objects.create(
        event="message", audience="staff", to="a@x.org", language="en", message_id=number()
    )


def make_opportunity(operator):
    park = cast.make_park(operator, number())
    return Opportunity.objects.create(operator=operator, park=park, slug=number(), title_en="x")


def make_answer(park):
    case = builders.make_case(cast.make_park(cast.make_operator(number()), number()))
    return IncomingEmail.objects.create(header_id=number(), case=case, state="quarantined", reason="stranger")


def make_rule(park):
    rule = AssignmentRule.objects.create(operator=park.operator, park=park, industry=cast.make_industry(number()))
    rule.people.add(cast.make_user(f"{number()}@x.org"))
    return rule


def make_tenancy(park):
    return Tenancy.objects.create(enterprise=builders.make_enterprise(), park=park)


def make(model, park):
    """One more row with its own relations, so that a list that follows them row by row is caught."""
    makers = {
        "accounts.auditentry": lambda: audit.record(AuditAction.MOVED, park, actor=cast.make_user(f"{number()}@x.org")),
        "accounts.user": lambda: cast.make_user(f"{number()}@x.org"),
        "enterprises.enterprise": lambda: builders.make_enterprise(industry=cast.make_industry(number())),
        "enterprises.story": lambda: make_story(cast.make_park(cast.make_operator(number()), number()), number()),
        "enterprises.tenancy": lambda: make_tenancy(cast.make_park(park.operator, number())),
        "inquiries.assignmentrule": lambda: make_rule(cast.make_park(cast.make_operator(number()), number())),
        "inquiries.case": lambda: builders.make_case(cast.make_park(cast.make_operator(number()), number())),
        "inquiries.inquiry": lambda: builders.make_case(park).inquiry,
        "inquiries.routing": lambda: builders.make_routing(cast.make_operator(number(), kind="platform")),
        "inquiries.incomingemail": lambda: make_answer(park),
        "inquiries.privacyrequest": lambda: PrivacyRequest.objects.create(
            inquiry=builders.make_inquiry(),
            kind="erase",
            source="staff",
            state="done",
            done_at=timezone.now(),
            actor=cast.make_user(f"{number()}@x.org"),
        ),
        "inquiries.replytemplate": lambda: ReplyTemplate.objects.create(
            operator=cast.make_operator(number()), name_en="x", name_zh_hans="x", body_en="x", body_zh_hans="x"
        ),
        "inquiries.servicerequest": lambda: builders.make_service_request(
            builders.make_case(cast.make_park(cast.make_operator(number()), number())),
            service=builders.make_service(number()),
            owner=cast.make_user(f"{number()}@x.org"),
        ),
        "inquiries.slot": lambda: builders.make_slot(
            cast.make_park(cast.make_operator(number()), number()), timezone.now()
        ),
        "notifications.outgoingemail": make_mail,
        "parks.article": lambda: make_article(number(), operator=cast.make_operator(number()), parks=[park]),
        "parks.event": lambda: make_event(number(), operator=cast.make_operator(number()), parks=[park]),
        "parks.building": lambda: Building.objects.create(park=cast.make_park(park.operator, number()), name_en="x"),
        "parks.exchangerate": lambda: ExchangeRate.objects.create(
            operator=cast.make_operator(number()), base="EUR", quote="CNY", rate=8, as_of=datetime.date(2026, 1, 1)
        ),
        "parks.importbatch": lambda: ImportBatch.objects.create(
            owner=cast.make_user(f"{number()}@x.org"), table="spaces", file_name="x.csv", size=1, format="csv"
        ),
        "parks.job": lambda: Job.objects.create(
            kind="export", owner=cast.make_user(f"{number()}@x.org"), language="en"
        ),
        "parks.holidayoverride": lambda: HolidayOverride.objects.create(
            operator=cast.make_operator(number()), day=datetime.date(2099, 1, 1), kind="closed", reason_en="x"
        ),
        "parks.industry": lambda: Industry.objects.create(**names(), parent=Industry.objects.first()),
        "parks.invitedseat": lambda: inviting.invite(cast.make_operator(number()), f"{number()}@x.org", "park_editor"),
        "parks.landparcel": lambda: LandParcel.objects.create(
            park=cast.make_park(cast.make_operator(number()), number()), use="industrial", name_en="x"
        ),
        "parks.membership": lambda: cast.make_seat(cast.make_user(f"{number()}@x.org"), cast.make_operator(number())),
        "parks.metric": lambda: Metric.objects.create(**names(), unit="x"),
        "parks.operator": lambda: cast.make_operator(number()),
        "parks.opportunity": lambda: make_opportunity(cast.make_operator(number())),
        "parks.organisation": lambda: Organisation.objects.create(slug=number(), name_en="x", kind="university"),
        "parks.park": lambda: cast.make_park(cast.make_operator(number()), number()),
        "parks.partnership": lambda: Partnership.objects.create(slug=number(), kind="strategic", title_en="x"),
        "parks.policy": lambda: Policy.objects.create(
            slug=number(), kind="rent", country="BE", title_en="x", operator=cast.make_operator(number())
        ),
        "parks.region": lambda: Region.objects.create(**names(), kind="country", country="BE"),
        "parks.service": lambda: Service.objects.create(**names(), tier="general"),
        "parks.settlementmode": lambda: SettlementMode.objects.create(**names()),
        "parks.source": lambda: Source.objects.create(
            code=number(), title_en="x", published_on=datetime.date(2026, 1, 1)
        ),
        "parks.space": lambda: builders.make_space(
            cast.make_park(park.operator, number()), kind=SpaceType.objects.create(**names())
        ),
        "parks.spacetype": lambda: SpaceType.objects.create(**names()),
    }
    return makers[model]()


def test_every_registered_model_is_counted():
    assert {model._meta.label_lower for model in admin.site._registry} == set(QUERIES)


@pytest.mark.parametrize("model", QUERIES)
def test_one_row_and_three_rows_take_the_same_queries(model, client, wei, park_a, django_assert_num_queries):
    client.force_login(wei)
    address = reverse(f"admin:{model.replace('.', '_')}_changelist")
    for more in (1, 2):
        for _ in range(more):
            make(model, park_a)
        client.get(address)
        with django_assert_num_queries(QUERIES[model]):
            assert client.get(address).status_code == 200
