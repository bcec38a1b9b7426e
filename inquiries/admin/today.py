"""What needs me today: the first page of the back office."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from inquiries.admin.clock import Clock, clock
from inquiries.admin.filters import FAILED_STATES, in_quarantine, overdue, with_failed_mail
from inquiries.admin.mails import waiting
from inquiries.admin.visits import asked_and_agreed
from inquiries.enums import IncomingState, RoutingState, Screening, ServiceStatus
from inquiries.models import Case, Routing, ServiceRequest, Visit
from notifications.enums import DUE_STATES
from notifications.models import OutgoingEmail

SHOWN = 8


@dataclass(frozen=True)
class Tile:
    """One number with the list behind it."""

    label: str | Promise
    count: int
    url: str
    tone: str = "quiet"
    hint: str | Promise = ""


@dataclass(frozen=True)
class Today:
    tiles: list[Tile]
    urgent: list[tuple[Case, Clock]]
    mine: list[Case]
    visits: list[tuple[Visit, str]]


def today(user: User) -> Today | None:
    """None for people who work on no cases: they have the lists below."""
    if not user.has_perm("inquiries.view_case"):
        return None
    cases = Case.objects.for_staff(user)
    related = ("inquiry__enterprise", "park", "operator", "owner")
    urgent = cases.unanswered().select_related(*related)[:SHOWN]
    mine = cases.live().filter(owner=user).select_related(*related).order_by("next_action_on", "answer_by", "pk")
    return Today(
        tiles=_tiles(user, cases),
        urgent=[(case, clock(case)) for case in urgent],
        mine=list(mine[:SHOWN]),
        visits=asked_and_agreed(user, timezone.now(), SHOWN),
    )


def _tiles(user: User, cases: QuerySet) -> list[Tile]:
    live = cases.live()  # type: ignore[attr-defined]
    late = overdue(cases).count()
    quarantined = in_quarantine(cases).count()
    tiles = [
        Tile(_("Without an answer"), cases.unanswered().count(), _list(show="unanswered")),  # type: ignore[attr-defined]
        Tile(_("Overdue"), late, _list(show="overdue"), "error" if late else "ok"),
        Tile(
            _("Waiting for the enterprise"),
            live.filter(awaiting_enterprise_since__isnull=False).count(),
            _list(show="waiting"),
        ),
        Tile(_("My cases"), live.filter(owner=user).count(), _list(owner="me")),
        Tile(_("In quarantine"), quarantined, _list(show="quarantined"), "warn" if quarantined else "quiet"),
    ]
    return [*tiles, *_held_back(user), *_service_tiles(user), *_mail_tiles(user, cases)]


def _held_back(user: User) -> list[Tile]:
    """Mails that wait for a decision; no tile while there are none."""
    count = waiting(user).count()
    address = f"{reverse('admin:inquiries_incomingemail_changelist')}?state__exact={IncomingState.QUARANTINED}"
    return [Tile(_("Mails held back"), count, address, "warn")] if count else []


def _service_tiles(user: User) -> list[Tile]:
    """What tenants wait for; red as soon as one of them waits for too long."""
    requests = ServiceRequest.objects.for_staff(user)
    found = requests.live().aggregate(
        live=Count("pk"), late=Count("pk", filter=~Q(status=ServiceStatus.WAITING) & Q(due_at__lt=timezone.now()))
    )
    url = f"{reverse('admin:inquiries_servicerequest_changelist')}?show=live"
    hint = ngettext("%(count)d overdue", "%(count)d overdue", found["late"]) % {"count": found["late"]}
    tone = "error" if found["late"] else "quiet"
    return [Tile(_("Service requests"), found["live"], url, tone, hint if found["late"] else "")]


def _mail_tiles(user: User, cases: QuerySet) -> list[Tile]:
    """Park staff count mails of their own cases; the platform counts all, and sees how old the queue is."""
    if not user.is_platform_admin:
        failed = with_failed_mail(cases).count()
        tone = "error" if failed else "ok"
        return [Tile(_("Cases with a failed mail"), failed, _list(show="all", mail="failed"), tone)]
    mails = OutgoingEmail.objects.all()
    failed = mails.filter(state__in=FAILED_STATES).count()
    waiting = mails.filter(state__in=DUE_STATES)
    oldest = waiting.order_by("created_at").values_list("created_at", flat=True).first()
    mail_list = reverse("admin:notifications_outgoingemail_changelist")
    return [
        *_desk_tiles(user),
        Tile(_("Failed mails"), failed, f"{mail_list}?state__exact=failed", "error" if failed else "ok"),
        Tile(_("Mails in the queue"), waiting.count(), f"{mail_list}?state__exact=queued", "quiet", _age(oldest)),
    ]


def _desk_tiles(user: User) -> list[Tile]:
    """Inquiries that name no park and wait for their first answer; those in quarantine, while there are some: no mail
    tells of them."""
    suspected = Q(inquiry__screening=Screening.QUARANTINED)
    unanswered = Q(first_response_at__isnull=True)
    found = (
        Routing.objects.for_staff(user)
        .exclude(state=RoutingState.ENDED)
        .aggregate(
            waiting=Count("pk", filter=unanswered & ~suspected),
            suspected=Count("pk", filter=suspected),
        )
    )
    page = reverse("admin:inquiries_routing_changelist")
    tone = "warn" if found["waiting"] else "ok"
    tiles = [Tile(_("At the platform's desk"), found["waiting"], f"{page}?show=unanswered", tone)]
    if found["suspected"]:
        tiles.append(Tile(_("At the desk, in quarantine"), found["suspected"], f"{page}?show=quarantined", "warn"))
    return tiles


def _age(oldest: datetime.datetime | None) -> str:
    if oldest is None:
        return _("the queue is empty")
    minutes = int((timezone.now() - oldest).total_seconds() // 60)
    return _("the oldest waits for %(minutes)d min") % {"minutes": minutes}


def _list(**query: Any) -> str:
    return f"{reverse('admin:inquiries_case_changelist')}?{urlencode(query)}"
