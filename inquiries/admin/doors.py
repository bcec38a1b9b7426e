"""The addresses of the case page: the page itself, one door for each verb, and the files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from inquiries.admin.forms import Refused
from inquiries.admin.page import build_form, context, print_context, with_template
from inquiries.admin.rowdoors import Bound, RowDoors
from inquiries.admin.verbs import VERBS
from inquiries.models import Attachment, Case
from parks.admin.scoping import may


class CaseDoors(RowDoors):
    verbs = VERBS
    # Everything on the page that hangs on the case by one column.
    shown = ("inquiry__enterprise__industry", "inquiry__mode", "park", "operator", "owner")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.print_view)
        return [path("<int:pk>/print/", view, name="inquiries_case_print"), *super().get_urls()]

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole case to be printed; `?notes=1` with what staff noted among themselves."""
        case = self.row(request, pk)
        if case.is_shut:
            return self._shut_page(request, case)
        context = {
            **self.admin_site.each_context(request),
            **print_context(case, with_notes=request.GET.get("notes") == "1"),
            "opts": self.opts,
            "title": f"{case.inquiry.reference} · {case.inquiry.enterprise}",
        }
        return TemplateResponse(request, "admin/inquiries/case/print.html", context)

    def page(self, request: HttpRequest, case: Case, bound: Bound | None = None) -> HttpResponse:
        if case.is_shut:
            return self._shut_page(request, case)
        return TemplateResponse(
            request,
            "admin/inquiries/case/page.html",
            {
                **self.admin_site.each_context(request),
                **context(request, case, bound),
                "opts": self.opts,
                "title": f"{case.inquiry.reference} · {case.inquiry.enterprise}",
            },
        )

    def _shut_page(self, request: HttpRequest, case: Case) -> HttpResponse:
        """What is left to see once the consent is withdrawn: where the case stood, and not whose it was."""
        log = case.stage_changes.select_related("actor")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": case.inquiry.reference,
            "case": case,
            "log": log,
        }
        return TemplateResponse(request, "admin/inquiries/case/shut.html", context)

    def shows_people(self, row: Case) -> bool:
        return not row.is_shut

    def may_do(self, request: HttpRequest, case: Case, name: str) -> bool:
        return not case.is_shut and may(request, VERBS[name].permission, case)

    def do(self, request: HttpRequest, case: Case, name: str) -> HttpResponseBase:
        verb = VERBS[name]
        if name == "reply" and "reply-insert" in request.POST:
            return self.page(request, case, {"reply": with_template(case, request)})
        try:
            row = verb.prepare(case, request.POST) if verb.prepare else None
        except Refused as error:
            messages.error(request, str(error))
            return redirect(self.address, case.pk)
        new = row if row is not None and row.pk is None else None
        form = build_form(verb, case, request, row, data=request.POST)
        if answer := self.finished(request, case, verb, form):
            return answer
        if new is not None:
            new.pk, new._state.adding = None, True  # a failed save was undone: the form is for a new row again
        return self.page(request, self.row(request, case.pk), {name: form})

    def file_of(self, request: HttpRequest, case: Case, uuid: Any) -> Attachment | None:
        file = (
            Attachment.objects.for_staff(request.user).filter(uuid=uuid).select_related("message", "proposal").first()
        )
        here = (
            not case.is_shut
            and file is not None
            and (
                file.inquiry_id == case.inquiry_id
                or (file.message is not None and file.message.case_id == case.pk)
                or (file.proposal is not None and file.proposal.case_id == case.pk)
            )
        )
        return file if here else None
