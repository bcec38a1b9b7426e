"""Inquiries and cases that tests stand on, opened by the product's own verbs."""

import datetime
import itertools
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from enterprises.models import Enterprise
from inquiries.models import (
    Case,
    Inquiry,
    Proposal,
    Qualification,
    Requirement,
    ServiceNumber,
    ServiceRequest,
    Settlement,
    Slot,
    Transfer,
    Visit,
)
from inquiries.workflow import routing, transitions
from notifications.models import OutgoingEmail
from parks.models import Industry, Operator, Service, SettlementMode, Space
from tests import cast

NUMBERS = itertools.count(1)
MEETING = "https://meet.example.org/1"


def office_mode():
    return SettlementMode.objects.filter(code="office_lease").first() or cast.make_mode()


def life_sciences():
    return Industry.objects.filter(code="life-sciences").first() or cast.make_industry()


def make_enterprise(**fields):
    return Enterprise.objects.create(**{"name_en": "Walloon Optics", "country": "BE", **fields})


def make_inquiry(*, enterprise=None, need=None, **fields):
    """Anna of Walloon Optics asks, in English, for an office."""
    number = next(NUMBERS)
    inquiry = Inquiry.objects.create(
        **{
            "reference": f"PB-2026-9{number:05d}",
            "submission_key": f"test:{number}",
            "language": "en",
            "direction": "domestic",
            "mode": fields.pop("mode", None) or office_mode(),
            "enterprise": enterprise or make_enterprise(),
            "contact_name": "Anna Peeters",
            "contact_email": "anna@optics.example.org",
            "contact_language": "en",
            "message": "We need a small office.",
            **fields,
        }
    )
    Requirement.objects.create(inquiry=inquiry, **(need or {}))
    return inquiry


def make_case(park, *, now=None, **fields):
    """A new case of a new inquiry at one park."""
    inquiry = make_inquiry(**fields)
    return transitions.open_cases(inquiry, [park], now=now or timezone.now())[0]


def make_desk(slug="desk", **fields):
    """The platform's own desk, in China."""
    fields = {"kind": "platform", "country": "CN", "time_zone": "Asia/Shanghai", "is_desk": True, **fields}
    return cast.make_operator(slug, **fields)


def make_routing(desk=None, *, now=None, **fields):
    """A new inquiry that names no park, on the desk."""
    desk = desk or Operator.objects.desk() or make_desk()
    return routing.open_routing(make_inquiry(**fields), desk, now or timezone.now())


def make_space(park, name="A101", **fields):
    kind = fields.pop("kind", None) or cast.SpaceType.objects.filter(code="office").first() or cast.make_space_type()
    texts = {"name_zh_hans": name, "name_en": name}
    return Space.objects.create(**{"park": park, "kind": kind, "status": "available", **texts, **fields})


def make_visit(case, **fields):
    """Asked for online, now; `online_url` makes it one that can be confirmed."""
    return Visit.objects.create(
        **{"case": case, "mode": "online", "starts_at": timezone.now(), "time_zone": "Asia/Shanghai", **fields}
    )


def make_slot(park, starts_at, **fields):
    return Slot.objects.create(**{"park": park, "mode": "on_site", "starts_at": starts_at, **fields})


def make_ripe(case, owner, *, spaces=()):
    """Everything that the gates up to settled ask for, except what the enterprise was told (`contact`)."""
    Case.objects.filter(pk=case.pk).update(owner=owner)
    Qualification.objects.filter(case=case).update(
        duplicate_answer="not_duplicate",
        duplicate_note="First contact",
        industry=life_sciences(),
        readiness="deciding",
        meeting_language="English",
        area_min=Decimal(300),
        move_in_from=datetime.date(2027, 3, 1),
        budget_note="4000 EUR",
        industry_checked=True,
        registration_number="0403.170.701",
        admission_decided_on=datetime.date(2026, 12, 1),
        admission_reason="Fits the park",
    )
    make_visit(case, state="confirmed", online_url=MEETING)
    Proposal.objects.create(case=case, terms="4000 EUR", valid_until=datetime.date(2099, 1, 1), sent_at=timezone.now())
    settlement = Settlement.objects.create(
        case=case,
        contract_number="C-1",
        signed_on=datetime.date(2026, 12, 2),
        lease_from=datetime.date(2027, 1, 1),
        lease_to=datetime.date(2029, 12, 31),
        commitments_not_applicable=True,
        settled_on=datetime.date(2027, 1, 4),
        company_registered=True,
    )
    settlement.spaces.add(*spaces)
    case.interactions.create(kind="call", summary="Called", user=owner)
    case.refresh_from_db()
    return case


def allow_transfer(case, park=None):
    """What the gate of “transferred” asks for, as if the enterprise had agreed."""
    park = park or cast.make_park(cast.make_operator("elsewhere"), "elsewhere")
    new = transitions.open_cases(case.inquiry, [park], now=timezone.now())[0]
    return Transfer.objects.create(
        case=case, to_park=park, reason="They fit better", state="agreed", answered_at=timezone.now(), new_case=new
    )


def make_service(code="visa", **fields):
    texts = {"name_zh_hans": "签证", "name_en": "Visas", "tier": "general"}
    return Service.objects.filter(code=code).first() or Service.objects.create(code=code, **{**texts, **fields})


def make_settled(park, owner, *, settled_on=None, **fields):
    """A case whose company has moved in, with no mail written on the way; Anna's, unless told otherwise."""
    case = make_ripe(make_case(park, **fields), owner, spaces=[make_space(park)])
    Settlement.objects.filter(case=case).update(settled_on=settled_on or timezone.localdate())
    with transaction.atomic():
        transitions.move(case, "settled", actor=owner)
        OutgoingEmail.objects.all().delete()
    return Case.objects.select_related("inquiry", "park", "operator").get(pk=case.pk)


def make_service_request(case, **fields):
    """Asked for just now, due in a week of working days; the log is empty."""
    return ServiceRequest.objects.create(
        **{
            "number": str(ServiceNumber.objects.create(year=2026)),
            "case": case,
            "park": case.park,
            "service": fields.pop("service", None) or make_service(),
            "description": "Two residence permits",
            "asked_by": "enterprise",
            "lead_days": 5,
            "due_at": timezone.now() + datetime.timedelta(days=7),
            **fields,
        }
    )
