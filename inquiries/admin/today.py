"""What needs me today: the first page of the back office, for each role what its permissions let it do.

Every number leads to a list that shows the same rows: both come from the parts of that list's filter.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from common.backoffice import TODAY_COUNTED, Block, Row, block, counted
from inquiries.admin import filters, today_elsewhere
from inquiries.admin.clock import clock
from inquiries.enums import VisitState
from inquiries.models import Case, Visit
from inquiries.models.case import URGENT
from inquiries.rendering import moment
from parks.admin import today as content

SHOWN = 5
RELATED = ("inquiry__enterprise", "park", "operator", "owner")


@dataclass(frozen=True)
class Today:
    """The blocks with something in them, in their order, then those without."""

    waiting: list[Block]
    clear: list[Block]


def today(user: User) -> Today | None:
    """None for people who have nothing to watch over: they have the lists below."""
    found = [
        *_of_cases(user),
        *today_elsewhere.service_blocks(user, SHOWN),
        *today_elsewhere.mail_blocks(user, SHOWN),
        *today_elsewhere.desk_blocks(user, SHOWN),
        *content.blocks(user, SHOWN),
        *today_elsewhere.trail_blocks(user, SHOWN),
    ]
    if not found:
        return None
    return Today([one for one in found if one.count], [one for one in found if not one.count])


def _of_cases(user: User) -> Iterator[Block]:
    if not user.has_perm("inquiries.view_case"):
        return
    cases = Case.objects.for_staff(user).select_related(*RELATED)
    live = cases.live().order_by(*URGENT)
    yield _answers(user, live)
    yield block(
        live.filter(owner__isnull=True),
        SHOWN,
        _with_clock,
        title=_("Nobody in charge"),
        url=_list(owner="nobody"),
        empty=_("Every open case has its officer."),
        tone="warn",
    )
    yield block(
        filters.written(cases).order_by("enterprise_wrote_at", "pk"),
        SHOWN,
        _written,
        title=_("Enterprises that wrote last"),
        url=_list(show="written"),
        empty=_("No enterprise waits for an answer to its last message."),
        tone="warn",
    )
    yield from _mine(live.filter(owner=user))
    yield from _visits(cases)
    yield from _running_out(cases)
    yield from _trouble(cases)


def _answers(user: User, live: QuerySet) -> Block:
    late = counted(filters.overdue(Case.objects.for_staff(user)), TODAY_COUNTED)
    return block(
        live.filter(first_response_at__isnull=True),
        SHOWN,
        _with_clock,
        title=_("Answers due"),
        url=_list(show="unanswered"),
        empty=_("Every inquiry has its first answer."),
        tone="error" if late else "warn",
        hint=ngettext("%(count)d overdue", "%(count)d overdue", late) % {"count": late} if late else "",
    )


def _mine(mine: QuerySet) -> Iterator[Block]:
    yield block(
        filters.actions_due(mine).order_by("next_action_on", "pk"),
        SHOWN,
        _planned,
        title=_("My next actions, due"),
        url=_list(show="action_due", owner="me"),
        empty=_("Nothing that you planned is due."),
        tone="warn",
    )
    yield block(
        mine,
        SHOWN,
        _planned,
        title=_("My cases"),
        url=_list(owner="me"),
        empty=_("You are in charge of no open case."),
    )


def _visits(cases: QuerySet) -> Iterator[Block]:
    """Those that wait for a word, and those of the next seven days, each at its first moment."""
    of_case = Visit.objects.filter(case=OuterRef("pk")).order_by("starts_at").values("starts_at")
    asked = Subquery(of_case.filter(state=VisitState.PROPOSED)[:1])
    agreed = Subquery(of_case.filter(state=VisitState.CONFIRMED, starts_at__gte=timezone.now())[:1])
    yield block(
        filters.visits_asked(cases).annotate(when=asked).order_by("when", "pk"),
        SHOWN,
        _visit,
        title=_("Visits asked for"),
        url=_list(show="visit_asked"),
        empty=_("No visit waits for your word."),
        tone="warn",
    )
    yield block(
        filters.visits_soon(cases).annotate(when=agreed).order_by("when", "pk"),
        SHOWN,
        _visit,
        title=_("Visits in the next seven days"),
        url=_list(show="visit_soon"),
        empty=_("No visit is agreed for the next seven days."),
    )


def _running_out(cases: QuerySet) -> Iterator[Block]:
    yield block(
        filters.holds_ending(cases).order_by("pk"),
        SHOWN,
        _plain,
        title=_("Holds that end within a day"),
        url=_list(show="hold_ending"),
        empty=_("No hold on a space ends within a day."),
        tone="warn",
    )
    yield block(
        filters.proposals_ending(cases).order_by("pk"),
        SHOWN,
        _plain,
        title=_("Proposals that run out within a week"),
        url=_list(show="proposal_ending"),
        empty=_("No unanswered proposal runs out within a week."),
        tone="warn",
    )


def _trouble(cases: QuerySet) -> Iterator[Block]:
    yield block(
        filters.in_quarantine(cases).order_by("-created_at", "-pk"),
        SHOWN,
        _plain,
        title=_("In quarantine, to be looked at"),
        url=_list(show="quarantined"),
        empty=_("Nothing is held back."),
        tone="warn",
    )
    yield block(
        filters.with_failed_mail(cases).order_by("-created_at", "-pk"),
        SHOWN,
        _plain,
        title=_("Cases with a failed mail"),
        url=_list(show="all", mail="failed"),
        empty=_("No mail about a case has failed."),
        tone="error",
    )


# --- One line of a block ----------------------------------------------------------------------


def _row(case: Case, meta: str, state: Any = "", anchor: str = "") -> Row:
    """Whose case it is stays unsaid once the consent is withdrawn."""
    title = case.inquiry.reference if case.is_shut else str(case.inquiry.enterprise)
    return Row(title, reverse("admin:inquiries_case_change", args=[case.pk]) + anchor, meta, state)


def _plain(case: Case) -> Row:
    return _row(case, f"{case.inquiry.reference} · {case.park} · {case.get_stage_display()}")


def _with_clock(case: Case) -> Row:
    owner = case.owner or _("nobody in charge yet")
    return _row(case, f"{case.inquiry.reference} · {case.park} · {owner}", clock(case))


def _written(case: Case) -> Row:
    since = _moment(case, case.enterprise_wrote_at)
    return _row(case, f"{case.inquiry.reference} · {case.park} · {since}", anchor="#section-talk")


def _planned(case: Case) -> Row:
    plan = f"{case.next_action_on or ''} {case.next_action}".strip()
    return _row(case, " · ".join(filter(None, [case.inquiry.reference, str(case.get_stage_display()), plan])))


def _visit(case: Any) -> Row:
    return _row(case, f"{case.inquiry.reference} · {case.park} · {_moment(case, case.when)}", anchor="#section-visits")


def _moment(case: Case, at: datetime.datetime | None) -> str:
    return moment(at, case.operator.time_zone, str(get_language())) if at else ""


def _list(**query: Any) -> str:
    return f"{reverse('admin:inquiries_case_changelist')}?{urlencode(query)}"
