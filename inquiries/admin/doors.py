"""The addresses of the case page: the page itself, one door for each verb, and the files."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from inquiries.admin.filters import ID_DIGITS
from inquiries.admin.page import build_form, context
from inquiries.admin.verbs import VERBS, Refused, Verb
from inquiries.models import Attachment, Case
from inquiries.workflow.transitions import MoveRefused
from parks.admin.scoping import may

# Everything on the page that hangs on the case by one column.
SHOWN = ("inquiry__enterprise__industry", "inquiry__mode", "park", "operator", "owner")


class CaseDoors:
    """For the case admin: every door finds the case in scope first, or says that nothing is there."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site  # type: ignore[attr-defined]
        verbs = [
            path(
                f"<int:pk>/{name}/",
                site.admin_view(partial(self.verb_view, verb=verb)),
                name=f"inquiries_case_{name}",
            )
            for name, verb in VERBS.items()
        ]
        files = path(
            "<int:pk>/files/<uuid:uuid>/", site.admin_view(self.attachment_view), name="inquiries_case_attachment"
        )
        return [*verbs, files, *super().get_urls()]

    def _case(self, request: HttpRequest, pk: Any) -> Case:
        number = str(pk) if str(pk).isdecimal() and len(str(pk)) < ID_DIGITS else "0"
        case = self.get_queryset(request).select_related(*SHOWN).filter(pk=number).first()  # type: ignore[attr-defined]
        if case is None:
            raise Http404(_("There is nothing at this address."))
        return case

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The page writes nothing itself: its forms go to their own doors."""
        case = self._case(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._page(request, case)

    def _page(self, request: HttpRequest, case: Case, bound: dict[str, Any] | None = None) -> HttpResponse:
        return TemplateResponse(
            request,
            "admin/inquiries/case/page.html",
            {
                **self.admin_site.each_context(request),  # type: ignore[attr-defined]
                **context(request, case, bound),
                "opts": self.opts,  # type: ignore[attr-defined]
                "title": f"{case.inquiry.reference} · {case.inquiry.enterprise}",
            },
        )

    def verb_view(self, request: HttpRequest, pk: int, verb: Verb) -> HttpResponseBase:
        """Reading a door (the language switch and the sign-in page lead there) shows the case page."""
        case = self._case(request, pk)
        if request.method in ("GET", "HEAD"):
            return redirect("admin:inquiries_case_change", case.pk)
        if not may(request, verb.permission, case):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        try:
            row = verb.prepare(case, request.POST) if verb.prepare else None
        except Refused as error:
            messages.error(request, str(error))
            return redirect("admin:inquiries_case_change", case.pk)
        new = row if row is not None and row.pk is None else None
        form = build_form(verb, case, request, row, data=request.POST)
        if form.is_valid() and self._carried_out(verb, case, form, request):
            messages.success(request, str(verb.done))
            return redirect("admin:inquiries_case_change", case.pk)
        if new is not None:
            new.pk, new._state.adding = None, True  # a failed save was undone: the form is for a new row again
        return self._page(request, self._case(request, pk), {verb.name: form})

    def _carried_out(self, verb: Verb, case: Case, form: Any, request: HttpRequest) -> bool:
        """Run it; what stands against it becomes errors of the form."""
        try:
            verb.run(case, form, request.user)  # type: ignore[arg-type]
        except MoveRefused as error:
            form.add_error(
                None, [*map(str, error.reasons), *(_("Missing: %(what)s") % {"what": gap} for gap in error.missing)]
            )
        except ValidationError as error:
            for name, found in _by_field(error).items():
                form.add_error(name if name in form.fields else None, found)
        except Refused as error:
            form.add_error(None, str(error))
        except IntegrityError:
            form.add_error(None, _("Somebody else changed this at the same moment. Please try again."))
        else:
            return True
        return False

    def attachment_view(self, request: HttpRequest, pk: int, uuid: Any) -> HttpResponseBase:
        """A file of this very case, always as a download."""
        case = self._case(request, pk)
        file = Attachment.objects.for_staff(request.user).filter(uuid=uuid).select_related("message").first()
        here = file is not None and (
            file.inquiry_id == case.inquiry_id or (file.message is not None and file.message.case_id == case.pk)
        )
        if file is None or not here or not file.file.storage.exists(str(file.file.name)):
            raise Http404(_("There is no such file."))
        response = FileResponse(
            file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


def _by_field(error: ValidationError) -> dict[str, Any]:
    return error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
