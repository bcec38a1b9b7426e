"""Inquiries and cases that tests stand on, opened by the product's own verbs."""

import datetime
import itertools
from decimal import Decimal

from django.utils import timezone

from enterprises.models import Enterprise
from inquiries.models import Case, Inquiry, Proposal, Qualification, Requirement, Settlement, Visit
from inquiries.workflow import transitions
from parks.models import Industry, SettlementMode, Space
from tests import cast

NUMBERS = itertools.count(1)


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


def make_space(park, name="A101", **fields):
    kind = fields.pop("kind", None) or cast.SpaceType.objects.filter(code="office").first() or cast.make_space_type()
    return Space.objects.create(**{"park": park, "kind": kind, "name_zh_hans": name, "name_en": name, **fields})


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
    Visit.objects.create(case=case, mode="online", state="confirmed", starts_at=timezone.now(), time_zone="UTC")
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
