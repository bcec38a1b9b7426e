"""Mails at the reply address: on the case page those that wait for a decision, in a list all of them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.admin.trail import Watched
from accounts.enums import AuditAction
from accounts.models import User
from common.network import client_address
from inquiries.admin.forms import CaseForm, Refused
from inquiries.enums import IncomingState, MessageAuthor
from inquiries.inbound import deciding
from inquiries.models import Case, IncomingEmail
from inquiries.rendering import moment
from parks.admin.scoping import ParkScopedAdmin

SHOWN = 3000  # characters of a mail that was held back

# --- On the case page -------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """One mail that waits for a decision; `when` on the operator's clocks."""

    mail: IncomingEmail
    when: str
    to_staff: bool

    @property
    def said(self) -> str:
        """What would become the message, else all that is readable."""
        return (self.mail.text.strip() or self.mail.original.strip())[:SHOWN]


class DecideForm(CaseForm):
    """Two buttons below a mail that was held back."""

    mail = forms.IntegerField(widget=forms.HiddenInput)


def held_of(case: Case, language: str) -> list[Held]:
    """One query."""
    return [
        Held(row, moment(row.received_at, case.operator.time_zone, language), row.author == MessageAuthor.STAFF)
        for row in case.incoming_mails.filter(state=IncomingState.QUARANTINED).order_by("received_at", "pk")
    ]


def _held(case: Case, form: Any) -> IncomingEmail:
    """A mail of this very case; one of another case is refused like one that never was."""
    row = IncomingEmail.objects.filter(case=case, pk=form.cleaned_data["mail"]).first()
    if row is None:
        raise Refused(_("There is no such mail on this case."))
    return row


def take_over(case: Case, form: Any, user: User) -> None:
    deciding.take_over(_held(case, form), actor=user)


def reject(case: Case, form: Any, user: User) -> None:
    deciding.reject(_held(case, form), actor=user)


# --- The list ---------------------------------------------------------------------------------


class AttachForm(forms.Form):
    reference = forms.CharField(max_length=20)
    park = forms.SlugField(max_length=80)


@admin.register(IncomingEmail)
class IncomingEmailAdmin(Watched, ParkScopedAdmin):
    """Everything that arrived, for those who work on the case; what names no case for the platform alone."""

    export_personal = ("sender",)
    list_display = ("received_at", "sender", "case", "state", "reason")
    list_filter = ("state", "reason", "received_at")
    list_select_related = ("case__inquiry", "case__park")
    search_fields = ("=sender", "=header_id", "=case__inquiry__reference")
    search_help_text = _("A whole address, a Message-ID, or the reference of an inquiry")
    date_hierarchy = "received_at"
    actions = ("reject", "again", "erase")
    WORDS = ("received_at", "sender", "sender_name", "subject", "text", "original", "file_names", "size", "header_id")
    FATE = ("state", "reason", "case", "author", "user", "attempts", "decided_by", "decided_at")
    fields = FATE + WORDS
    readonly_fields = FATE + WORDS
    change_form_template = "admin/inquiries/incoming_mail.html"

    @admin.display(description=_("files"))
    def file_names(self, row: IncomingEmail) -> str:
        return ", ".join(map(str, row.files))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody edits what somebody else wrote; what may be done are verbs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("inquiries.change_incomingemail")

    def has_platform_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_platform_admin", False))

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path("<int:pk>/raw/", site.admin_view(self.raw_view), name="inquiries_incomingemail_raw"),
            path("<int:pk>/attach/", site.admin_view(self.attach_view), name="inquiries_incomingemail_attach"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        row = self.get_object(request, object_id)
        is_open = row is not None and row.state == IncomingState.QUARANTINED
        platform = self.has_platform_permission(request)
        context = {
            "incoming": row,
            "may_attach": platform and is_open and row is not None and row.case_id is None,
            "may_read_raw": platform and row is not None and bool(row.raw),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def _row(self, request: HttpRequest, pk: int) -> IncomingEmail:
        """For the platform alone: the mail as it came may hold the enterprise's secret link."""
        if not self.has_platform_permission(request):
            raise PermissionDenied
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404(_("There is nothing at this address."))
        return row

    def raw_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The mail as it came, as a download; looking at it is audited."""
        row = self._row(request, pk)
        if not row.raw or not row.raw.storage.exists(str(row.raw.name)):
            raise Http404(_("There is no such file."))
        actor: Any = request.user
        audit.record(AuditAction.REVEALED, row, actor=actor, address=client_address(request) or None, what="raw_mail")
        response = FileResponse(
            row.raw.open("rb"), as_attachment=True, filename=f"mail-{row.pk}.eml", content_type="message/rfc822"
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response

    def attach_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Says to which case a mail belongs; reading this address shows the mail."""
        row = self._row(request, pk)
        page = redirect("admin:inquiries_incomingemail_change", row.pk)
        if request.method in ("GET", "HEAD"):
            return page
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        form = AttachForm(request.POST)
        case = _case_named(form.cleaned_data) if form.is_valid() else None
        if case is None:
            messages.error(request, _("There is no case with this reference at this park."))
            return page
        try:
            deciding.attach(row, case, actor=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return page
        messages.success(request, _("The mail waits for a decision on its case now."))
        return redirect("admin:inquiries_case_change", case.pk)

    @admin.action(description=_("Reject the chosen mails"), permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = 0
        for row in queryset.filter(state=IncomingState.QUARANTINED):
            try:
                deciding.reject(row, actor=request.user)  # type: ignore[arg-type]
                done += 1
            except (ValidationError, PermissionDenied) as error:
                messages.warning(request, str(getattr(error, "message", error)))
        said = ngettext("%(count)d mail was rejected.", "%(count)d mails were rejected.", done)
        messages.info(request, said % {"count": done})

    @admin.action(description=_("Try the chosen mails again"), permissions=["platform"])
    def again(self, request: HttpRequest, queryset: QuerySet) -> None:
        count = queryset.filter(state=IncomingState.FAILED).update(attempts=0)
        said = ngettext(
            "%(count)d mail is tried again by the next run.", "%(count)d mails are tried again by the next run.", count
        )
        messages.info(request, said % {"count": count})

    @admin.action(description=_("Erase the chosen mails (their messages stay)"), permissions=["platform"])
    def erase(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = list(queryset.exclude(state__in=(IncomingState.QUARANTINED, IncomingState.FAILED)))
        for row in rows:
            if deciding.erase(row):
                self.log_change(request, row, {"erased": True})
        said = ngettext("%(count)d mail was erased.", "%(count)d mails were erased.", len(rows))
        messages.info(request, said % {"count": len(rows)})


def _case_named(data: dict[str, Any]) -> Case | None:
    return Case.objects.filter(
        inquiry__reference__iexact=data["reference"].strip(), park__slug=data["park"].strip()
    ).first()


def waiting(user: User) -> QuerySet[IncomingEmail]:
    """Mails that wait for this person's decision."""
    return IncomingEmail.objects.for_staff(user, "change").held()
