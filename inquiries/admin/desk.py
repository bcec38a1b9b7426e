"""The platform's desk: inquiries that name no park, due ones first, and the page on which parks are proposed.

Only the platform's administrators come here: no seat reaches a row (`models.RoutingQuerySet`).
"""

import zoneinfo
from typing import Any

from django.contrib import admin, messages
from django.db.models import Case as If
from django.db.models import Model, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from inquiries.admin import desk_page
from inquiries.admin.clock import Clock, desk_clock
from inquiries.admin.desk_forms import VERBS
from inquiries.admin.filters import PartFilter, Parts
from inquiries.admin.rowdoors import Bound, RowDoors
from inquiries.enums import RoutingState, Screening
from inquiries.models import Attachment, Routing
from parks.admin.scoping import ParkScopedAdmin, may
from parks.models import Operator

DUE_FIRST = (
    If(When(state=RoutingState.OPEN, then=Value(0)), When(state=RoutingState.ROUTED, then=Value(1)), default=Value(2)),
    If(When(first_response_at__isnull=True, then=Value(0)), default=Value(1)),
    "answer_by",
    "pk",
)


class DeskFilter(PartFilter):
    """Which part of the desk; what parks are looked for unless something else is asked for."""

    default = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", RoutingState.OPEN.label),
            ("unanswered", _("Without an answer")),
            ("overdue", _("Overdue")),
            ("routed", RoutingState.ROUTED.label),
            ("ended", RoutingState.ENDED.label),
            ("quarantined", _("In quarantine")),
            ("all", _("All")),
        ]

    def parts(self, queryset: Any) -> Parts:
        live = queryset.live()
        unanswered = live.filter(first_response_at__isnull=True)
        return {
            "open": lambda: live.filter(state=RoutingState.OPEN),
            "unanswered": lambda: unanswered,
            "overdue": lambda: unanswered.filter(answer_by__lt=timezone.now()),
            "routed": lambda: live.filter(state=RoutingState.ROUTED),
            "ended": lambda: queryset.filter(state=RoutingState.ENDED),
            "quarantined": lambda: queryset.quarantined(),
            "all": lambda: queryset,
        }


@admin.register(Routing)
class RoutingAdmin(RowDoors, ParkScopedAdmin):
    export_personal = ("enterprise",)
    list_display = ("label", "enterprise", "state_chip", "promise", "received")
    list_display_links = ("label",)
    list_filter = (DeskFilter,)
    list_select_related = ("inquiry__enterprise", "operator")
    search_fields = (
        "inquiry__reference",
        "inquiry__enterprise__name_zh_hans",
        "inquiry__enterprise__name_en",
        "inquiry__contact_name",
        "inquiry__contact_email",
    )
    search_help_text = _("Reference, company or contact in either script, e-mail.")
    ordering = DUE_FIRST
    sortable_by = ("received", "promise")
    actions = None

    @admin.display(description=_("reference"))
    def label(self, routing: Routing) -> str:
        return routing.inquiry.reference

    @admin.display(description=_("enterprise"))
    def enterprise(self, routing: Routing) -> SafeString:
        return format_html("{}<br><small>{}</small>", routing.inquiry.enterprise, routing.inquiry.contact_name)

    @admin.display(description=_("state"))
    def state_chip(self, routing: Routing) -> SafeString:
        chip = format_html('<span class="chip chip--stage">{}</span>', routing.get_state_display())
        if routing.inquiry.screening == Screening.QUARANTINED:
            return format_html('{} <span class="chip chip--warn">{}</span>', chip, _("in quarantine"))
        return chip

    @admin.display(description=_("first answer"), ordering="answer_by")
    def promise(self, routing: Routing) -> Clock:
        return desk_clock(routing)

    @admin.display(description=_("received at"), ordering="created_at")
    def received(self, routing: Routing) -> str:
        return f"{timezone.localtime(routing.created_at, zoneinfo.ZoneInfo(routing.operator.time_zone)):%Y-%m-%d}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An inquiry brings itself."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Says plainly when no inquiry can come here."""
        if self.has_view_permission(request) and Operator.objects.desk() is None:
            said = _(
                "No operator takes inquiries that name no park, so the form does not offer it: mark one as the desk."
            )
            messages.warning(request, said)
        return super().changelist_view(request, extra_context)

    # --- The page of one, and a door for each verb ---

    verbs = VERBS
    shown = ("inquiry__enterprise__industry", "inquiry__mode", "inquiry__requirement__wanted_region", "operator")

    def page(self, request: HttpRequest, routing: Routing, bound: Bound | None = None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **desk_page.context(request, routing, bound),
            "opts": self.opts,
            "title": f"{routing.inquiry.reference} · {routing.inquiry.enterprise}",
        }
        return TemplateResponse(request, "admin/inquiries/routing/page.html", context)

    def may_do(self, request: HttpRequest, routing: Routing, name: str) -> bool:
        return may(request, "inquiries.change_routing", routing)

    def do(self, request: HttpRequest, routing: Routing, name: str) -> HttpResponseBase:
        form: Any = VERBS[name].form(request.POST, routing=routing, prefix=name)
        if answer := self.finished(request, routing, VERBS[name], form):
            return answer
        return self.page(request, self.row(request, routing.pk), {name: form})

    def file_of(self, request: HttpRequest, routing: Routing, uuid: Any) -> Attachment | None:
        return Attachment.objects.for_staff(request.user).filter(uuid=uuid, inquiry=routing.inquiry_id).first()
