"""Rows on a page that people put in order: by numbers, by buttons, or by dragging.

The number in each row is all that is posted; `static/js/ordering.js` writes it when a row is moved. What is stored is
the sequence, so two equal numbers, or 99 for “last”, are no errors.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models

from parks import ordering
from parks.admin.scoping import ScopedFormSet

LARGEST = 32767  # what the column takes


class OrderedFormSet(ScopedFormSet):
    """Takes the typed numbers as wishes: rows with the same number stand as they were moved, then as they stood."""

    column = "order"
    groups: tuple[str, ...] = ()  # columns within whose values the rows are numbered

    def add_fields(self, form: Any, index: int | None) -> None:
        """The number is not compared with the rows as they are stored: that is `save`'s business."""
        super().add_fields(form, index)
        number = form.fields.get(self.column)
        if number is not None:
            number.required = False
            number.widget.attrs.update({"data-order": "", "min": 0})
            form._get_validation_exclusions = _with(form, self.column)

    def save(self, commit: bool = True) -> Any:
        """1. The parent is locked, so that of two pages one finds the other's rows. 2. Rows are saved with the number
        that they have, new ones with one that is free. 3. All are put in order."""
        if self.column not in self.form.base_fields or not commit:
            return super().save(commit)
        parent: Any = self.instance
        type(parent)._base_manager.select_for_update().filter(pk=parent.pk).first()
        wanted = [form for form in self._filled() if form.has_changed() or form.instance.pk is not None]
        sequence = sorted(wanted, key=self._wish)
        self._set_aside(wanted)
        saved = super().save(commit)
        for rows in self._grouped(sequence):
            ordering.arrange(rows, self.column)
        return saved

    def _filled(self) -> list[Any]:
        gone = set(self.deleted_forms)
        return [form for form in self.forms if hasattr(form, "cleaned_data") and form.cleaned_data and form not in gone]

    def _stored(self, form: Any) -> int | None:
        return form.initial.get(self.column) if form.instance.pk is not None else None

    def _wish(self, form: Any) -> tuple[int, int, int]:
        """The typed number; of equal ones first what was moved up, then what stayed, then what was moved down."""
        place, stored = self.forms.index(form), self._stored(form)
        number = form.cleaned_data.get(self.column)
        if number is None:
            number = LARGEST if stored is None else stored
        moved = 0 if stored is None else (number > stored) - (number < stored)
        return number, moved, place

    def _set_aside(self, wanted: Iterable[Any]) -> None:
        """No row takes a number that another one still has."""
        model: Any = self.model
        rows = model._base_manager.filter(**{self.fk.name: self.instance})
        following = (rows.aggregate(last=models.Max(self.column))["last"] or 0) + 1
        for form in wanted:
            stored = self._stored(form)
            if stored is None or set(self.groups) & set(form.changed_data):
                stored, following = min(following, LARGEST), following + 1
            setattr(form.instance, self.column, stored)

    def _grouped(self, sequence: Iterable[Any]) -> list[list[models.Model]]:
        found: dict[tuple[Any, ...], list[models.Model]] = {}
        for form in sequence:
            if form.instance.pk is not None:
                key = tuple(getattr(form.instance, name) for name in self.groups)
                found.setdefault(key, []).append(form.instance)
        return list(found.values())


def _with(form: Any, column: str) -> Any:
    """The form's own exclusions from validation, and the number: alone it is neither right nor wrong."""
    own = form._get_validation_exclusions

    def exclusions() -> set[str]:
        return {*own(), column}

    return exclusions


class Ordered:
    """Mixed into an inline whose rows have a number: the script that moves rows, and the set that takes the numbers."""

    formset = OrderedFormSet

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[forms.Script("js/ordering.js", defer=True)])  # type: ignore[list-item]
