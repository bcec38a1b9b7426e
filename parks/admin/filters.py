"""Filters of lists by a related row: what they offer and accept lies within the reader's scope."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from common.backoffice import is_row_number
from parks.admin.scoping import visible_rows


class RelatedRowsFilter(admin.RelatedOnlyFieldListFilter):
    """Offers only values that the rows in scope have, and that may be looked at themselves.

    The address may name others: a row that may be looked at narrows the list and is shown as chosen, anything else
    finds nothing.
    """

    def __init__(
        self,
        field: Any,
        request: HttpRequest,
        params: dict[str, Any],
        model: type[models.Model],
        model_admin: admin.ModelAdmin,
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        asked: Any = self.lookup_val  # all values of the address
        if asked is not None:
            asked = self.used_parameters[self.lookup_kwarg] = self._in_sight(request, asked)
        self.lookup_val, self.finds_nothing = asked, asked == []

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        allowed = {
            str(pk)
            for pk in visible_rows(request.user, field.remote_field.model).values_list("pk", flat=True)  # type: ignore[arg-type]
        }
        return [(pk, label) for pk, label in super().field_choices(field, request, model_admin) if str(pk) in allowed]

    def _in_sight(self, request: HttpRequest, asked: list[str]) -> list[str]:
        """Those of these numbers whose rows may be looked at; what is not offered so far is, from now on."""
        offered = {str(pk) for pk, _label in self.lookup_choices}
        if others := {int(value) for value in asked if is_row_number(value)} - set(map(int, offered)):
            related: Any = self.field.remote_field
            rows = visible_rows(request.user, related.model).filter(pk__in=others)  # type: ignore[arg-type]
            added = [(row.pk, str(row)) for row in rows]
            self.lookup_choices = [*self.lookup_choices, *added]
            offered |= {str(pk) for pk, _label in added}
        return [str(int(value)) for value in asked if is_row_number(value) and str(int(value)) in offered]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.none() if self.finds_nothing else super().queryset(request, queryset)

    def has_output(self) -> bool:
        """Also where there is nothing to choose, for an address that asks for something: it narrows the list."""
        return super().has_output() or self.lookup_val is not None or bool(self.lookup_val_isnull)


class VisibleRowsFilter(admin.RelatedFieldListFilter):
    """Offers whatever may be looked at, whether a row has it or not: what occurs is known only after reading all."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        allowed = visible_rows(request.user, field.remote_field.model).order_by().values("pk")  # type: ignore[arg-type]
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to={"pk__in": allowed})

    def has_output(self) -> bool:
        """Also where there is nothing to choose, for an address that asks for something: it narrows the list."""
        return super().has_output() or bool(self.lookup_val)
