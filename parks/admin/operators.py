"""Operators and the seats of their staff."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parks import seats
from parks.admin.forms import NewSeatForm, OperatorForm, SeatForm
from parks.admin.freshness import FreshPages
from parks.admin.scoping import ParkScopedAdmin, ParkScopedTranslationAdmin, RelatedRowsFilter, held_everywhere
from parks.models import Membership, Operator


@admin.register(Operator)
class OperatorAdmin(FreshPages, ParkScopedTranslationAdmin):
    """Managers keep the promise, the clock and the texts of their own operator; the platform keeps the rest."""

    form = OperatorForm
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
                "description": _("Hours are working hours in this time zone; public holidays do not count."),
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
    """Seats are given to an e-mail address and taken away again; a role is changed by doing both."""

    form = SeatForm
    list_display = ("person", "role", "operator", "created_at")
    list_filter = ("role", ("operator", RelatedRowsFilter))
    list_select_related = ("user", "operator")
    search_fields = ("user__name", "user__email")
    search_help_text = _("Name or e-mail address of the person.")
    autocomplete_fields = ("operator",)
    ordering = ("operator", "user__email", "role")

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = SeatForm if obj is not None else NewSeatForm
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if obj is None:
            words = _("The person needs an account; the platform opens one.")
            return [(None, {"description": words, "fields": ["operator", "email", "role"]})]
        words = _("To change the role, give the new seat and delete this one.")
        mails = ["mails"] if self.has_change_permission(request, obj) else []
        return [(None, {"description": words, "fields": [("person", "role"), ("operator", "created_at"), *mails]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("person", "role", "operator", "created_at") if obj is not None else ()

    @admin.display(description=_("person"), ordering="user__email")
    def person(self, seat: Membership) -> str:
        return f"{seat.user.name} <{seat.user.email}>" if seat.user.name else seat.user.email

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        seat = seats.grant(obj.operator, obj.user, obj.role, actor=request.user)  # type: ignore[arg-type]
        obj.pk, obj.created_at = seat.pk, seat.created_at
        obj._state.adding = False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """`seats.grant` has written it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """`seats.revoke` writes it."""

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        seats.revoke(obj, actor=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for seat in queryset:
            seats.revoke(seat, actor=request.user)  # type: ignore[arg-type]
