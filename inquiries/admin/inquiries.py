"""Inquiries as they were sent. Never edited: work on them happens in their cases."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.trail import Watched
from common.backoffice import TOO_MANY
from common.text import normalise_line
from inquiries import search
from inquiries.admin.need import answers
from inquiries.admin.privacy import PrivacyDoors
from inquiries.models import Case, Inquiry
from parks.admin.scoping import ParkScopedAdmin


@admin.register(Inquiry)
class InquiryAdmin(Watched, PrivacyDoors, ParkScopedAdmin):
    export_personal = ("contact_name",)
    list_display = (
        "reference",
        "enterprise",
        "mode",
        "contact_name",
        "language",
        "source",
        "screening",
        "submitted_at",
    )
    list_filter = ("screening", "direction", "language", "source", "submitted_at")
    list_select_related = ("enterprise", "mode")
    search_fields = ("reference",)  # shows the box; `get_search_results` looks further
    search_help_text = _("Reference, company or contact in either script, phone, e-mail.")
    readonly_fields = ("need", "own_cases", "privacy")
    fieldsets = [
        (
            None,
            {
                "description": _("As the enterprise sent it. Answer and decide in the case."),
                "fields": [("reference", "submitted_at"), "own_cases", ("enterprise", "mode"), "message", "need"],
            },
        ),
        (
            _("Contact"),
            {
                "description": _("Mails go out in the contact's language."),
                "fields": [
                    ("contact_name", "contact_latin_name"),
                    ("contact_role", "contact_language"),
                    ("contact_email", "contact_phone", "contact_wechat"),
                ],
            },
        ),
        (
            _("How it came in"),
            {
                "description": _("Source and what the spam defences thought."),
                "fields": [("language", "direction"), ("source", "screening")],
            },
        ),
    ]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By the index of `inquiries.search`, as the list of cases."""
        if not normalise_line(search_term):
            return queryset, False
        found = search.candidates(request.user, search_term, "inquiries.view_inquiry")  # type: ignore[arg-type]
        if found.is_more:
            messages.info(request, TOO_MANY)
        return queryset.filter(found.inquiries()), False

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """The doors of personal data only for who may pass them."""
        shown = list(super().get_fieldsets(request, obj))
        if request.user.has_perm("inquiries.erase_inquiry"):
            shown.append((_("Privacy"), {"fields": ["privacy"]}))
        return shown

    @admin.display(description=_("personal data"))
    def privacy(self, inquiry: Inquiry) -> SafeString | str:
        """Both doors; who may not pass is told so there."""
        if inquiry.erased_at is not None:
            return _("Erased on %(day)s.") % {"day": f"{inquiry.erased_at:%Y-%m-%d}"}
        doors = (("takeout", _("Copy for the person")), ("erase", _("Erase…")))
        return format_html_join(
            " · ",
            '<a href="{}">{}</a>',
            ((reverse(f"admin:inquiries_inquiry_{door}", args=[inquiry.pk]), label) for door, label in doors),
        )

    @admin.display(description=_("need"))
    def need(self, inquiry: Inquiry) -> SafeString:
        """With the spaces of the cases in the reader's scope only."""
        parks = [case.park for case in inquiry.cases_in_scope]  # type: ignore[attr-defined]
        return format_html_join("", "<div><b>{}</b> {}</div>", answers(inquiry, parks))

    @admin.display(description=_("cases"))
    def own_cases(self, inquiry: Inquiry) -> SafeString:
        """Links to the cases in the reader's scope; another operator's case is not even counted."""
        return format_html_join(
            ", ",
            '<a href="{}">{} ({})</a>',
            (
                (reverse("admin:inquiries_case_change", args=[case.pk]), case.park, case.get_stage_display())
                for case in inquiry.cases_in_scope  # type: ignore[attr-defined]
            ),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        own = Case.objects.for_staff(request.user).select_related("park")
        return super().get_queryset(request).prefetch_related(Prefetch("cases", own, to_attr="cases_in_scope"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
