"""The history of a record: its versions, what each changed, and the way back to one of them."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import freshness
from common.backoffice import is_row_number
from parks import revising
from parks.admin.versions import told
from parks.documents import Document, document, has_files, part_model
from parks.models import Revision, RevisionCause

PER_PAGE = 20


class Kept:
    """For the admin of a model whose history is kept: every save becomes a version; one can be restored."""

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view(self.restore_view)  # type: ignore[attr-defined]
        meta = self.model._meta  # type: ignore[attr-defined]
        if not revising.is_kept(self.model):  # type: ignore[attr-defined]
            return super().get_urls()
        name = f"{meta.app_label}_{meta.model_name}_restore"
        return [path("<path:object_id>/history/<int:number>/", door, name=name), *super().get_urls()]

    # --- Keeping --------------------------------------------------------------------------------

    def locked(self, request: HttpRequest, record: Model) -> None:
        super().locked(request, record)
        if revising.is_kept(type(record)):
            request.__dict__["_before"] = document(record)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rows of the page that have a history of their own, such as spaces, get a version too."""
        rows = [inner for formset in formsets if revising.is_kept(formset.model) for inner in formset.forms]
        old = {
            id(inner.instance): document(inner.instance) for inner in rows if inner.instance.pk and inner.has_changed()
        }
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if revising.is_kept(formset.model):
                saved = [*formset.new_objects, *(row for row, _fields in formset.changed_objects)]
                for row in saved:
                    revising.keep(row, RevisionCause.SAVED, actor=request.user, before=old.get(id(row)))  # type: ignore[arg-type]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        super().log_addition(request, obj, message)
        self._keep(request, obj)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        super().log_change(request, obj, message)
        self._keep(request, obj)

    def _keep(self, request: HttpRequest, obj: Model) -> None:
        if revising.is_kept(type(obj)):
            restores = request.__dict__.get("_restores")
            cause = RevisionCause.RESTORED if restores else RevisionCause.SAVED
            before = request.__dict__.get("_before")
            revising.keep(obj, cause, actor=request.user, before=before, restores=restores)  # type: ignore[arg-type]

    # --- Looking ----------------------------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The trail of who did what, and above it the versions with what each changed. Scoped as the record is."""
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        context = dict(extra_context or {})
        if record is not None and revising.is_kept(type(record)):
            if not self.has_view_or_change_permission(request, record):  # type: ignore[attr-defined]
                raise PermissionDenied
            page = Paginator(revising.revisions(record).select_related("actor"), PER_PAGE).get_page(
                request.GET.get("v")
            )
            context |= {
                "kept": True,
                "versions": told(self, request, type(record), self._with_former(record, list(page))),
                "version_page": page,
                "may_restore": self.has_change_permission(request, record),  # type: ignore[attr-defined]
            }
        return super().history_view(request, object_id, context)

    @staticmethod
    def _with_former(record: Model, rows: list[Revision]) -> list[tuple[Revision, Document | None]]:
        """Each version with the document of the one before it."""
        if not rows:
            return []
        older = revising.revisions(record).filter(number=rows[-1].number - 1).first()
        former = [*rows[1:], older]
        return [(row, one.data if one else None) for row, one in zip(rows, former, strict=True)]

    # --- Going back -----------------------------------------------------------------------------------

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponseBase:
        """Saves the record's own page as it was in that version; so whatever refuses a person's edit refuses this one.

        Fields that this person may not change stay as they are. What cannot be saved any more comes back as a page
        to be put right.
        """
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        meta = self.model._meta  # type: ignore[attr-defined]
        found = revising.revisions(record).filter(number=number).first() if record and is_row_number(number) else None
        if found is None or record is None:
            raise Http404(_("There is nothing at this address."))
        if not self.has_change_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        page = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
        if request.method != "POST":
            return HttpResponseRedirect(reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[record.pk]))
        with transaction.atomic():
            type(record)._base_manager.select_for_update().filter(pk=record.pk).values_list("pk").first()
            record = type(record)._base_manager.get(pk=record.pk)
            request.POST = self._former_page(request, record, found.data)
            request.__dict__["_restores"] = number
            response = self.changeform_view(request, object_id, form_url=page)  # type: ignore[attr-defined]
        if response.status_code != 302:
            return response
        messages.success(request, _("Version %(number)s is restored.") % {"number": number})
        return HttpResponseRedirect(page)

    def _former_page(self, request: HttpRequest, record: Model, former: Document) -> QueryDict:
        """What a browser would post if somebody had typed the former version into the page."""
        shown = freshness.values(self.stored_rows(request, record))  # type: ignore[attr-defined]
        post = QueryDict(mutable=True)
        form = self.stored_form(request, as_it_was(record, former["fields"]))  # type: ignore[attr-defined]
        form.initial |= {name: pks for name, pks in former["links"].items() if name in form.fields}
        fill(post, form)
        parts = {part_model(type(record), part): rows for part, rows in former["parts"].items()}
        for inline, formset in self.stored_formsets(request, record):  # type: ignore[attr-defined]
            fill_rows(post, request, inline, formset, parts.get(formset.model))
        post[freshness.SEEN] = freshness.sign(record, shown, timezone.now())
        post["_continue"] = "1"
        return post


def as_it_was(record: Model, columns: Document) -> Any:
    """A copy of the row with former values; nothing is stored. A column that is gone meanwhile is passed over."""
    former = copy(record)
    former._state = copy(record._state)
    former._state.fields_cache = {}
    known = {field.name: field for field in record._meta.concrete_fields}
    for name, value in columns.items():
        if name in known:
            field: Any = known[name]
            target = getattr(field, "target_field", field)
            setattr(former, field.attname, None if value is None else target.to_python(value))
    return former


def fill(post: QueryDict, form: Any) -> None:
    for bound in freshness.fields(form):
        for name, given in freshness.inputs(bound).items():
            post.setlist(name, given)


def fill_rows(post: QueryDict, request: HttpRequest, inline: Any, formset: Any, former: Document | None) -> None:
    """The rows of one inline as they were: changed back, taken out, put in again. None: it has no former rows."""
    rows = formset.initial_forms
    for number, form in enumerate(rows):
        old = (former or {}).get(str(form.instance.pk))
        fill(post, form if old is None else _row_form(formset, number, as_it_was(form.instance, old)))
        if former is not None and old is None and inline.has_delete_permission(request, formset.instance):
            post[f"{form.prefix}-DELETE"] = "on"
    total = len(rows)
    there = {str(form.instance.pk) for form in rows}
    if former and inline.has_add_permission(request, formset.instance) and not has_files(formset.model):
        for pk, old in former.items():
            if pk not in there:
                fill(post, _row_form(formset, total, as_it_was(formset.model(), old)))
                total += 1
    post[f"{formset.prefix}-TOTAL_FORMS"] = str(total)
    post[f"{formset.prefix}-INITIAL_FORMS"] = str(len(rows))


def _row_form(formset: Any, number: int, row: Model) -> Any:
    form = formset.form(prefix=formset.add_prefix(number), instance=row, **formset.get_form_kwargs(None))
    formset.add_fields(form, number)
    return form
