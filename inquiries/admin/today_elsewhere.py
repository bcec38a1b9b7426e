"""Blocks of the first page beside the cases: requests of tenants, mails, the platform's desk, what auditors watch."""

import datetime
import zoneinfo
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AuditAction
from accounts.models import AuditEntry, User
from common.backoffice import Block, Row, block
from inquiries.admin.clock import desk_clock
from inquiries.admin.filters import FAILED_STATES
from inquiries.admin.mails import waiting
from inquiries.enums import IncomingState, PrivacyState
from inquiries.mail.occasions import occasion
from inquiries.models import IncomingEmail, PrivacyRequest, Routing, ServiceRequest
from notifications.enums import DUE_STATES
from notifications.models import OutgoingEmail


def service_blocks(user: User, shown: int) -> Iterator[Block]:
    """What tenants wait for."""
    if not user.has_perm("inquiries.view_servicerequest"):
        return
    rows = ServiceRequest.objects.for_staff(user).select_related(
        "service", "case__inquiry__enterprise", "case__operator"
    )
    page = reverse("admin:inquiries_servicerequest_changelist")
    yield block(
        rows.overdue(timezone.now()).order_by("due_at", "pk"),
        shown,
        _service,
        title=_("Service requests overdue"),
        url=f"{page}?show=overdue",
        empty=_("No service request is overdue."),
        tone="error",
    )
    yield block(
        rows.live().order_by("due_at", "pk"),
        shown,
        _service,
        title=_("Service requests"),
        url=f"{page}?show=live",
        empty=_("No tenant waits for a service."),
    )


def mail_blocks(user: User, shown: int) -> Iterator[Block]:
    """Mails that wait for a decision; for the platform also those that failed and those that have not left."""
    if user.has_perm("inquiries.change_incomingemail"):
        page = reverse("admin:inquiries_incomingemail_changelist")
        yield block(
            waiting(user).order_by("received_at", "pk"),
            shown,
            _held,
            title=_("Mails held back"),
            url=f"{page}?state__exact={IncomingState.QUARANTINED}",
            empty=_("No mail waits for a decision."),
            tone="warn",
        )
    if user.has_perm("notifications.view_outgoingemail"):
        page = reverse("admin:notifications_outgoingemail_changelist")
        mails = OutgoingEmail.objects.all()
        yield block(
            mails.filter(state__in=FAILED_STATES).order_by("-created_at", "-pk"),
            shown,
            _mail,
            title=_("Failed mails"),
            url=f"{page}?state__in={','.join(FAILED_STATES)}",
            empty=_("No mail has failed."),
            tone="error",
        )
        yield block(
            mails.filter(state__in=DUE_STATES).order_by("created_at", "pk"),
            shown,
            _mail,
            title=_("Mails in the queue"),
            url=f"{page}?state__in={','.join(DUE_STATES)}",
            empty=_("The queue is empty."),
        )


def desk_blocks(user: User, shown: int) -> Iterator[Block]:
    """Inquiries that name no park, and those among them in quarantine: no mail tells of them."""
    if not user.has_perm("inquiries.view_routing"):
        return
    page = reverse("admin:inquiries_routing_changelist")
    rows = Routing.objects.for_staff(user).select_related("inquiry__enterprise", "operator").order_by("answer_by", "pk")
    yield block(
        rows.live().filter(first_response_at__isnull=True),
        shown,
        _desk,
        title=_("At the platform's desk"),
        url=f"{page}?show=unanswered",
        empty=_("Nothing waits at the desk."),
        tone="warn",
    )
    yield block(
        rows.quarantined(),
        shown,
        _desk,
        title=_("At the desk, in quarantine"),
        url=f"{page}?show=quarantined",
        empty=_("Nothing is held back at the desk."),
        tone="warn",
    )


def trail_blocks(user: User, shown: int) -> Iterator[Block]:
    """Wishes about personal data that are being carried out; for who works on no cases, what was done out of the
    ordinary."""
    if user.has_perm("inquiries.view_privacyrequest"):
        page = reverse("admin:inquiries_privacyrequest_changelist")
        wishes = PrivacyRequest.objects.for_staff(user).filter(state=PrivacyState.CONFIRMED)
        yield block(
            wishes.select_related("inquiry").order_by("created_at", "pk"),
            shown,
            _wish,
            title=_("Requests about personal data"),
            url=f"{page}?state__exact={PrivacyState.CONFIRMED}",
            empty=_("No request about personal data is open."),
            tone="warn",
        )
    if not user.has_perm("accounts.view_auditentry") or user.has_perm("inquiries.view_case"):
        return
    since = timezone.now().replace(minute=0, second=0, microsecond=0) - datetime.timedelta(days=7)
    for action, title, empty in _watched():
        query = urlencode({"action__exact": action, "at__gte": since.isoformat(sep=" ")})
        yield block(
            AuditEntry.objects.filter(action=action, at__gte=since).select_related("actor"),
            shown,
            _entry,
            title=title,
            url=f"{reverse('admin:accounts_auditentry_changelist')}?{query}",
            empty=empty,
        )


def _watched() -> list[tuple[str, str, str]]:
    """What an auditor asks about first."""
    return [
        (AuditAction.FORCED, _("Stages forced in seven days"), _("No stage was forced in seven days.")),
        (AuditAction.EXPORTED, _("Exports in seven days"), _("Nothing was exported in seven days.")),
        (AuditAction.REVEALED, _("Personal data viewed in seven days"), _("No personal data was shown in seven days.")),
    ]


def _service(row: ServiceRequest) -> Row:
    due = timezone.localtime(row.due_at, zoneinfo.ZoneInfo(row.case.operator.time_zone))
    meta = f"{row.number} · {row.case.inquiry.enterprise} · {due:%Y-%m-%d}"
    return Row(str(row.service), reverse("admin:inquiries_servicerequest_change", args=[row.pk]), meta)


def _held(row: IncomingEmail) -> Row:
    address = reverse("admin:inquiries_incomingemail_change", args=[row.pk])
    return Row(row.sender, address, f"{row.received_at:%Y-%m-%d %H:%M} UTC")


def _mail(row: OutgoingEmail) -> Row:
    address = reverse("admin:notifications_outgoingemail_change", args=[row.pk])
    return Row(
        row.to, address, f"{occasion(row.event)} · {row.get_state_display()} · {row.created_at:%Y-%m-%d %H:%M} UTC"
    )


def _desk(row: Routing) -> Row:
    address = reverse("admin:inquiries_routing_change", args=[row.pk])
    return Row(str(row.inquiry.enterprise), address, row.inquiry.reference, desk_clock(row))


def _wish(row: PrivacyRequest) -> Row:
    address = reverse("admin:inquiries_privacyrequest_change", args=[row.pk])
    return Row(row.get_kind_display(), address, f"{row.created_at:%Y-%m-%d}")


def _entry(row: AuditEntry) -> Row:
    """Without the label of the record, which may name a person."""
    who: Any = row.actor or "—"
    return Row(str(who), reverse("admin:accounts_auditentry_change", args=[row.pk]), f"{row.at:%Y-%m-%d %H:%M} UTC")
