"""Mails of the service desk: requests for services, and the check-ins after moving in."""

from typing import Any

from accounts.models import User
from inquiries import rendering
from inquiries.enums import CASE_ROLES, LIVE_SERVICE, CheckInMonth, ServiceEntryKind, ServiceStatus
from inquiries.mail.addressing import in_language, name, readers_of, to_enterprise, to_staff
from inquiries.models import CheckIn, ServiceEntry, ServiceRequest
from notifications.outbox import Mail
from parks.models import Membership


def service_request_update(entry: ServiceEntry) -> list[Mail]:
    """To the tenant: what this line of the log says. The caller decides which lines it is told of."""
    request = entry.request
    case, language = request.case, request.case.inquiry.contact_language
    return to_enterprise(
        "service_request_update",
        case.inquiry,
        f"entry:{entry.pk}",
        case=case,
        **_facts(request, language),
        news=entry.to_status or entry.kind,
        body=entry.body if entry.to_status != ServiceStatus.OPEN else "",
        files=_files(entry) if entry.kind == ServiceEntryKind.MESSAGE else [],
        author=_owner(request),
        request_url=rendering.service_address(request, language),
    )


def service_request_new(request: ServiceRequest) -> list[Mail]:
    """To the staff: a tenant asks for a service."""
    return _to_staff("service_request_new", request, f"service:{request.pk}", request.description)


def service_request_assigned(request: ServiceRequest, actor: User) -> list[Mail]:
    """To whoever is in charge from now on, unless they took it themselves."""
    if request.owner is None or request.owner == actor:
        return []
    subject = f"service:{request.pk}:{request.updated_at.isoformat()}"
    return _to_staff("service_request_new", request, subject, request.description, assigned_by=str(actor))


def service_request_replied(entry: ServiceEntry) -> list[Mail]:
    """To whoever is in charge: the tenant wrote, opened the request again, or rated it."""
    request = entry.request
    files = _files(entry) if entry.kind == ServiceEntryKind.MESSAGE else []
    return _to_staff(
        "service_request_replied",
        request,
        f"entry:{entry.pk}:{request.rating or 0}",
        entry.body or request.rating_comment,
        news={ServiceStatus.OPEN: "reopened", ServiceStatus.CLOSED: "rated"}.get(entry.to_status, "message"),  # type: ignore[call-overload]
        rating=request.rating,
        files=files,
    )


def service_request_overdue(request: ServiceRequest) -> list[Mail]:
    """To whoever is in charge: the due date has passed."""
    subject = f"service:{request.pk}:{request.due_at.isoformat()}"
    return _to_staff("service_request_overdue", request, subject, request.description)


def check_in(row: CheckIn) -> list[Mail]:
    """To the tenant: three short questions, so many months after it moved in."""
    case = row.settlement.case
    language = case.inquiry.contact_language
    return to_enterprise(
        "check_in",
        case.inquiry,
        f"checkin:{row.pk}",
        case=case,
        month=row.month,
        check_in_url=rendering.check_in_address(row, language),
        author=case.owner.name if case.owner else "",
    )


def check_in_answered(row: CheckIn) -> list[Mail]:
    """To the staff: what the tenant answered."""
    return [
        mail
        for case, readers in readers_of("check_in_answered", [row.settlement.case])
        for reader in readers
        for mail in to_staff(
            "check_in_answered",
            case,
            [reader],
            f"checkin:{row.pk}",
            month_label=in_language(reader.language, CheckInMonth(row.month).label),
            satisfaction=row.satisfaction,
            jobs=row.jobs,
            needs=row.needs,
            section_url=f"{rendering.case_address(case, reader.language)}#section-services",
        )
    ]


def _to_staff(event: str, request: ServiceRequest, subject: str, body: str, **words: Any) -> list[Mail]:
    return [
        mail
        for reader in _readers(event, request)
        for mail in to_staff(
            event,
            request.case,
            [reader],
            subject,
            **_facts(request, reader.language),
            body=body,
            overdue=event == "service_request_overdue",
            service_url=rendering.service_desk_address(request, reader.language),
            **words,
        )
    ]


def _readers(event: str, request: ServiceRequest) -> list[User]:
    """Who is in charge of the request, while they have a seat there and want this mail; else who reads of the case."""
    seat = (
        Membership.objects.filter(
            operator=request.case.operator_id, operator__is_active=True, role__in=CASE_ROLES, user=request.owner_id
        )
        .filter(user__is_active=True, user__is_staff=True)
        .select_related("user")
        .first()
        if request.owner_id
        else None
    )
    if seat is not None and event not in seat.muted_events:
        return [seat.user]
    [(_case, readers)] = readers_of(event, [request.case])
    return readers


def _facts(request: ServiceRequest, language: str) -> dict[str, Any]:
    """What every mail says about its request, in its reader's words."""
    zone = request.case.operator.time_zone
    return {
        "number": request.number,
        "service": name(request.service, language),
        "at_park": name(request.park, language),
        "status_label": in_language(language, ServiceStatus(request.status).label),
        "due": rendering.moment(request.due_at, zone, language) if request.status in LIVE_SERVICE else "",
        "waiting": request.status == ServiceStatus.WAITING,
    }


def _files(entry: ServiceEntry) -> list[str]:
    return [file.name for file in entry.attachments.all()]


def _owner(request: ServiceRequest) -> str:
    return request.owner.name if request.owner else ""
