"""What people asked about their data, and the platform's doors that do it for somebody who asked in another way."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import audit, confirming
from accounts.enums import AuditAction
from common.network import client_address
from inquiries.admin.filters import ID_DIGITS
from inquiries.enums import PrivacyKind
from inquiries.models import Inquiry, PrivacyRequest
from inquiries.privacy import asking, erasing, exporting
from parks.admin.scoping import ParkScopedAdmin, may


class RetypeForm(forms.Form):
    """The reference again, by hand: what follows cannot be taken back, or leaves the house."""

    reference = forms.CharField(label=_("Type the reference once more"), max_length=20, strip=True)
    everything = forms.BooleanField(
        label=_("Also registrations for events and subscriptions of the address"), required=False
    )

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inquiry = inquiry

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"]
        if typed.upper() != self.inquiry.reference:
            raise forms.ValidationError(_("This is not the reference of this inquiry."))
        return typed


class PrivacyDoors:
    """For the inquiry admin: erase, and take a copy."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site  # type: ignore[attr-defined]
        doors = [
            path("<int:pk>/erase/", site.admin_view(self.erase_view), name="inquiries_inquiry_erase"),
            path("<int:pk>/takeout/", site.admin_view(self.takeout_view), name="inquiries_inquiry_takeout"),
        ]
        return [*doors, *super().get_urls()]

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        inquiry = self._inquiry(request, pk, "inquiries.erase_inquiry")
        form = RetypeForm(request.POST or None, inquiry=inquiry)
        if not form.is_valid():
            return self._page(request, inquiry, form, "erase")
        everything = form.cleaned_data["everything"]
        user: Any = request.user
        wish = asking.for_somebody(inquiry, kind=PrivacyKind.ERASE, actor=user, everything=everything)
        asking.carry_out(wish)
        messages.success(request, _("The personal data of %(reference)s is erased.") % {"reference": inquiry.reference})
        return redirect("admin:inquiries_privacyrequest_changelist")

    def takeout_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The same copy that the person can take along; for somebody whose identity was checked."""
        inquiry = self._inquiry(request, pk, "inquiries.takeout_inquiry")
        form = RetypeForm(request.POST or None, inquiry=inquiry)
        if not form.is_valid():
            return self._page(request, inquiry, form, "takeout")
        if (page := confirming.ask(request)) is not None:
            return page
        user: Any = request.user
        asking.for_somebody(inquiry, kind=PrivacyKind.EXPORT, actor=user)
        address = client_address(request) or None
        audit.record(AuditAction.REVEALED, inquiry, actor=user, address=address, kind="personal_data")
        content = exporting.archive(inquiry, get_language() or inquiry.contact_language)
        response = FileResponse(content, as_attachment=True, filename=f"{inquiry.reference}.zip")
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _inquiry(self, request: HttpRequest, pk: int, permission: str) -> Inquiry:
        """404 for what is not there, out of reach or erased; 403 without the right."""
        number = str(pk) if len(str(pk)) < ID_DIGITS else "0"
        found = self.get_queryset(request).filter(pk=number, erased_at__isnull=True).first()  # type: ignore[attr-defined]
        if found is None:
            raise Http404(_("There is nothing at this address."))
        if not may(request, permission, found):
            raise PermissionDenied
        return found

    def _page(self, request: HttpRequest, inquiry: Inquiry, form: forms.Form, door: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "inquiry": inquiry,
            "form": form,
            "door": door,
            "has_contract": erasing.has_contract(inquiry),
            "title": inquiry.reference,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/inquiries/privacy_door.html", context, status=status)


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ParkScopedAdmin):
    """Read only, and without a name: auditors read it too."""

    export_personal = ()
    list_display = ("reference", "kind", "source", "actor", "state", "created_at", "done_at")
    list_display_links = ("reference",)
    list_filter = ("kind", "source", "state")
    list_select_related = ("inquiry", "actor")
    search_fields = ("inquiry__reference",)
    search_help_text = _("Reference.")
    fields = (
        "reference",
        "kind",
        "detail",
        "everything",
        "source",
        "actor",
        "state",
        "created_at",
        "expires_at",
        "done_at",
    )
    readonly_fields = fields
    actions = None

    @admin.display(description=_("reference"))
    def reference(self, request: PrivacyRequest) -> str:
        return request.inquiry.reference

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
