"""The enterprise's own view of its inquiry, behind reference and secret."""

import hmac
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.functional import Promise

from common.languages import current_language
from inquiries import rendering
from inquiries.enums import (
    ENDS,
    ENTERPRISE_VISIT_LABELS,
    OPEN_STAGES,
    PATH,
    HoldState,
    ServiceEntryKind,
    Stage,
    TransferState,
    VisitState,
)
from inquiries.models import (
    Attachment,
    Case,
    Inquiry,
    Message,
    Proposal,
    Routing,
    RoutingOffer,
    Slot,
    SpaceHold,
    Transfer,
    Visit,
)
from inquiries.servicing.shown import Desk, desks
from inquiries.workflow import deadlines, holding, stages
from inquiries.workflow.routing import waiting_offers
from parks.calendars import Clock

REFERENCE = re.compile(r"PB\W*(\d{4})\W*(\d{6,9})", re.IGNORECASE | re.ASCII)
SLOTS_SHOWN = 12
OPENED = ("enterprise", "mode", "opportunity", "routing__operator")


@dataclass(frozen=True)
class Step:
    """One stage on the path, in words for the enterprise. `state` is done, now or ahead."""

    label: str | Promise
    state: str
    at: datetime | None


@dataclass(frozen=True)
class Progress:
    """One park's part of the inquiry; holds nothing that only staff may see.

    `hours_left` are the whole working hours until the promised answer, None once it is given or will not come any more;
    `transfer` waits for the enterprise's decision; `desk` is the service desk once the company has settled.
    """

    case: Case
    steps: Sequence[Step]
    officer: str
    question: str
    messages: Sequence[Message]
    proposals: Sequence[Proposal]
    holds: Sequence[SpaceHold]
    may_hold: bool
    is_closed: bool
    hours_left: int | None
    transfer: Transfer | None
    visits: Sequence["ShownVisit"] = ()
    desk: Desk | None = None


@dataclass(frozen=True)
class ShownVisit:
    """One visit in words for the enterprise; `times` are the wishes while it is asked for."""

    visit: Visit
    label: str | Promise
    times: Sequence[Sequence[Clock]]
    can_cancel: bool
    has_entry: bool
    others: Sequence[Visit] = ()


@dataclass(frozen=True)
class AtTheDesk:
    """What the platform's desk does for an inquiry that named no park. `hours_left` as with a park; `waiting` are the
    proposed parks that the enterprise has not decided about."""

    routing: Routing
    hours_left: int | None
    waiting: Sequence[RoutingOffer]


def find(reference: str, secret: str) -> Inquiry | None:
    """The inquiry that both words open. Unknown reference and wrong secret take the same way and one query."""
    match = REFERENCE.fullmatch(unicodedata.normalize("NFKC", reference[:40]).strip())
    wanted = f"PB-{match[1]}-{match[2]}" if match else ""
    inquiry = Inquiry.objects.filter(reference=wanted).select_related(*OPENED).first()
    stored = inquiry.secret if inquiry else "-" * 32
    fits = hmac.compare_digest(stored.encode(), secret[:64].encode("utf-8", "replace"))
    return inquiry if inquiry and fits else None


def routing_of(inquiry: Inquiry) -> Routing | None:
    """The inquiry at the platform's desk; None for one that named its parks. No query after `find`."""
    routing: Routing | None = getattr(inquiry, "routing", None)
    if routing is not None:
        routing.inquiry = inquiry
    return routing


def at_the_desk(inquiry: Inquiry) -> AtTheDesk | None:
    """One query, and none for an inquiry that named its parks."""
    routing = routing_of(inquiry)
    if routing is None:
        return None
    now = timezone.now()
    runs = routing.is_open and routing.first_response_at is None
    left = deadlines.calendar_of(routing.operator).hours_between(now, max(now, routing.answer_by)) if runs else None
    waiting = waiting_offers(routing) if routing.is_open else routing.offers.none()
    return AtTheDesk(
        routing=routing,
        hours_left=math.floor(left) if left is not None else None,
        waiting=list(waiting.select_related("park")),
    )


def attachment_of(inquiry: Inquiry, uuid: UUID) -> Attachment | None:
    """A file of this inquiry: handed in with it, or with a message of one of its cases, by either side, with a
    proposal that was sent, or about a request for a service."""
    return (
        Attachment.objects.filter(uuid=uuid, inquiry=inquiry).first()
        or Attachment.objects.filter(uuid=uuid, message__case__inquiry=inquiry).first()
        or Attachment.objects.filter(
            uuid=uuid, proposal__case__inquiry=inquiry, proposal__sent_at__isnull=False
        ).first()
        or Attachment.objects.filter(uuid=uuid, service_entry__request__case__inquiry=inquiry)
        .exclude(service_entry__kind=ServiceEntryKind.NOTE)
        .first()
    )


def part_of(inquiry: Inquiry, slug: str) -> Case | None:
    """The case of this inquiry at one park."""
    return inquiry.cases.select_related("park", "operator", "inquiry").filter(park__slug=slug).first()


def proposal_of(inquiry: Inquiry, slug: str, version: int) -> Proposal | None:
    """One version that this park has sent."""
    related = ("case__park", "case__operator", "case__inquiry", "attachment")
    here = Proposal.objects.select_related(*related).filter(case__inquiry=inquiry, case__park__slug=slug)
    return here.filter(sent_at__isnull=False, version=version).first()


def visit_of(inquiry: Inquiry, uid: UUID) -> Visit | None:
    """A visit to one of the parks of this inquiry."""
    rows = Visit.objects.select_related("case__park", "case__operator", "case__inquiry", "slot")
    return rows.filter(uid=uid, case__inquiry=inquiry).first()


def visitable(inquiry: Inquiry) -> tuple[list[Case], dict[int, list[Slot]]]:
    """The parts of the inquiry that go on, in the order asked, and what each park offers by its number. Two queries."""
    cases = list(inquiry.cases.filter(stage__in=OPEN_STAGES).select_related("park", "operator").order_by("pk"))
    offered: dict[int, list[Slot]] = {}
    for slot in Slot.objects.free(timezone.now()).filter(park__in=[case.park_id for case in cases]):
        offered.setdefault(slot.park_id, []).append(slot)
    return cases, {park: slots[:SLOTS_SHOWN] for park, slots in offered.items()}


def shown(visit: Visit, language: str, *, with_trip: bool = True) -> ShownVisit:
    """`with_trip` asks for the other stops of its trip."""
    now, state = timezone.now(), VisitState(visit.state)
    zones = rendering.zones_of(visit)
    others = Visit.objects.filter(trip=visit.trip_id).exclude(pk=visit.pk) if with_trip and visit.trip_id else None
    return ShownVisit(
        visit=visit,
        label=ENTERPRISE_VISIT_LABELS[state],
        times=rendering.wishes(visit, language, zones),
        can_cancel=state == VisitState.PROPOSED or (state == VisitState.CONFIRMED and not visit.has_begun(now)),
        has_entry=state == VisitState.CONFIRMED,
        others=list(others.select_related("case__park").order_by("order")) if others is not None else [],
    )


def progress(inquiry: Inquiry) -> list[Progress]:
    """Every park's part, in the order asked: eight queries whatever their number, two more once one has settled."""
    now = timezone.now()
    messages: Any = Message.objects.select_related("user").prefetch_related("attachments")
    sent: Any = Proposal.objects.filter(sent_at__isnull=False).order_by("-version")
    kept = Q(state=HoldState.ASKED) | Q(state=HoldState.LIVE, expires_at__gt=now)
    holds: Any = SpaceHold.objects.filter(kept).select_related("space__kind")
    asked = Transfer.objects.filter(state=TransferState.ASKED).select_related("to_park")
    cases = list(
        inquiry.cases.select_related("park", "operator", "owner")
        .prefetch_related(
            "stage_changes",
            "visits",
            Prefetch("messages", queryset=messages),
            Prefetch("proposals", queryset=sent),
            Prefetch("space_holds", queryset=holds),
            Prefetch("transfers", queryset=asked, to_attr="asked"),
        )
        .order_by("pk")
    )
    settled = desks(cases)
    return [_progress(case, now, settled.get(case.pk)) for case in cases]


def _progress(case: Case, now: datetime, services: Desk | None) -> Progress:
    runs = case.is_open and case.first_response_at is None
    return Progress(
        case=case,
        steps=_steps(case),
        officer=case.owner.name if case.owner and case.stage != Stage.NEW else "",
        question=case.awaiting_question if case.awaiting_enterprise_since and case.is_open else "",
        messages=list(case.messages.all()),
        proposals=list(case.proposals.all()),
        holds=list(case.space_holds.all()),
        may_hold=case.stage != Stage.NEW and holding.may_hold(case),
        is_closed=case.stage in ENDS,
        hours_left=math.floor(deadlines.hours_left(case, now)) if runs else None,
        transfer=next(iter(case.asked), None) if case.is_open else None,  # type: ignore[attr-defined]
        visits=[shown(visit, current_language(), with_trip=False) for visit in case.visits.all()],
        desk=services,
    )


def _steps(case: Case) -> list[Step]:
    """The whole path with the days on which stages were reached; an ended case shows the way it went and its end."""
    reached: dict[str, datetime] = {change.to_stage: change.at for change in case.stage_changes.all()}
    if case.stage in ENDS:
        shown: list[Stage] = [stage for stage in PATH if stage in reached]
        here = len(shown)
        shown.append(Stage(case.stage))
    else:
        shown = list(PATH)
        here = shown.index(Stage(case.stage))
    return [
        Step(
            label=stages.enterprise_label(stage),
            state="done" if position < here else "now" if position == here else "ahead",
            at=reached.get(stage) if position <= here else None,
        )
        for position, stage in enumerate(shown)
    ]
