"""The outbox in the back office: read, send again, cancel. Nobody writes, edits or deletes a mail by hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.backoffice import CarefulList
from notifications import outbox
from notifications.admin.previews import PreviewDoors
from notifications.models import OutgoingEmail

FATE = ("state", "error", "warning", "attempts", "first_attempt_at", "due", "sent_at", "failed_at")
READER = ("to", "cc", "reply_to", "language", "audience")
WORDS = ("event", "about", "subject", "words", "template_version", "message_id", "created_at")

# Whoever reads one of these before its reader does could act in the reader's name.
WITH_A_CODE = frozenset({"signin_code", "staff_invitation", "staff_reset", "erasure_confirm", "export_confirm"})


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(PreviewDoors, CarefulList, admin.ModelAdmin):
    """Mails of every park, for platform administrators; the permissions come from `notifications.access`."""

    export_personal = ("to", "error")
    list_display = ("created_at", "event", "to", "language", "state", "attempts", "next_attempt", "error")
    list_filter = ("state", "event", "language", "audience", "created_at")
    search_fields = ("=to", "=cc", "=about", "=message_id")
    search_help_text = _("A whole address, a reference like case:12, or a Message-ID")
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False
    actions = ("resend", "abort")
    fieldsets = ((None, {"fields": FATE}), (_("Reader"), {"fields": READER}), (_("Mail"), {"fields": WORDS}))
    readonly_fields = FATE + READER + WORDS

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return request.user.has_perm("notifications.view_outgoingemail")

    def has_handle_permission(self, request: HttpRequest) -> bool:
        """May order new attempts and cancel."""
        return request.user.has_perm("notifications.change_outgoingemail")

    @admin.display(description=_("next attempt at"), ordering="next_attempt_at")
    def next_attempt(self, row: OutgoingEmail) -> Any:
        """Only a mail that still has a next attempt shows one."""
        return row.next_attempt_at if row.is_due_later else None

    @admin.display(description=_("next attempt at"))
    def due(self, row: OutgoingEmail) -> str:
        """The same on the mail's own page, where Django would print a moment, or nothing, as Python writes it."""
        return display_for_value(self.next_attempt(row), self.get_empty_value_display())

    @admin.display(description=_("last error"))
    def error(self, row: OutgoingEmail) -> str:
        return row.error_text

    @admin.display(description=_("text"))
    def words(self, row: OutgoingEmail) -> Any:
        return _("Not shown: this mail carries a code for its reader alone.") if row.event in WITH_A_CODE else row.text

    @admin.action(description=_("Send again"), permissions=["handle"])
    def resend(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        done, left = self._each(request, queryset, outbox.resend, "resent")
        if done:
            text = ngettext("%d mail will be sent again.", "%d mails will be sent again.", done)
            self.message_user(request, text % done, messages.SUCCESS)
        if left:
            text = ngettext(
                "%d mail was left alone: it is being sent, waits its first turn or is withheld.",
                "%d mails were left alone: they are being sent, wait their first turn or are withheld.",
                left,
            )
            self.message_user(request, text % left, messages.WARNING)

    @admin.action(description=_("Cancel"), permissions=["handle"])
    def abort(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        done, left = self._each(request, queryset, outbox.abort, "cancelled")
        if done:
            text = ngettext("%d mail was cancelled.", "%d mails were cancelled.", done)
            self.message_user(request, text % done, messages.SUCCESS)
        if left:
            text = ngettext(
                "%d mail was left alone: it is being sent or has ended already.",
                "%d mails were left alone: they are being sent or have ended already.",
                left,
            )
            self.message_user(request, text % left, messages.WARNING)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[OutgoingEmail],
        verb: Callable[[OutgoingEmail, Any], bool],
        done: str,
    ) -> tuple[int, int]:
        """Apply a verb of the outbox to each row; what changed is written to the admin's own log."""
        changed = [row for row in queryset if verb(row, request.user)]
        for row in changed:
            self.log_change(request, row, [{done: {}}])
        return len(changed), len(queryset) - len(changed)
