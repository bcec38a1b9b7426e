"""The board: open cases by stage, each card moved through the gates like everywhere else.

A card's form works without a script; dragging it or a key only fills that form in and sends it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.backoffice import TODAY_COUNTED, counted, is_row_number
from inquiries.admin.clock import Clock, clock
from inquiries.admin.filters import MOST_CHOICES, colleagues, mode_called, parks_of
from inquiries.admin.page import Gap, gaps_of
from inquiries.enums import ENDS, OPEN_STAGES, PATH, Stage
from inquiries.models import Case
from inquiries.models.case import FEW_OF
from inquiries.workflow import stages
from inquiries.workflow.transitions import MoveRefused, move
from parks.admin.scoping import may
from parks.models import SettlementMode

SHOWN = 30  # cards of one column
CHOICES = ("park__id__exact", "owner", "mode")  # as the filters of the list are called, to which a column leads
# Where nobody has answered yet, the earliest promise comes first; later on the newest one.
EARLIEST_FIRST = (Stage.NEW, Stage.ACCEPTED)


@dataclass(frozen=True)
class Column:
    """One stage: its first cards with their clocks, how many there are, the list of all, and where a card may go."""

    stage: Stage
    cards: Sequence[tuple[Case, Clock]]
    count: int
    url: str
    options: SafeString

    @property
    def shown(self) -> str:
        return f"{TODAY_COUNTED}+" if self.count > TODAY_COUNTED else str(self.count)

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.cards)


@dataclass(frozen=True)
class Refusal:
    """Why a card stayed where it was: sentences, and what is missing with the field of the case page for each."""

    case: Case
    to: str | Promise
    reasons: Sequence[str]
    gaps: Sequence[Gap]


class CaseBoard:
    """For the admin of cases."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("board/", view(self.board_view), name="inquiries_case_board"),
            path("board/move/", view(self.board_move_view), name="inquiries_case_board_move"),
            *super().get_urls(),
        ]

    def board_view(self, request: HttpRequest) -> HttpResponse:
        return self._board(request, request.GET)

    def board_move_view(self, request: HttpRequest) -> HttpResponseBase:
        """Move one card, or show the board again with what stands against it; nothing is moved then."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        query = QueryDict(request.POST.get("query", ""))
        case = self.row(request, request.POST.get("case", ""))  # type: ignore[attr-defined]
        if case.is_shut or not may(request, "inquiries.change_case", case):
            raise PermissionDenied
        if refusal := _moved(case, request):
            return self._board(request, query, refusal)
        words = {"reference": case.inquiry.reference, "stage": case.get_stage_display()}
        messages.success(request, _("%(reference)s moved to “%(stage)s”.") % words)
        return redirect(f"{reverse('admin:inquiries_case_board')}?{_kept(query)}#case-{case.pk}")

    def _board(self, request: HttpRequest, query: QueryDict, refusal: Refusal | None = None) -> HttpResponse:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        user: Any = request.user
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Board"),
            "columns": columns(user, query),
            "ends": [
                (stage.label, _list(query, show="all", stage__exact=stage.value)) for stage in (*PATH[-1:], *ENDS)
            ],
            "refusal": refusal,
            "query": _kept(query),
            "may_move": may(request, "inquiries.change_case"),
            "parks": parks_of(user),
            "people": colleagues(user).order_by("name", "email")[:MOST_CHOICES],
            "modes": SettlementMode.objects.all(),
            "chosen": {name: query.get(name, "") for name in CHOICES},
        }
        return TemplateResponse(request, "admin/inquiries/case/board.html", context)


def columns(user: Any, query: QueryDict) -> list[Column]:
    """One query a stage, a bounded count for each that has more than are shown, and three for what all cards name."""
    rows = _chosen(Case.objects.for_staff(user).live(), user, query)
    found = {stage: _first(rows.filter(stage=stage), stage) for stage in OPEN_STAGES}
    prefetch_related_objects([case for cases in found.values() for case in cases], *FEW_OF)
    return [
        Column(
            stage=stage,
            cards=[(case, clock(case)) for case in cases[:SHOWN]],
            count=len(cases) if len(cases) <= SHOWN else counted(rows.filter(stage=stage), TODAY_COUNTED),
            url=_list(query, stage__exact=stage.value),
            options=_options(stage),
        )
        for stage, cases in found.items()
    ]


def _first(rows: QuerySet, stage: Stage) -> list[Case]:
    """The cards of a column, and one more where there are others."""
    ordered = rows.order_by("answer_by" if stage in EARLIEST_FIRST else "-answer_by", "pk")
    return list(ordered.select_related("inquiry__enterprise")[: SHOWN + 1])


def _chosen(rows: QuerySet, user: Any, query: QueryDict) -> QuerySet:
    """What the list shows for the same filters; a value that names nothing is left out."""
    park, owner, mode = (query.get(name, "") for name in CHOICES)
    if park and is_row_number(park):
        rows = rows.filter(park_id=int(park))
    if owner == "me":
        rows = rows.filter(owner=user)
    elif owner == "nobody":
        rows = rows.filter(owner__isnull=True)
    elif owner and is_row_number(owner):
        rows = rows.filter(owner_id=int(owner))
    return rows.filter(mode=mode_called(mode)) if mode and "\x00" not in mode else rows


def _options(stage: Stage) -> SafeString:
    """Where a card of this stage may go; the same for every card, so made once."""
    first, *others = stages.next_stages(Case(stage=stage))
    options = ((other.value, other.label) for other in others)
    return format_html(
        '<option value="{}">→ {}</option>{}',
        first.value,
        first.label,
        format_html_join("", '<option value="{}">{}</option>', options),
    )


def _moved(case: Case, request: HttpRequest) -> Refusal | None:
    """Move the card that the page showed at stage `seen`; None when that is done."""
    seen, to = request.POST.get("seen", ""), request.POST.get("to", "")
    user: Any = request.user
    label = Stage(to).label if to in Stage.values else ""
    here = case.stage
    case.stage = seen if seen in Stage.values else case.stage
    try:
        move(case, to, actor=user)
    except MoveRefused as error:
        case.stage = here
        gaps = gaps_of(case, to) if error.missing else []
        return Refusal(case, label, error.reasons, gaps)
    return None


def _kept(query: QueryDict) -> str:
    return urlencode({name: query[name] for name in CHOICES if query.get(name)})


def _list(query: QueryDict, **more: str) -> str:
    """The list of cases with the same filters."""
    kept = {name: query[name] for name in CHOICES if query.get(name)}
    return f"{reverse('admin:inquiries_case_changelist')}?{urlencode({**more, **kept})}"
