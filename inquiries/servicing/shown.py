"""What the tenant sees of its requests and check-ins; nothing that only staff may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from inquiries.enums import ServiceStatus, Stage
from inquiries.models import Case, CheckIn, Inquiry, ServiceEntry, ServiceRequest

PATH = (ServiceStatus.OPEN, ServiceStatus.ACCEPTED, ServiceStatus.IN_PROGRESS, ServiceStatus.SOLVED)


@dataclass(frozen=True)
class Step:
    """One status on the way of a request. `state` is done, now or ahead."""

    label: str | Promise
    state: str
    at: datetime | None


@dataclass
class Desk:
    """The service desk of one settled case: its requests, newest first, and the check-ins without an answer."""

    requests: list[ServiceRequest] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)


def desks(cases: Iterable[Case]) -> dict[int, Desk]:
    """The desk of each case that has settled. Two queries, and none when nobody has."""
    settled = {case.pk: Desk() for case in cases if case.stage == Stage.SETTLED}
    if settled:
        for request in ServiceRequest.objects.filter(case__in=settled).select_related("service"):
            settled[request.case_id].requests.append(request)
        waiting = CheckIn.objects.filter(settlement__case__in=settled, answered_at__isnull=True)
        for check_in in waiting.select_related("settlement").order_by("-month"):
            settled[check_in.settlement.case_id].check_ins.append(check_in)
    return settled


def request_of(inquiry: Inquiry, number: str) -> ServiceRequest | None:
    """A request made under this inquiry."""
    related = ("service", "park", "owner", "case__park", "case__operator", "case__inquiry")
    return ServiceRequest.objects.select_related(*related).filter(case__inquiry=inquiry, number=number[:20]).first()


def check_in_of(inquiry: Inquiry, slug: str, month: int) -> CheckIn | None:
    """What this park asked so many months after moving in."""
    rows = CheckIn.objects.select_related("settlement__case__park", "settlement__case__operator")
    return rows.filter(settlement__case__inquiry=inquiry, settlement__case__park__slug=slug, month=month).first()


def log_of(request: ServiceRequest) -> list[ServiceEntry]:
    """Every line that the tenant may read, oldest first, with who wrote it and its files. Two queries."""
    entries = request.entries.told()
    return list(entries.select_related("user").prefetch_related("attachments"))


def question_of(request: ServiceRequest, log: Sequence[ServiceEntry]) -> ServiceEntry | None:
    """What the park waits to hear, while it waits."""
    if request.status != ServiceStatus.WAITING:
        return None
    return next((entry for entry in reversed(log) if entry.to_status == ServiceStatus.WAITING), None)


def path_of(request: ServiceRequest, log: Sequence[ServiceEntry]) -> list[Step]:
    """The way of a request with the moments of its last run; one that was opened again begins anew."""
    reached: dict[str, datetime] = {}
    for entry in log:
        if entry.to_status == ServiceStatus.OPEN:
            reached = {}
        if entry.to_status:
            reached.setdefault(entry.to_status, entry.created_at)
    status = ServiceStatus(request.status)
    if status in (ServiceStatus.REJECTED, ServiceStatus.CLOSED):
        shown = [*(each for each in PATH if each in reached), status]
        here = len(shown) - 1
    else:
        shown = list(PATH)
        here = shown.index(ServiceStatus.IN_PROGRESS if status == ServiceStatus.WAITING else status)
    return [
        Step(
            label=each.label if place != here else status.label,
            state="done" if place < here else "now" if place == here else "ahead",
            at=reached.get(status if place == here else each) if place <= here else None,
        )
        for place, each in enumerate(shown)
    ]
