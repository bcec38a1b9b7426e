"""The list of cases: nobody's and most urgent first."""

import re
import zoneinfo

from django.contrib import admin, messages
from django.db.models import Case as If
from django.db.models import Model, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.text import normalise_line
from inquiries import submission
from inquiries.admin.clock import Clock, clock
from inquiries.admin.doors import CaseDoors
from inquiries.admin.export import MASKED, export_cases
from inquiries.admin.filters import MailFilter, OwnerFilter, ShowFilter
from inquiries.enums import OPEN_STAGES, Screening
from inquiries.models import Case
from parks.admin.scoping import ParkScopedAdmin, RelatedRowsFilter

URGENT_FIRST = (
    If(When(stage__in=OPEN_STAGES, then=Value(0)), default=Value(1)),
    If(When(first_response_at__isnull=True, then=Value(0)), default=Value(1)),
    If(When(owner__isnull=True, then=Value(0)), default=Value(1)),
    "answer_by",
    "pk",
)
DIGITS = re.compile(r"[+\d][\d\s().\-/]{3,}")


@admin.register(Case)
class CaseAdmin(CaseDoors, ParkScopedAdmin):
    list_display = ("label", "enterprise", "stage_chip", "park", "owner", "promise", "received")
    list_display_links = ("label",)
    list_filter = (ShowFilter, OwnerFilter, "stage", ("park", RelatedRowsFilter), MailFilter)
    list_select_related = ("inquiry__enterprise", "park", "operator", "owner")
    search_fields = (
        "inquiry__reference",
        "inquiry__enterprise__name_zh_hans",
        "inquiry__enterprise__name_en",
        "inquiry__contact_name",
        "inquiry__contact_latin_name",
        "inquiry__contact_email",
        "inquiry__contact_phone",
    )
    search_help_text = _("Reference, company or contact in either script, phone, e-mail.")
    ordering = URGENT_FIRST
    sortable_by = ("received", "promise")
    actions = ("export_csv", "release")

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
        """A phone number is found however it is written: `0470 12 34 56` finds +32470123456.

        A case whose consent is withdrawn is found by its reference alone.
        """
        term = normalise_line(search_term)
        if term:
            queryset = queryset.filter(Q(consent_withdrawn_at__isnull=True) | Q(inquiry__reference__icontains=term))
        if DIGITS.fullmatch(term):
            digits = re.sub(r"\D", "", term)
            number = digits.lstrip("0")
            return (
                queryset.filter(Q(inquiry__contact_phone__contains=number) | Q(inquiry__reference__contains=digits)),
                False,
            )
        return super().get_search_results(request, queryset, term)

    @admin.action(description=_("Export the chosen cases (CSV)"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase:
        return export_cases(request, queryset)

    @admin.action(description=_("Release the chosen inquiries from quarantine"), permissions=["change"])
    def release(self, request: HttpRequest, queryset: QuerySet) -> None:
        reachable = queryset.filter(pk__in=Case.objects.for_staff(request.user, "change").values("pk"))
        inquiries = {case.inquiry_id: case.inquiry for case in reachable.select_related("inquiry")}
        released = sum(submission.release(inquiry, request.user) for inquiry in inquiries.values())  # type: ignore[arg-type]
        said = ngettext("%(count)d inquiry was released.", "%(count)d inquiries were released.", released)
        messages.info(request, said % {"count": released})
