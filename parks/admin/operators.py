"""Operators and the seats of their staff."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import confirming
from accounts.admin import people
from parks import seats
from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import EitherLanguageForm, SeatForm
from parks.admin.scoping import ParkScopedAdmin, ParkScopedTranslationAdmin, held_everywhere
from parks.models import InvitedSeat, Membership, Operator

LAST_MANAGER = _(
    "This is the operator's last manager; nobody could give seats any more. Make somebody else a manager first."
)
WAITING_SHOWN = 99  # invited seats that are counted beside the list of seats


@admin.register(Operator)
class OperatorAdmin(ParkScopedTranslationAdmin):
    """Managers keep the promise, the clock and the texts of their own operator; the platform keeps the rest.

    `inquiries.admin.operators` adds what a changed calendar moves.
    """

    form = EitherLanguageForm
    list_display = ("slug", "name_zh_hans", "name_en", "country", "time_zone", "response_hours", "is_active")
    list_filter = ("is_active", "kind", "country")
    search_fields = ("slug", "name_zh_hans", "name_en")
    search_help_text = _("Name, in either language.")
    kept_by_platform = ("slug", "kind", "country", "is_active", "is_desk")
    fieldsets = [
        (
            None,
            {
                "description": _("Who runs the parks and answers inquiries."),
                "fields": [
                    ("slug", "kind"),
                    ("name_zh_hans", "name_en"),
                    ("country", "is_active"),
                    ("default_language", "is_desk"),
                ],
            },
        ),
        (
            _("The promise of a first answer"),
            {
                "description": _(
                    "Hours are working hours in this time zone; public holidays do not count. With another time zone, "
                    "country/region or holiday calendar, open promises and due dates of service requests are counted "
                    "again."
                ),
                "fields": ["response_hours", ("time_zone", "holiday_country")],
            },
        ),
        (
            _("Data protection"),
            {
                "description": _("Named in the consent that an enterprise gives when it sends an inquiry."),
                "fields": [("controller_name_zh_hans", "controller_name_en"), "controller_email"],
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        fixed = super().get_readonly_fields(request, obj)
        if held_everywhere(request.user, "parks.add_operator"):  # type: ignore[arg-type]
            return (*fixed, "slug") if obj is not None else tuple(fixed)
        return (*fixed, *self.kept_by_platform)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An operator is switched off, never deleted: its cases are part of the record."""
        return False


@admin.register(Membership)
class MembershipAdmin(ParkScopedAdmin):
    """Seats are offered by mail (`InvitedSeatAdmin`) and taken away here; a role is changed by doing both."""

    form = SeatForm
    export_personal = ("person",)
    list_display = ("person", "role", "operator", "created_at", "last_sign_in", "second_factor")
    list_filter = ("role", ("operator", RelatedRowsFilter))
    list_select_related = ("user", "operator")
    search_fields = ("user__name", "user__email")
    search_help_text = _("Name or e-mail address of the person.")
    autocomplete_fields = ("operator",)
    ordering = ("operator", "user__email", "role")
    change_list_template = "admin/parks/membership/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(has_factor=people.with_factor("user"))

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        words = _("To change the role, offer the new seat and delete this one.")
        mails = ["mails"] if self.has_change_permission(request, obj) else []
        shown = [("person", "role"), ("operator", "created_at"), ("last_sign_in", "second_factor")]
        return [(None, {"description": words, "fields": [*shown, ("away_from", "away_to"), *mails]})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """To offer a seat; nobody gives one."""
        return request.user.has_perm("parks.add_invitedseat")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("admin:parks_invitedseat_add")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("person", "role", "operator", "created_at", "last_sign_in", "second_factor")

    @admin.display(description=_("person"), ordering="user__email")
    def person(self, seat: Membership) -> str:
        return f"{seat.user.name} <{seat.user.email}>" if seat.user.name else seat.user.email

    @admin.display(description=_("last sign-in"), ordering="user__last_login")
    def last_sign_in(self, seat: Membership) -> Any:
        return seat.user.last_login or _("never")

    @admin.display(description=_("second factor"), ordering="has_factor", boolean=True)
    def second_factor(self, seat: Membership) -> bool:
        return seat.has_factor  # type: ignore[attr-defined]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Seats are taken only by somebody who showed lately who they are; all that were ticked, or none."""
        is_removal = request.method == "POST" and request.POST.get("action") == "delete_selected"
        if not is_removal:
            waiting = InvitedSeat.objects.for_staff(request.user)[: WAITING_SHOWN + 1].count()
            said = f"{WAITING_SHOWN}+" if waiting > WAITING_SHOWN else f"{waiting}"
            return super().changelist_view(request, {**(extra_context or {}), "waiting": said if waiting else ""})
        if (page := confirming.ask(request)) is not None:
            return page
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except seats.LastManager:
            messages.error(request, LAST_MANAGER)
            return redirect("admin:parks_membership_changelist")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        if request.method == "POST" and (page := confirming.ask(request)) is not None:
            return page
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except seats.LastManager:
            messages.error(request, LAST_MANAGER)
            return redirect("admin:parks_membership_changelist")

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """`seats.revoke` writes it."""

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        seats.revoke(obj, actor=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for seat in queryset:
            seats.revoke(seat, actor=request.user)  # type: ignore[arg-type]
