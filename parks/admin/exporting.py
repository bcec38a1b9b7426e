"""Exports of the lists of the back office: the page that asks what is wanted, and the work itself.

The work builds the list anew, as the person who ordered it: with today's rights, the same filters, the same order.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts import audit, confirming
from accounts.enums import AuditAction
from accounts.models import User
from common.access import Denied
from common.backoffice import is_row_number
from common.enums import Language
from common.network import client_address
from common.tabular import csv_bytes, workbook
from parks import exporting, jobs
from parks.admin.scoping import visible_rows
from parks.exporting import LIMIT, MASKED, ListColumn, columns_of, headings, may_export, plain
from parks.importing.refusals import Refused
from parks.models import Job
from parks.worklist import JobKind

AT_ONCE = 500  # rows of which the page waits for the file
CHUNK = 500
NAMED = 200  # rows up to which the trail names each
NOT_FILTERS = ("p", "all", "_popup", "_to_field", "ids", "_changelist_filters")
GONE = _("The filter of this list cannot be read any more.")
TOO_LONG = _("The list has more than %(limit)s rows. Narrow it with a filter.")
FORMATS = (("xlsx", _("Excel workbook (XLSX)")), ("csv", _("CSV, for Excel with its mark (UTF-8 BOM)")))


class ExportForm(forms.Form):
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, widget=forms.RadioSelect, initial="xlsx")
    language = forms.ChoiceField(
        label=_("Language of headings and values"), choices=Language.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, columns: Sequence[ListColumn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = list(zip([one.code for one in columns], headings(columns, ""), strict=True))
        self.fields["columns"].choices = pairs  # type: ignore[attr-defined]
        self.fields["columns"].initial = [one.code for one in columns]
        self.fields["language"].initial = get_language()


def admin_of(label: str) -> Any:
    """The admin of a model by its label (`parks.space`); 404 when there is none or its list is not exported."""
    try:
        found = admin.site._registry.get(apps.get_model(label))
    except (LookupError, ValueError):
        found = None
    if found is None or not exporting.is_exportable(found):
        raise Http404(_("There is nothing at this address."))
    return found


def listed(
    model_admin: Any, user: User, query: str, ids: Sequence[int] = (), say: Callable[[str], None] = lambda words: None
) -> QuerySet:
    """The rows of the list as this person sees it with these filters; of them the chosen ones, if any were. What the
    list says above its rows, as that there are more, is passed to `say`."""
    params = QueryDict(query, mutable=True)
    for name in NOT_FILTERS:
        params.pop(name, None)
    request = HttpRequest()
    request.method, request.GET, request.user = "GET", params, user
    request._messages = said = CookieStorage(request)  # type: ignore[attr-defined]
    try:
        rows = model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters as error:
        raise Refused(GONE) from error
    for message in said:
        say(str(message))
    return rows.filter(pk__in=ids) if ids else rows


def export_view(request: HttpRequest, label: str) -> HttpResponseBase:
    """Ask for columns, format and language; then the file at once, or a job whose page shows how far it is."""
    model_admin = admin_of(label)
    if isinstance(may_export(request, model_admin), Denied):
        raise PermissionDenied
    columns = columns_of(model_admin, request)
    query, ids = _query(request)
    form = ExportForm(request.POST or None, columns=columns)
    try:
        rows = listed(model_admin, request.user, query.urlencode(), ids, partial(messages.info, request))  # type: ignore[arg-type]
        count = rows.order_by()[: LIMIT + 1].count()
        if form.is_valid():
            return confirming.ask(request) or _ordered(request, form, label, count)
    except Refused as refusal:
        messages.error(request, refusal.words.get(str(get_language()), str(refusal)))
        return redirect(_list_address(model_admin))
    context = {
        **admin.site.each_context(request),
        "title": _("Export: %(list)s") % {"list": model_admin.model._meta.verbose_name_plural},
        "opts": model_admin.model._meta,
        "form": form,
        "count": count,
        "too_many": count > LIMIT,
        "limit": LIMIT,
        "masked": [one.heading for one in columns if one.personal],
        "list_url": _list_address(model_admin) + (f"?{query.urlencode()}" if query else ""),
    }
    return TemplateResponse(request, "admin/parks/job/export.html", context)


def _query(request: HttpRequest) -> tuple[QueryDict, list[int]]:
    query = request.GET.copy()
    ids = [int(pk) for pk in query.pop("ids", [""])[-1].split(",") if is_row_number(pk)]
    return query, ids[:LIMIT]


def _list_address(model_admin: Any) -> str:
    meta = model_admin.model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def _ordered(request: HttpRequest, form: ExportForm, label: str, count: int) -> HttpResponseBase:
    query, ids = _query(request)
    payload: dict[str, Any] = {
        "model": label,
        "query": query.urlencode(),
        "ids": ids,
        "address": client_address(request) or None,
    }
    if count > LIMIT:
        raise Refused(TOO_LONG, limit=LIMIT)
    with override(form.cleaned_data["language"]):
        job = jobs.order(
            JobKind.EXPORT,
            request.user,  # type: ignore[arg-type]
            **payload,
            columns=form.cleaned_data["columns"],
            format=form.cleaned_data["format"],
        )
    if count <= AT_ONCE:
        jobs.run(job.pk, tell=False)
    return redirect("admin:parks_job_change", job.pk)


# --- The work -----------------------------------------------------------------------------------


def export(job: Job, told: jobs.Progress) -> dict[str, Any]:
    """Write the list into the job's file; the trail says who took what along, by which filter, and what was masked."""
    model_admin, payload, user = admin_of(job.payload["model"]), job.payload, job.owner
    request = HttpRequest()
    request.user = user
    if isinstance(may_export(request, model_admin), Denied):
        raise Refused(_("Your role does not allow you to export this list."))
    chosen = set(payload["columns"])
    columns = [one for one in columns_of(model_admin, request) if one.code in chosen]
    rows = listed(model_admin, user, payload["query"], payload["ids"])
    total = rows.order_by()[: LIMIT + 1].count()
    if total > LIMIT:
        raise Refused(TOO_LONG, limit=LIMIT)
    zone, seen = exporting.zone_of(user), Seen()
    parts = _told(_parts(_fetched(model_admin, columns, rows, user)), seen, told, total)
    table = _table(job, model_admin, columns, parts, (zone, seen))
    titles = headings(columns, zone)
    name = str(model_admin.model._meta.verbose_name_plural)
    content = csv_bytes(titles, table) if payload["format"] == "csv" else workbook(name, titles, table)
    job.file_name = f"{model_admin.model._meta.model_name}-{timezone.localdate():%Y-%m-%d}.{payload['format']}"
    job.file.save(job.file_name, ContentFile(content), save=False)
    _trail(job, model_admin, columns, seen)
    return {"rows": seen.rows}


class Seen:
    """What went through, for the trail."""

    def __init__(self) -> None:
        self.rows = self.open = self.masked = 0
        self.names: list[str] = []


def _table(
    job: Job, model_admin: Any, columns: list[ListColumn], parts: Iterator[list[Any]], how: tuple[str, Seen]
) -> Iterator[list[Any]]:
    zone, seen = how
    for part in parts:
        open_to = exporting.takes_people_along(job.owner, model_admin.model, part)
        hidden = _out_of_reach(job.owner, model_admin.model, columns, part)
        for row in part:
            seen.rows += 1
            if seen.rows <= NAMED and hasattr(model_admin, "export_name"):
                seen.names.append(model_admin.export_name(row))
            yield [_cell(row, one, zone, seen, (row.pk in open_to, hidden)) for one in columns]
        people = any(one.personal for one in columns)
        seen.open += len(open_to) if people else 0


def _told(parts: Iterator[list[Any]], seen: Seen, told: jobs.Progress, total: int) -> Iterator[list[Any]]:
    """The same parts; before each the job says how far it is."""
    for part in parts:
        told(seen.rows, total)
        yield part


def _cell(row: Any, column: ListColumn, zone: str, seen: Seen, rights: tuple[bool, set[Any]]) -> Any:
    is_open, hidden = rights
    if (column.code, row.pk) in hidden:
        return ""
    value = plain(column.value(row), zone)
    if column.personal and not is_open and value not in ("", None):
        seen.masked += 1
        return MASKED
    return value


def _fetched(model_admin: Any, columns: Sequence[ListColumn], rows: QuerySet, user: User) -> QuerySet:
    """With what the columns show of other records: in the same query, or one more for each relation to several."""
    links = [one.link for one in columns if one.link]
    fields = {name: model_admin.model._meta.get_field(name) for name in links}
    single = [name for name, field in fields.items() if not field.many_to_many]
    many = [
        Prefetch(name, visible_rows(user, field.related_model)) for name, field in fields.items() if field.many_to_many
    ]
    related = getattr(model_admin, "export_related", ())
    wanted = [*single, *related, *(model_admin.list_select_related or ())]
    return rows.select_related(*wanted).prefetch_related(*many) if wanted else rows.prefetch_related(*many)


def _parts(rows: QuerySet) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows.iterator(chunk_size=CHUNK):
        part.append(row)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def _out_of_reach(user: User, model: Any, columns: Sequence[ListColumn], part: Sequence[Any]) -> set[Any]:
    """(column, row) of which the label would name a record that this person does not see."""
    hidden: set[Any] = set()
    for one in columns:
        field = model._meta.get_field(one.link) if one.link else None
        if field is None or field.many_to_many:
            continue
        linked = {getattr(row, field.attname) for row in part} - {None}
        if linked:
            seen = set(visible_rows(user, field.related_model).filter(pk__in=linked).values_list("pk", flat=True))
            hidden |= {(one.code, row.pk) for row in part if getattr(row, field.attname) in linked - seen}
    return hidden


def _trail(job: Job, model_admin: Any, columns: Sequence[ListColumn], seen: Seen) -> None:
    """The words that were searched stay out: they may name somebody."""
    model, params = model_admin.model, QueryDict(job.payload["query"], mutable=True)
    if "q" in params:
        params["q"] = "***"
    address, kind = job.payload.get("address"), str(model._meta.model_name)
    details = {
        "kind": kind,
        "rows": seen.rows,
        "columns": [one.code for one in columns],
        "filter": params.urlencode(safe="*"),
        "format": job.payload["format"],
        "masked": seen.masked,
    }
    if seen.names and seen.rows <= NAMED:
        details["references"] = seen.names
    audit.record(AuditAction.EXPORTED, actor=job.owner, address=address, **details)
    if seen.open:
        audit.record(AuditAction.REVEALED, actor=job.owner, address=address, kind=kind, rows=seen.open)


jobs.register(JobKind.EXPORT, export)
