"""The admin, narrowed to the rows that a person's seats reach. Closed by default.

Overriding `get_queryset` alone leaks: choices of foreign keys, lookups in the address bar, related filters,
inlines, delete previews and the labels of read-only fields all read other tables. Every one of them goes
through this module, or the filters beside it.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from accounts.admin.trail import Audited
from accounts.models import User
from common.backoffice import BoundedPaginator, CarefulList, is_row_number
from common.freshness import FreshPages
from parks.admin.bilingual import SideBySide, label_languages, label_moments
from parks.admin.care import Cared
from parks.admin.history import Kept
from parks.models import (
    Industry,
    Metric,
    Organisation,
    Region,
    Service,
    SettlementMode,
    Source,
    SpaceType,
)
from parks.scoping import permissions_of

# Catalogues that everybody in the back office may read: they name nobody's private business.
PUBLIC_MODELS: tuple[type[models.Model], ...] = (
    Industry,
    Metric,
    Organisation,
    Region,
    Service,
    SettlementMode,
    Source,
    SpaceType,
)


def codename(model: type[models.Model], action: str) -> str:
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def is_scoped(model: type[models.Model]) -> bool:
    return hasattr(model._default_manager.all(), "where_granted")


def held_everywhere(user: User, permission: str) -> bool:
    """Held through a platform role, hence on every row."""
    return user.is_superuser or permission in permissions_of(user.platform_role)


def may(request: HttpRequest, permission: str, obj: models.Model | None = None) -> bool:
    """Whether this person holds the permission at all, and on `obj` when one is given.

    A row of a model without a scope can be reached with a platform role only, unless it is a public catalogue
    and is only looked at. Answers are kept for the length of the request.
    """
    user: User = request.user
    if not user.has_perm(permission):
        return False
    if obj is None or obj.pk is None or held_everywhere(user, permission):
        return True
    model = type(obj)
    if not is_scoped(model):
        return model in PUBLIC_MODELS and permission == codename(model, "view")
    # Two permissions that the same of this person's roles grant have the same answer.
    roles = frozenset(role for role in user.seat_roles if permission in permissions_of(role))
    kept = request.__dict__.setdefault("_rights", {})
    key = (roles, model, obj.pk)
    if key not in kept:
        kept[key] = model._default_manager.where_granted(user, permission).filter(pk=obj.pk).exists()  # type: ignore[attr-defined]
    return kept[key]


def visible_rows(user: User, model: type[models.Model]) -> QuerySet:
    """The rows of a model that this person may look at."""
    rows = model._default_manager.all()
    if is_scoped(model):
        return rows.for_staff(user)  # type: ignore[attr-defined]
    if held_everywhere(user, codename(model, "view")) or (
        model in PUBLIC_MODELS and user.has_perm(codename(model, "view"))
    ):
        return rows
    return rows.none()


def changeable_rows(user: User, model: type[models.Model]) -> QuerySet:
    """The rows of a model that this person may change."""
    rows = model._default_manager.all()
    if is_scoped(model):
        return rows.for_staff(user, "change")  # type: ignore[attr-defined]
    return rows if held_everywhere(user, codename(model, "change")) else rows.none()


def choices_for(user: User, model: type[models.Model], related: type[models.Model]) -> QuerySet:
    """What a row of `model` may point at: `related` rows at whose operator this person may write such rows.

    Seeing a park of another operator is not enough to hang something on it.
    """
    rows = related._default_manager.all()
    if not is_scoped(related):
        return visible_rows(user, related)
    reached = rows.none()
    for action in ("change", "add"):
        permission = codename(model, action)
        if user.has_perm(permission):
            reached = rows.where_granted(user, permission)  # type: ignore[attr-defined]
            break
    return reached


def can_retire(model: type[models.Model]) -> bool:
    """Whether rows of this catalogue are retired instead of deleted."""
    return any(field.name == "retired" for field in model._meta.concrete_fields)


class ScopedForm(forms.ModelForm):
    """Offers retired catalogue values only where the row already has them; knows its labels without a query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_languages(self)
        label_moments(self)
        for name, field in self.fields.items():
            rows = getattr(field, "queryset", None)
            if rows is None:
                continue
            if can_retire(rows.model):
                field.queryset = rows.filter(Q(retired=False) | Q(pk__in=self._current(name)))  # type: ignore[attr-defined]
            self._tell_label(name, field)

    def _current(self, name: str) -> Iterable[Any]:
        if self.instance.pk is None:
            return []
        field = self.instance._meta.get_field(name)
        if field.many_to_many:
            return getattr(self.instance, name).values("pk")
        return [getattr(self.instance, field.attname)]

    def _tell_label(self, name: str, field: forms.Field) -> None:
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, KnownLabelSelect) and self.instance.pk is not None:
            related = self.instance._state.fields_cache.get(name)
            if related is not None:
                widget.known = {str(related.pk): str(related)}


class OpensInPage:
    """What drops down stands in the main part of the page, where readers of screens look for it, not behind its end."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-dropdown-parent": "#content-start"}


class KnownLabelSelect(OpensInPage, AutocompleteSelect):
    """An autocomplete that needs no query for the label of the value it already shows."""

    known: dict[str, str] = {}

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> list:
        if len(value) == 1 and str(value[0]) in self.known:
            default: tuple[None, list[Any], int] = (None, [], 0)
            pk = str(value[0])
            default[1].append(self.create_option(name, pk, self.known[pk], True, 0))
            return [default]
        return super().optgroups(name, [pk for pk in value if is_row_number(pk)], attr)


class CarefulSelectMultiple(OpensInPage, AutocompleteSelectMultiple):
    """An autocomplete for several rows that is not upset by values which are no rows."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """A number that fits into no column becomes 0, which the field refuses with its own sentence."""
        values = super().value_from_datadict(data, files, name)
        return ["0" if value.isdecimal() and not is_row_number(value) else value for value in values]

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> list:
        return super().optgroups(name, [pk for pk in value if is_row_number(pk)], attr)


class ScopedChoices:
    """Shared by admins and inlines: what a foreign key offers and accepts."""

    form = ScopedForm
    model: type[models.Model]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet:
        related = db_field.remote_field.model
        rows = choices_for(request.user, self.model, related)  # type: ignore[arg-type]
        ordering = related._meta.ordering
        return rows.order_by(*ordering) if ordering else rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["widget"] = KnownLabelSelect(db_field, self.admin_site)  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["widget"] = CarefulSelectMultiple(db_field, self.admin_site)  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ScopedRows(FreshPages, Audited, CarefulList, ScopedChoices):
    """An admin whose every door opens only to rows in scope."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    save_on_top = False
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = visible_rows(request.user, self.model)  # type: ignore[arg-type]
        ordering = self.get_ordering(request)  # type: ignore[attr-defined]
        return rows.order_by(*ordering) if ordering else rows

    def in_reach(self, request: HttpRequest, model: type[models.Model]) -> QuerySet:
        """The rows of any model that this person may look at."""
        return visible_rows(request.user, model)  # type: ignore[arg-type]

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may(request, codename(self.model, "view"), obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, codename(self.model, "add"))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may(request, codename(self.model, "change"), obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may(request, codename(self.model, "delete"), obj)

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Without the fields that point outside the scope: their label is not this person's business."""
        hidden = self.fields_out_of_scope(request, obj)
        fieldsets = super().get_fieldsets(request, obj)
        return _without(fieldsets, hidden) if hidden else fieldsets

    def fields_out_of_scope(self, request: HttpRequest, obj: models.Model | None) -> set[str]:
        if obj is None or obj.pk is None:
            return set()
        hidden = set()
        for field in self.model._meta.concrete_fields:
            related = field.remote_field.model if field.remote_field else None
            pk = getattr(obj, field.attname) if related is not None else None
            if pk is None or not is_scoped(related) or held_everywhere(request.user, codename(related, "view")):  # type: ignore[arg-type]
                continue
            if not visible_rows(request.user, related).filter(pk=pk).exists():  # type: ignore[arg-type]
                hidden.add(field.name)
        return hidden

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponseBase:
        """A row of somebody else and a row that never was look the same."""
        raise Http404(_("There is nothing at this address."))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if can_retire(self.model) and request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(retired=False)
        return super().get_search_results(request, queryset, search_term)


def _without(fieldsets: Iterable[tuple[Any, dict[str, Any]]], hidden: set[str]) -> list[tuple[Any, dict[str, Any]]]:
    kept = []
    for title, options in fieldsets:
        fields: list[Any] = []
        for line in options["fields"]:
            names = [name for name in ([line] if isinstance(line, str) else line) if name not in hidden]
            if names:
                fields.append(names[0] if len(names) == 1 else tuple(names))
        if flatten_fieldsets([(None, {"fields": fields})]):
            kept.append((title, {**options, "fields": fields}))
    return kept


class UnseenParks:
    """For records of several parks, which may belong to several operators."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Parks of other operators, linked by the platform, are not on this person's page and stay linked."""
        unseen = []
        if change and "parks" in form.fields:
            unseen = list(form.instance.parks.exclude(pk__in=form.fields["parks"].queryset.values("pk")))
        super().save_related(request, form, formsets, change)
        if unseen:
            form.instance.parks.add(*unseen)


class ParkScopedAdmin(ScopedRows, admin.ModelAdmin):
    """For models with plain columns."""


class ParkScopedTranslationAdmin(SideBySide, Cared, Kept, ScopedRows, TranslationAdmin):
    """For models with columns in both languages, shown side by side, with a history of what they said."""


class ScopedFormSet(BaseInlineFormSet):
    """Refuses a posted row that is not one of this parent's; Django would skip it without a word."""

    def clean(self) -> None:
        super().clean()
        if any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError(
                _("One of these rows is gone, or belongs to another record. Load the page again; nothing was saved.")
            )


class ScopedInline(ScopedChoices):
    """Rows on the page of a parent: what may be done with them is decided by the parent's operator."""

    extra = 0
    formset = ScopedFormSet
    classes = ("collapse",)

    def _may(self, request: HttpRequest, action: str, parent: models.Model | None) -> bool:
        return may(request, codename(self.model, action), parent)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may(request, "delete", obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        related = [
            field.name
            for field in self.model._meta.fields
            if field.remote_field and field.remote_field.model is not self.parent_model  # type: ignore[attr-defined]
        ]
        return rows.select_related(*related) if related else rows


class ScopedTabularInline(ScopedInline, admin.TabularInline):
    """One line a row, for rows without translated columns."""


class ScopedTranslationInline(ScopedInline, TranslationTabularInline):
    """One line a row, both languages side by side."""
