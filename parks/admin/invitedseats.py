"""Seats that were offered by mail and wait for an answer."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import confirming
from parks import inviting
from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import InvitedSeatForm
from parks.admin.scoping import ParkScopedAdmin
from parks.models import InvitedSeat


@admin.register(InvitedSeat)
class InvitedSeatAdmin(ParkScopedAdmin):
    """Adding one mails it, deleting one withdraws it; in between nothing can be changed, only mailed again."""

    form = InvitedSeatForm
    export_personal = ("email",)
    list_display = ("email", "role", "operator", "state", "sent_at", "invited_by")
    list_filter = ("role", ("operator", RelatedRowsFilter))
    list_select_related = ("operator", "invited_by")
    search_fields = ("email",)
    search_help_text = _("E-mail address.")
    autocomplete_fields = ("operator",)
    actions = ("invite_again",)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if obj is None:
            words = _("Park roles: editors keep texts, officers cases, managers everything of the park and its seats.")
            return [(None, {"description": words, "fields": ["operator", "email", "role"]})]
        words = _("The seat counts when it is accepted. Delete the invitation to withdraw it.")
        shown = [("email", "role"), ("operator", "state"), ("sent_at", "expires_at"), "invited_by"]
        return [(None, {"description": words, "fields": shown})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        shown = ("email", "role", "operator", "state", "sent_at", "expires_at", "invited_by")
        return shown if obj is not None else ()

    @admin.display(description=_("state"), ordering="expires_at")
    def state(self, seat: InvitedSeat) -> Any:
        return _("expired") if seat.is_over(timezone.now()) else _("invited")

    @admin.action(description=_("Mail the invitation again"), permissions=["add"])
    def invite_again(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
        if (page := confirming.ask(request)) is not None:
            return page
        mine = InvitedSeat.objects.for_staff(request.user, "add").filter(pk__in=queryset.values("pk"))
        sent = sum(inviting.invite_again(seat, actor=request.user) for seat in mine)  # type: ignore[arg-type]
        said = ngettext("%(count)d invitation was mailed.", "%(count)d invitations were mailed.", sent)
        messages.info(request, said % {"count": sent})
        return None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        is_removal = request.method == "POST" and request.POST.get("action") == "delete_selected"
        if is_removal and (page := confirming.ask(request)) is not None:
            return page
        return super().changelist_view(request, extra_context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        return super().add_view(request, form_url, {"title": _("Invite a colleague"), **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        is_new = request.method == "POST" and object_id is None
        if is_new and self.has_add_permission(request) and (page := confirming.ask(request)) is not None:
            return page
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        if request.method == "POST" and (page := confirming.ask(request)) is not None:
            return page
        return super().delete_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: InvitedSeat, form: Any, change: bool) -> None:
        seat = inviting.invite(obj.operator, obj.email, obj.role, actor=request.user)  # type: ignore[arg-type]
        obj.pk = seat.pk
        obj._state.adding = False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """`inviting.invite` has written it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """`inviting.withdraw` writes it."""

    def delete_model(self, request: HttpRequest, obj: InvitedSeat) -> None:
        inviting.withdraw(obj, actor=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for seat in queryset:
            inviting.withdraw(seat, actor=request.user)  # type: ignore[arg-type]
