"""Whose inquiry it is: what somebody who proved an address finds in the account, and what each of them asks of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import User
from enterprises import companies
from enterprises.models import CompanyProfile, Enterprise
from inquiries.enums import ENDS, OfferState, Stage, TransferState, VisitState
from inquiries.models import AddedInquiry, Case, Inquiry, Proposal, Routing, RoutingOffer, Transfer, Visit
from inquiries.workflow import stages
from parks.models import Park


@dataclass(frozen=True)
class Part:
    """One park's part as the list shows it. `todo` is a code of what waits for the enterprise, else empty."""

    case: Case
    stage: str | Promise
    is_over: bool
    todo: str
    proposals: Sequence[Proposal]
    visits: Sequence[Visit]


@dataclass(frozen=True)
class Row:
    """One inquiry of the list. `is_shared`: colleagues of the company see it as well.

    `desk` is set for an inquiry that named no park, `waiting` how many proposed parks wait for a decision.
    """

    inquiry: Inquiry
    parts: Sequence[Part]
    is_shared: bool
    desk: Routing | None = None
    waiting: int = 0

    @property
    def is_over(self) -> bool:
        return all(part.is_over for part in self.parts) and not (self.desk is not None and self.desk.is_open)


def find(user: User, reference: str) -> Inquiry | None:
    """The inquiry of this reference, if it is this person's, ready to be shown without its secret. One query."""
    rows = Inquiry.objects.of_person(user).select_related("enterprise", "mode", "opportunity")
    inquiry = rows.filter(reference=reference).first()
    if inquiry is not None:
        inquiry.enter_as_owner()
    return inquiry


def is_mine(user: User, inquiry: Inquiry) -> bool:
    return Inquiry.objects.of_person(user).filter(pk=inquiry.pk).exists()


def rows(user: User, limit: int) -> list[Row]:
    """The newest inquiries of this person with what each asks for: six queries whatever their number, one more where
    one is at the platform's desk."""
    now = timezone.now()
    sent: Any = Proposal.objects.filter(sent_at__isnull=False, superseded_at__isnull=True).order_by("-version")
    coming: Any = Visit.objects.filter(state__in=(VisitState.PROPOSED, VisitState.CONFIRMED)).select_related("slot")
    asked: Any = Transfer.objects.filter(state=TransferState.ASKED)
    cases: Any = Case.objects.select_related("park", "operator").order_by("pk")
    offers: Any = RoutingOffer.objects.filter(state=OfferState.PROPOSED, park__in=Park.objects.accepting())
    found = (
        Inquiry.objects.of_person(user)
        .select_related("enterprise", "routing__operator")
        .prefetch_related(
            Prefetch("routing__offers", queryset=offers, to_attr="waiting"),
            Prefetch("cases", queryset=cases),
            Prefetch("cases__proposals", queryset=sent, to_attr="current_offers"),
            Prefetch("cases__visits", queryset=coming, to_attr="coming_visits"),
            Prefetch("cases__transfers", queryset=asked, to_attr="asked"),
        )
    )
    listed = list(found[:limit])
    for inquiry in listed:
        inquiry.enter_as_owner()
    return [_row(inquiry, now) for inquiry in listed]


def add(inquiry: Inquiry, user: User) -> None:
    """Put the inquiry into the account of somebody who sent it or has its secret; once more changes nothing.

    When it says the same company as one that the person belongs to, it becomes that company's.
    """
    with transaction.atomic():
        AddedInquiry.objects.get_or_create(user=user, inquiry=inquiry)
        for profile in CompanyProfile.objects.of(user):
            if companies.bind(inquiry.enterprise, profile):
                return


def descriptions(user: User) -> list[Enterprise]:
    """How this person's own inquiries, not those of colleagues, described companies that belong to no account yet."""
    mine = Inquiry.objects.of_person(user).filter(enterprise__profile__isnull=True)
    return [inquiry.enterprise for inquiry in mine.select_related("enterprise__industry")]


def _row(inquiry: Inquiry, now: datetime) -> Row:
    desk: Any = getattr(inquiry, "routing", None)
    parts = [_part(case, now) for case in inquiry.cases.all()]
    asked = {case.park_id for case in inquiry.cases.all()}
    waiting = [offer for offer in desk.waiting if offer.park_id not in asked] if desk and desk.is_open else []
    return Row(inquiry, parts, inquiry.enterprise.profile_id is not None, desk, len(waiting))


def _part(case: Case, now: datetime) -> Part:
    offers: list[Proposal] = case.current_offers  # type: ignore[attr-defined]  # to_attr of the prefetch
    visits: list[Visit] = [visit for visit in case.coming_visits if not visit.has_begun(now)]  # type: ignore[attr-defined]
    return Part(
        case=case,
        stage=stages.enterprise_label(case.stage),
        is_over=case.stage in ENDS or case.stage == Stage.SETTLED,
        todo=_todo(case, offers) if case.is_open else "",
        proposals=offers,
        visits=visits,
    )


def _todo(case: Case, offers: Sequence[Proposal]) -> str:
    """What the enterprise is asked to do first."""
    if case.awaiting_enterprise_since:
        return "answer"
    if case.asked:  # type: ignore[attr-defined]  # to_attr of the prefetch
        return "transfer"
    if any(not offer.answer and not offer.is_over for offer in offers):
        return "proposal"
    return "" if case.first_response_at else "wait"
