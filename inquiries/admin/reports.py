"""The pages of the reports: tables with a chart each, for a period and a park, and each table as a file."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from accounts import audit, confirming
from accounts.enums import AuditAction
from common.network import client_address
from common.tabular import csv_response, xlsx_response
from inquiries.reports.asking import AskForm
from inquiries.reports.catalogue import REPORTS, Report, readable
from inquiries.reports.charts import bars
from inquiries.reports.scope import Scope
from inquiries.reports.tables import Table
from parks.hours import zone_name

ENDINGS = ("csv", "xlsx")


class ReportPages:
    """Every page asks first who reads; what is counted is narrowed by `Scope`."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def urls(self) -> list[URLPattern]:
        view = self.site.admin_view
        return [
            path("reports/", view(self.first), name="reports"),
            path("reports/<slug:code>/", view(self.page), name="report"),
            path("reports/<slug:code>/<slug:table>.<slug:ending>", view(self.file), name="report_export"),
        ]

    def first(self, request: HttpRequest) -> HttpResponseBase:
        """The first one that this person may read."""
        user: Any = request.user
        found = readable(user)
        if not found:
            raise PermissionDenied
        return redirect("admin:report", found[0].code)

    def page(self, request: HttpRequest, code: str) -> HttpResponse:
        user: Any = request.user
        report = self._report(request, code)
        form = AskForm(request.GET, user=user)
        scope = form.scope() if form.is_valid() else None
        context = {
            **self.site.each_context(request),
            "title": report.title,
            "report": report,
            "reports": readable(user),
            "form": form,
            "query": request.GET.urlencode(),
            "parks": form.parks(),
            "scope": scope,
            "zone": zone_name(scope.period.zone) if scope else "",
            "shown": [(table, bars(table)) for table in report.tables(scope)] if scope else [],
            "everything": "all" in request.GET,
        }
        return TemplateResponse(request, "admin/reports/report.html", context)

    def file(self, request: HttpRequest, code: str, table: str, ending: str) -> HttpResponseBase:
        """One table; the audit trail tells who took it along. An address that asks for nonsense shows the page."""
        report = self._report(request, code)
        user: Any = request.user
        form = AskForm(request.GET, user=user)
        if ending not in ENDINGS:
            raise Http404(_("There is nothing at this address."))
        if not form.is_valid():
            return redirect(f"{reverse('admin:report', args=[code])}?{request.GET.urlencode()}")
        if (page := confirming.ask(request)) is not None:
            return page
        scope = form.scope()
        found = next((one for one in report.tables(scope) if one.code == table), None)
        if found is None:
            raise Http404(_("There is nothing at this address."))
        _record(request, report, found, scope)
        return _answer(report, found, scope, ending)

    def _report(self, request: HttpRequest, code: str) -> Report:
        report = next((one for one in REPORTS if one.code == code), None)
        if report is None:
            raise Http404(_("There is nothing at this address."))
        if not request.user.has_perm(report.permission):
            raise PermissionDenied
        return report


def _record(request: HttpRequest, report: Report, table: Table, scope: Scope) -> None:
    audit.record(
        AuditAction.EXPORTED,
        scope.park,
        actor=scope.user,
        address=client_address(request) or None,
        kind="report",
        report=f"{report.code}/{table.code}",
        period=f"{scope.period.first}/{scope.period.last}",
        rows=len(table.rows),
    )


def _answer(report: Report, table: Table, scope: Scope, ending: str) -> HttpResponse:
    headings, lines = table.flat()
    name = f"{report.code}-{table.code}-{scope.period.first}-{scope.period.last}.{ending}"
    if ending == "csv":
        return csv_response(name, headings, lines)
    return xlsx_response(name, str(table.title), headings, lines)
