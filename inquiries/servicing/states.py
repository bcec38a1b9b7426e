"""Which status of a request may follow which, and for how long a solved one may be opened again."""

import datetime

from inquiries.enums import ServiceStatus
from inquiries.models import ServiceRequest

# For how long the tenant may say that it is not solved; unanswered that long, a solved request closes by itself.
OBJECTION = datetime.timedelta(days=14)
NEXT: dict[ServiceStatus, tuple[ServiceStatus, ...]] = {
    ServiceStatus.OPEN: (ServiceStatus.ACCEPTED, ServiceStatus.REJECTED),
    ServiceStatus.ACCEPTED: (
        ServiceStatus.IN_PROGRESS,
        ServiceStatus.WAITING,
        ServiceStatus.SOLVED,
        ServiceStatus.REJECTED,
    ),
    ServiceStatus.IN_PROGRESS: (ServiceStatus.WAITING, ServiceStatus.SOLVED, ServiceStatus.REJECTED),
    ServiceStatus.WAITING: (ServiceStatus.IN_PROGRESS, ServiceStatus.SOLVED, ServiceStatus.REJECTED),
    ServiceStatus.SOLVED: (ServiceStatus.CLOSED, ServiceStatus.OPEN),
    ServiceStatus.CLOSED: (ServiceStatus.OPEN,),
    ServiceStatus.REJECTED: (),
}


def may_follow(origin: str, to: str) -> bool:
    return to in NEXT[ServiceStatus(origin)]


def may_rate(request: ServiceRequest) -> bool:
    """A solved request; one that closed by itself may be rated later still, once."""
    return request.solved_at is not None and request.rating is None


def may_reopen(request: ServiceRequest, now: datetime.datetime) -> bool:
    return request.solved_at is not None and now < request.solved_at + OBJECTION
