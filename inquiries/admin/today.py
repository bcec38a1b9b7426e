"""What needs me today: the first page of the back office."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from inquiries.admin.clock import Clock, clock
from inquiries.admin.filters import FAILED_STATES, overdue, with_failed_mail
from inquiries.enums import Screening, VisitState
from inquiries.models import Case, Visit
from inquiries.rendering import moment
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
        visits=_visits(user),
    )


def _tiles(user: User, cases: QuerySet) -> list[Tile]:
    live = cases.live()  # type: ignore[attr-defined]
    late = overdue(cases).count()
    quarantined = cases.filter(inquiry__screening=Screening.QUARANTINED).count()
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
    return [*tiles, *_mail_tiles(user, cases)]


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
        Tile(_("Failed mails"), failed, f"{mail_list}?state__exact=failed", "error" if failed else "ok"),
        Tile(_("Mails in the queue"), waiting.count(), f"{mail_list}?state__exact=queued", "quiet", _age(oldest)),
    ]


def _age(oldest: datetime.datetime | None) -> str:
    if oldest is None:
        return _("the queue is empty")
    minutes = int((timezone.now() - oldest).total_seconds() // 60)
    return _("the oldest waits for %(minutes)d min") % {"minutes": minutes}


def _visits(user: User) -> list[tuple[Visit, str]]:
    """Visits that are agreed for the next seven days, each with its moment in its own zone."""
    now = timezone.now()
    agreed = (
        Visit.objects.for_staff(user)
        .filter(state=VisitState.CONFIRMED, starts_at__gte=now, starts_at__lt=now + datetime.timedelta(days=7))
        .select_related("case__inquiry__enterprise", "case__park")
        .order_by("starts_at")[:SHOWN]
    )
    return [(visit, moment(visit.starts_at, visit.time_zone, str(get_language()))) for visit in agreed]


def _list(**query: Any) -> str:
    return f"{reverse('admin:inquiries_case_changelist')}?{urlencode(query)}"
