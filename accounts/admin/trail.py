"""What is done in the back office goes into the audit trail, and a record's history is read from there.

Django's own log keeps translated sentences that only its own pages write; what verbs do would be missing from it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import AuditEntry
from common.network import client_address

PER_PAGE = 100


def note_view(request: HttpRequest, obj: Model) -> None:
    """Somebody reads a record with personal data."""
    actor: Any = request.user
    audit.viewed(obj, actor=actor, address=client_address(request) or None)


class Watched:
    """For the admin of records that hold personal data: opening one is audited, see `audit.viewed`."""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if request.method == "GET" and obj is not None:
            note_view(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)


class Audited:
    """For every admin: additions, changes and deletions are audited with the names of the fields, never their values.

    Entries are written in the transaction of the change itself. A page that is saved unchanged leaves none.
    """

    model: type[Model]

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> dict[str, Any]:
        """Which fields of the record changed, and which kinds of rows on its page; `log_*` stores it as details."""
        fields = list(form.changed_data)
        rows = {
            formset.model._meta.model_name: count
            for formset in formsets or ()
            if (count := len(formset.new_objects) + len(formset.changed_objects) + len(formset.deleted_objects))
        }
        return {key: value for key, value in (("fields", fields), ("rows", rows)) if value}

    def log_addition(self, request: HttpRequest, obj: Model, message: dict[str, Any]) -> None:
        self._record(AuditAction.CREATED, request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: dict[str, Any]) -> None:
        if message:
            self._record(AuditAction.CHANGED, request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> None:
        """Called while the rows still have their numbers."""
        for obj in queryset:
            self._record(AuditAction.DELETED, request, obj, {})

    @staticmethod
    def _record(action: str, request: HttpRequest, obj: Model, details: dict[str, Any]) -> None:
        actor: Any = request.user
        audit.record(action, obj, actor=actor, address=client_address(request) or None, **details)

    def savers(self, records: list[Model], since: datetime) -> list[tuple[Any, datetime]]:
        """Who saved one of these records since then, each person once, the latest first."""
        numbers: dict[type[Model], list[str]] = {}
        for one in records:
            numbers.setdefault(type(one), []).append(str(one.pk))
        mine = Q()
        for model, pks in numbers.items():
            mine |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=pks)
        rows = AuditEntry.objects.filter(mine, at__gt=since, actor__isnull=False).select_related("actor")
        found: dict[int, tuple[Any, datetime]] = {}
        for entry in rows.order_by("-at", "-pk")[:PER_PAGE]:
            found.setdefault(entry.actor_id or 0, (entry.actor, entry.at))
        return list(found.values())

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The audit entries of one record in reach, newest first."""
        obj = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if obj is None:
            raise Http404(_("There is nothing at this address."))
        if not self.has_view_or_change_permission(request, obj):  # type: ignore[attr-defined]
            raise PermissionDenied
        kind = ContentType.objects.get_for_model(self.model)
        rows = AuditEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).select_related("actor")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("History: %(record)s") % {"record": obj},
            "opts": self.model._meta,
            "object": obj,
            "page": page,
            "entries": [(entry, self._what_changed(entry)) for entry in page],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/trail.html", context)

    def _what_changed(self, entry: AuditEntry) -> list[str]:
        """Labels of the fields that an entry names; an entry of a verb names none."""
        labels = []
        for name in entry.details.get("fields", ()):
            try:
                labels.append(capfirst(str(self.model._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]
            except (FieldDoesNotExist, AttributeError):
                labels.append(str(name))
        return labels
