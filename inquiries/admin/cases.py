"""The list of cases: nobody's and most urgent first."""

import zoneinfo
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.backoffice import TOO_MANY, QuickList, ShortPaginator
from common.text import normalise_line
from inquiries import search, submission
from inquiries.admin.board import CaseBoard
from inquiries.admin.bulk import BULK, BulkActions
from inquiries.admin.clock import Clock, clock
from inquiries.admin.doors import CaseDoors
from inquiries.admin.export import MASKED, RELATED, case_columns
from inquiries.admin.filters import MailFilter, ModeFilter, OwnerFilter, ParkFilter, ShowFilter, shown_part
from inquiries.enums import Screening
from inquiries.models import Case
from inquiries.models.case import URGENT
from parks.admin.scoping import ParkScopedAdmin
from parks.exporting import ListColumn

NEWEST_FIRST = ("-created_at", "-pk")
LONGEST_WAIT = ("enterprise_wrote_at", "pk")
LIMIT = 1000  # chosen cases that fit into an address
NEWEST_FOUND = ("-inquiry_id", "-pk")  # of a search; by the index that also knows the inquiries it names
NOT_URGENT = ("all", "ended", "rejected", "check_in")  # parts of the work with ended cases in them


class CaseList(QuickList):
    def apply_select_related(self, qs: Any) -> Any:
        return qs.listed()


@admin.register(Case)
class CaseAdmin(CaseDoors, CaseBoard, BulkActions, ParkScopedAdmin):
    paginator = ShortPaginator  # whether a case is to be shown is said by its inquiry
    list_display = ("label", "enterprise", "stage_chip", "park", "owner", "promise", "received")
    list_display_links = ("label",)
    list_filter = (ShowFilter, OwnerFilter, "stage", ParkFilter, ModeFilter, MailFilter)
    search_fields = ("inquiry__reference",)  # shows the box; `get_search_results` looks further
    search_help_text = _("Reference, company or contact in either script, phone, e-mail.")
    ordering = URGENT
    sortable_by = ("received", "promise")
    actions = ("export_csv", "release", *BULK)
    export_personal = ()  # said column by column, in `export_columns`
    export_related = RELATED

    @admin.display(description=_("reference"))
    def label(self, case: Case) -> str:
        return case.inquiry.reference

    @admin.display(description=_("enterprise"))
    def enterprise(self, case: Case) -> SafeString:
        """Nobody at the operator learns any more whose it is once the consent is withdrawn."""
        if case.is_shut:
            return format_html("{}<br><small>{}</small>", MASKED, _("consent withdrawn or data erased"))
        return format_html("{}<br><small>{}</small>", case.inquiry.enterprise, case.inquiry.contact_name)

    @admin.display(description=_("stage"))
    def stage_chip(self, case: Case) -> SafeString:
        chips = format_html('<span class="chip chip--stage">{}</span>', case.get_stage_display())
        if case.on_hold_until:
            chips = format_html('{} <span class="chip chip--quiet">{}</span>', chips, _("on hold"))
        if case.inquiry.screening == Screening.QUARANTINED:
            chips = format_html('{} <span class="chip chip--warn">{}</span>', chips, _("in quarantine"))
        return chips

    @admin.display(description=_("first answer"), ordering="answer_by")
    def promise(self, case: Case) -> Clock:
        return clock(case)

    @admin.display(description=_("received at"), ordering="created_at")
    def received(self, case: Case) -> str:
        return f"{timezone.localtime(case.created_at, zoneinfo.ZoneInfo(case.operator.time_zone)):%Y-%m-%d}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Cases are opened by inquiries."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only the erasure job deletes, and it logs."""
        return False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By the index of `inquiries.search`, in either script and however a number is written.

        A case whose consent is withdrawn is found by its reference alone.
        """
        if not normalise_line(search_term):
            return queryset, False
        found = search.candidates(request.user, search_term)  # type: ignore[arg-type]
        if found.is_more:
            messages.info(request, TOO_MANY)
        return queryset.filter(found.cases()), False

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Most urgent first while the list shows open cases, the longest wait first where enterprises wrote last; else
        the newest: an ended case is not urgent."""
        part = shown_part(request)
        if part not in NOT_URGENT:
            return LONGEST_WAIT if part == "written" else URGENT
        return NEWEST_FOUND if normalise_line(request.GET.get(SEARCH_VAR, "")) else NEWEST_FIRST

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[QuickList]:
        return CaseList

    @admin.action(description=_("Export the chosen cases"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase:
        """Leads to the page that asks for columns and format."""
        chosen = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[:LIMIT])
        query = request.GET.copy()
        query["ids"] = chosen
        return redirect(f"{reverse('admin:parks_job_export', args=['inquiries.case'])}?{query.urlencode()}")

    def export_columns(self, request: HttpRequest) -> list[ListColumn]:
        return case_columns()

    def export_name(self, case: Case) -> str:
        """What the trail calls a row that was taken along."""
        return case.inquiry.reference

    @admin.action(description=_("Release the chosen inquiries from quarantine"), permissions=["change"])
    def release(self, request: HttpRequest, queryset: QuerySet) -> None:
        reachable = queryset.filter(pk__in=Case.objects.for_staff(request.user, "change").values("pk"))
        inquiries = {case.inquiry_id: case.inquiry for case in reachable.select_related("inquiry")}
        released = sum(submission.release(inquiry, request.user) for inquiry in inquiries.values())  # type: ignore[arg-type]
        said = ngettext("%(count)d inquiry was released.", "%(count)d inquiries were released.", released)
        messages.info(request, said % {"count": released})
