"""The list of service requests, nobody's and due first, and the page of one with a door for each verb."""

import zoneinfo
from typing import Any

from django.contrib import admin
from django.db.models import Case as If
from django.db.models import Model, Q, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.network import client_address
from inquiries.admin.filters import OwnerFilter, PartFilter, Parts
from inquiries.admin.rowdoors import Bound, RowDoors
from inquiries.admin.service_verbs import VERBS, build, open_to
from inquiries.enums import LIVE_SERVICE, ServiceStatus
from inquiries.forms.uploads import Kept
from inquiries.models import Attachment, ServiceRequest
from parks.admin.filters import RelatedRowsFilter
from parks.admin.scoping import ParkScopedAdmin, may

FIRST_WHAT_IS_DUE = (
    If(When(status__in=LIVE_SERVICE, then=Value(0)), default=Value(1)),
    If(When(owner__isnull=True, then=Value(0)), default=Value(1)),
    "due_at",
    "pk",
)


class StateFilter(PartFilter):
    """Which part of the work; what is not over unless something else is asked for."""

    always_open = True
    default = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("live", _("Not over")),
            ("overdue", _("Overdue")),
            ("waiting", _("Waiting for the tenant")),
            ("over", _("Over")),
            ("all", _("All")),
        ]

    def parts(self, queryset: Any) -> Parts:
        return {
            "live": queryset.live,
            "overdue": lambda: queryset.overdue(timezone.now()),
            "waiting": lambda: queryset.filter(status=ServiceStatus.WAITING),
            "over": lambda: queryset.exclude(status__in=LIVE_SERVICE),
            "all": lambda: queryset,
        }


@admin.register(ServiceRequest)
class ServiceRequestAdmin(RowDoors, ParkScopedAdmin):
    export_personal = ()
    list_display = ("number", "tenant", "service", "state", "owner", "due", "park", "stars")
    list_display_links = ("number",)
    list_filter = (StateFilter, OwnerFilter, ("park", RelatedRowsFilter), ("service", RelatedRowsFilter))
    list_select_related = ("service", "park", "owner", "case__operator", "case__inquiry__enterprise")
    search_fields = (
        "number",
        "case__inquiry__reference",
        "case__inquiry__enterprise__name_zh_hans",
        "case__inquiry__enterprise__name_en",
    )
    search_help_text = _("Number, reference of the inquiry, or company in either script.")
    ordering = FIRST_WHAT_IS_DUE
    sortable_by = ("due",)

    @admin.display(description=_("tenant"))
    def tenant(self, row: ServiceRequest) -> str:
        return str(row.case.inquiry.enterprise)

    @admin.display(description=_("status"))
    def state(self, row: ServiceRequest) -> SafeString:
        tone = (
            "warn" if row.status in (ServiceStatus.OPEN, ServiceStatus.WAITING) else "stage" if row.is_live else "quiet"
        )
        return format_html('<span class="chip chip--{}">{}</span>', tone, row.get_status_display())

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, row: ServiceRequest) -> str | SafeString:
        day = f"{timezone.localtime(row.due_at, zoneinfo.ZoneInfo(row.case.operator.time_zone)):%Y-%m-%d}"
        if row.is_overdue(timezone.now()):
            return format_html('{} <span class="chip chip--error">{}</span>', day, _("overdue"))
        return day if row.is_live else ""

    @admin.display(description=_("rating"))
    def stars(self, row: ServiceRequest) -> str:
        return f"{row.rating}/5" if row.rating else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Requests are entered on the page of their case."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    # --- The page of one request --------------------------------------------------------------

    verbs = VERBS
    shown = ("service", "park", "owner", "check_in", "case__operator", "case__park", "case__inquiry__enterprise")

    def page(self, request: HttpRequest, row: ServiceRequest, bound: Bound | None = None) -> HttpResponse:
        forms = {}
        if may(request, "inquiries.change_servicerequest", row):
            forms = {name: build(VERBS[name], row, request) for name in open_to(row)}
        forms |= bound or {}
        context = {
            **self.admin_site.each_context(request),
            "row": row,
            "case": row.case,
            "forms": forms,
            "failed": next(iter(bound), "") if bound else "",
            "refusals": [error for form in (bound or {}).values() for error in form.non_field_errors()],
            "is_overdue": row.is_overdue(timezone.now()),
            "kept": _kept(request, forms.get("write")),
            "log": row.entries.select_related("user").prefetch_related("attachments").order_by("-created_at", "-pk"),
            "opts": self.opts,
            "title": f"{row.number} · {row.service}",
        }
        return TemplateResponse(request, "admin/inquiries/service/page.html", context)

    def may_do(self, request: HttpRequest, row: ServiceRequest, name: str) -> bool:
        return may(request, "inquiries.change_servicerequest", row)

    def do(self, request: HttpRequest, row: ServiceRequest, name: str) -> HttpResponseBase:
        form = build(VERBS[name], row, request, data=request.POST)
        if answer := self.finished(request, row, VERBS[name], form):
            return answer
        return self.page(request, self.row(request, row.pk), {name: form})

    def file_of(self, request: HttpRequest, row: ServiceRequest, uuid: Any) -> Attachment | None:
        here = Q(uuid=uuid, service_entry__request=row)
        return Attachment.objects.for_staff(request.user).filter(here).first()


def _kept(request: HttpRequest, form: Any) -> list[Kept]:
    """Files that came with a message that could not be stored: they wait for the next try."""
    basket = getattr(form, "basket", None)
    if basket is None:
        return []
    kept = basket.keep(form.data.get("write-key", ""), client_address(request))
    if basket.notice:
        form.add_error("files", basket.notice)
    return kept
