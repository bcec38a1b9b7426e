"""Imports: upload, match columns, look at what would change, decide, take back."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.backoffice import is_row_number
from common.sheets import ENCODINGS
from common.tabular import XLSX, csv_response
from parks import batches, jobs
from parks.admin.importing import MappingForm, UploadForm, tables_for
from parks.admin.jobs import own_words, standing
from parks.admin.scoping import ParkScopedAdmin
from parks.importing.refusals import Refused
from parks.models import ImportBatch, ImportRow, Job
from parks.tables import TABLES, Directory, may_import, templates
from parks.worklist import BatchMode, BatchState, RowOutcome

PER_PAGE = 50
TONES = {
    BatchState.COMMITTED: "ok",
    BatchState.CHECKED: "stage",
    BatchState.UNDONE: "quiet",
    BatchState.DISCARDED: "quiet",
}
OUTCOMES = {RowOutcome.NEW: "ok", RowOutcome.CHANGED: "stage", RowOutcome.REFUSED: "error"}
NOTICES = {
    "sheets": _("The workbook has several sheets; the first visible one was read."),
    "hidden": _("Hidden sheets were left unread."),
    "merged": _("The sheet has merged cells. Rows that such a cell covers are refused: the value stands in one alone."),
}
DOORS = ("check", "commit", "undo", "discard")


@admin.register(ImportBatch)
class ImportBatchAdmin(ParkScopedAdmin):
    list_display = ("file_name", "what", "chip", "owner", "counts", "created_at", "committed_at")
    list_filter = ("state",)
    list_select_related = ("owner",)
    actions = None
    export_personal = ("owner", "file_name")

    @admin.display(description=_("what is imported"))
    def what(self, batch: ImportBatch) -> str:
        return str(TABLES[batch.table].label) if batch.table in TABLES else batch.table

    @admin.display(description=_("state"))
    def chip(self, batch: ImportBatch) -> SafeString:
        tone = TONES.get(BatchState(batch.state), "warn")
        return format_html('<span class="chip chip--{}">{}</span>', tone, batch.get_state_display())

    @admin.display(description=_("new / changed / refused"))
    def counts(self, batch: ImportBatch) -> str:
        return f"{batch.rows_new} / {batch.rows_changed} / {batch.rows_refused}"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        doors = [
            path(f"<int:pk>/{name}/", wrap(self.door_view), {"name": name}, name=f"parks_importbatch_{name}")
            for name in DOORS
        ]
        return [
            path("template/<str:code>.<str:form>", wrap(self.template_view), name="parks_importbatch_template"),
            path("<int:pk>/refused.csv", wrap(self.refused_view), name="parks_importbatch_refused"),
            *doors,
            *super().get_urls(),
        ]

    # --- Uploading -----------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        user: Any = request.user
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, user=user, initial=request.GET.dict())
        if form.is_valid():
            data = form.cleaned_data
            try:
                batch = batches.upload(user, TABLES[data["table"]], data["file"], data["encoding"])
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return redirect("admin:parks_importbatch_change", batch.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import from a file"),
            "opts": self.opts,
            "form": form,
            "tables": tables_for(user),
        }
        return TemplateResponse(request, "admin/parks/importbatch/upload.html", context)

    def template_view(self, request: HttpRequest, code: str, form: str) -> HttpResponseBase:
        """An empty file to be filled in."""
        user: Any = request.user
        if not self.has_add_permission(request):
            raise PermissionDenied
        table = TABLES.get(code)
        if table is None or form not in ("xlsx", "csv") or not may_import(user, table):
            raise Http404(_("There is nothing at this address."))
        content = templates.as_csv(table) if form == "csv" else templates.as_xlsx(table, Directory(user, table))
        answer = HttpResponse(content, content_type="text/csv; charset=utf-8" if form == "csv" else XLSX)
        answer["Content-Disposition"] = content_disposition_header(True, f"{code}.{form}") or "attachment"
        answer["Cache-Control"] = "private, no-store"
        return answer

    # --- The page of one import ----------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        return self._page(request, self._batch(request, object_id))

    def _batch(self, request: HttpRequest, pk: Any) -> ImportBatch:
        found = self.get_queryset(request).filter(pk=pk).first() if is_row_number(pk) else None
        if found is None or found.table not in TABLES:
            raise Http404(_("There is nothing at this address."))
        return found

    def _page(self, request: HttpRequest, batch: ImportBatch, form: MappingForm | None = None) -> HttpResponse:
        user: Any = request.user
        open_now = batch.state in (BatchState.UPLOADED, BatchState.CHECKED)
        job = batch.jobs.order_by("-pk").first()
        if open_now and form is None:
            form = MappingForm(batch=batch, user=user)
        context = {
            **self.admin_site.each_context(request),
            "title": batch.file_name,
            "opts": self.opts,
            "batch": batch,
            "table": TABLES[batch.table],
            "chip": self.chip(batch),
            "encoding": ENCODINGS.get(batch.encoding, ""),
            "notices": [NOTICES[code] for code in batch.notices if code in NOTICES],
            "form": form if open_now else None,
            "modes": BatchMode.choices,
            **_job_context(job),
            **self._rows(request, batch),
        }
        return TemplateResponse(request, "admin/parks/importbatch/page.html", context)

    def _rows(self, request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
        """One page of the rows, of one outcome or of all."""
        wanted = request.GET.get("show", "")
        rows = batch.rows.all()
        if wanted in RowOutcome.values:
            rows = rows.filter(outcome=wanted)
        elif wanted == "kept":
            rows = rows.filter(written=True, undone=False).exclude(kept={})
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        tabs = [("", _("All rows"), batch.rows_total)]
        tabs += [(code, label, getattr(batch, f"rows_{code}")) for code, label in RowOutcome.choices]
        return {"page": page, "lines": [_line(batch, row) for row in page], "tabs": tabs, "show": wanted}

    def refused_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """What has to be put right, as a table."""
        batch, columns = self._batch(request, pk), TABLES[self._batch(request, pk).table].by_name
        titles = [_("row"), _("column"), _("value"), _("reason")]
        rows = [
            [row.number, _label(columns, error["column"]), error["value"], own_words(error["reason"])]
            for row in batch.rows.filter(outcome=RowOutcome.REFUSED)
            for error in row.errors
        ]
        return csv_response(f"refused-{batch.pk}.csv", titles, rows)

    # --- Doors ---------------------------------------------------------------------------------

    def door_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        batch = self._batch(request, pk)
        page = redirect("admin:parks_importbatch_change", batch.pk)
        if not self.has_change_permission(request, batch):
            raise PermissionDenied
        if request.method != "POST":
            return page
        form = MappingForm(request.POST, batch=batch, user=request.user) if name == "check" else None  # type: ignore[arg-type]
        if form is not None and not form.is_valid():
            return self._page(request, batch, form)
        try:
            job = self._do(request, batch, name, form)
        except Refused as refusal:
            messages.error(request, own_words(refusal.words))
            return page
        if job is None:
            return redirect("admin:parks_importbatch_changelist")
        if batches.is_small(batch):
            jobs.run(job.pk, tell=False)
        return page

    def _do(self, request: HttpRequest, batch: ImportBatch, name: str, form: MappingForm | None) -> Job | None:
        user: Any = request.user
        verbs: dict[str, Callable[[], Job | None]] = {
            "check": lambda: batches.check(batch, user, form.chosen()) if form is not None else None,
            "commit": lambda: batches.commit(batch, user, request.POST.get("mode", "")),
            "undo": lambda: batches.undo(batch, user),
            "discard": lambda: batches.discard(batch, user),
        }
        return verbs[name]()


def _job_context(job: Job | None) -> dict[str, Any]:
    """The newest job of an import, as its page shows it."""
    if job is None:
        return {"job": None}
    return {
        "job": job,
        "standing": standing(job),
        "reason": own_words(job.error),
        "state_url": reverse("admin:parks_job_state", args=[job.pk]),
    }


def _label(columns: Any, name: str) -> str:
    return f"{columns[name].label} ({name})" if name in columns else name


def _line(batch: ImportBatch, row: ImportRow) -> dict[str, Any]:
    columns = TABLES[batch.table].by_name
    return {
        "row": row,
        "tone": OUTCOMES.get(RowOutcome(row.outcome), "quiet"),
        "changes": [(_label(columns, name), before, after) for name, (before, after) in row.changes.items()],
        "errors": [
            (_label(columns, error["column"]), error["value"], own_words(error["reason"])) for error in row.errors
        ],
        "kept": own_words(row.kept) if row.kept else "",
    }
