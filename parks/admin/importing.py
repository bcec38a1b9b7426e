"""Forms of an import: the file, then which of its columns is which, and what its words mean."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.sheets import ENCODINGS, MAX_BYTES, MAX_ROWS
from parks.models import ImportBatch
from parks.tables import TABLES, CellError, Column, Directory, Table, in_both, may_import
from parks.tables.columns import key_of
from parks.tables.directory import NAMES
from parks.tables.kinds import Link, fold
from parks.tables.mapping import Choice, Mapping

OPTIONS = 300  # records that a list of choices offers
LEAVE_OUT = "(empty)"


def tables_for(user: User) -> list[Table]:
    return [table for table in TABLES.values() if may_import(user, table)]


class UploadForm(forms.Form):
    table = forms.ChoiceField(label=_("What is imported"))
    file = forms.FileField(label=_("File"))
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        help_text=_("Of CSV files. Change it only when Chinese characters or accents look wrong on the next page."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = [(table.code, table.label) for table in tables_for(user)]  # type: ignore[attr-defined]
        self.fields["encoding"].choices = [("", _("recognised by itself")), *ENCODINGS.items()]  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        self.fields["file"].help_text = _("XLSX or CSV, at most %(size)s MB and %(rows)s rows.") % {
            "size": MAX_BYTES // 1024 // 1024,
            "rows": MAX_ROWS,
        }


class MappingForm(forms.Form):
    """For each of our columns a heading of the file, or one value for all rows; for unknown words a value of ours."""

    def __init__(self, *args: Any, batch: ImportBatch, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.directory = TABLES[batch.table], Directory(user, TABLES[batch.table])
        self.mapping = Mapping.read(batch.mapping, batch.values)
        headings = [("", "—"), *((heading, heading) for heading in batch.headings if heading)]
        for column in self.table.columns:
            now = self.mapping.columns.get(column.name, Choice())
            self.fields[f"heading-{column.name}"] = forms.ChoiceField(
                label=column.label, choices=headings, required=False, initial=now.heading
            )
            self.fields[f"fixed-{column.name}"] = forms.CharField(
                label=_("the same in all rows"), max_length=300, required=False, initial=now.fixed
            )
        self.words: dict[str, list[str]] = {}
        for name, counts in batch.unknown.items():
            if name in self.table.by_name:
                self._offer(self.table.by_name[name], list(counts))

    def _offer(self, column: Column, words: list[str]) -> None:
        """A choice for each word of the file that is none of ours."""
        choices = [("", _("refuse these rows")), (LEAVE_OUT, _("leave the cell out")), *self._values(column)]
        self.words[column.name] = words
        known = self.mapping.values.get(column.name, {})
        for place, word in enumerate(words):
            self.fields[f"word-{column.name}-{place}"] = forms.ChoiceField(
                label=word, choices=choices, required=False, initial=known.get(fold(word), "")
            )

    def _values(self, column: Column) -> list[tuple[str, Any]]:
        if column.choices():
            return column.choices()
        if not isinstance(column.kind, Link):
            return []
        model = column.field.related_model
        names = [name for name in NAMES if name in {field.name for field in model._meta.concrete_fields}]
        names.sort(key=lambda name: not name.endswith(str(get_language()).replace("-", "_")))
        rows = self.directory.rows(model).order_by(key_of(model)).values_list(key_of(model), *names)[:OPTIONS]
        return [(code, f"{next(filter(None, texts), '')} ({code})") for code, *texts in rows]

    def lines(self) -> list[dict[str, Any]]:
        """The form as its page shows it."""
        return [
            {
                "column": column,
                "heading": self[f"heading-{column.name}"],
                "fixed": self[f"fixed-{column.name}"],
                "is_key": column.name in self.table.key,
                "words": [self[f"word-{column.name}-{place}"] for place in range(len(self.words.get(column.name, [])))],
            }
            for column in self.table.columns
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for column in self.table.columns:
            heading, fixed = data.get(f"heading-{column.name}", ""), data.get(f"fixed-{column.name}", "")
            if heading and taken.setdefault(heading, column.name) != column.name:
                self.add_error(f"heading-{column.name}", _("This heading is chosen for another column already."))
            if column.name in self.table.key and column.required and not heading and not fixed:
                self.add_error(
                    f"heading-{column.name}", _("Without this column no row can be told apart. Choose a heading.")
                )
            if fixed:
                self._try(column, fixed)
        return data

    def _try(self, column: Column, text: str) -> None:
        try:
            column.kind.parse(text, self.directory)
        except CellError as error:
            words = in_both(error.reason, error.params)[str(get_language())]
            self.add_error(f"fixed-{column.name}", ValidationError(words))

    def chosen(self) -> Mapping:
        """What was chosen; words of the file that were translated before stay translated."""
        data = self.cleaned_data
        columns = {
            column.name: Choice(data[f"heading-{column.name}"], data[f"fixed-{column.name}"])
            for column in self.table.columns
        }
        values = {name: dict(words) for name, words in self.mapping.values.items()}
        for name, words in self.words.items():
            for place, word in enumerate(words):
                if stands := data.get(f"word-{name}-{place}"):
                    values.setdefault(name, {})[fold(word)] = stands
        return Mapping(columns, values)
