"""Both languages side by side: the mark of each text, what its counterpart says by now, and “reviewed: still right”."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.enums import Language
from common.textstates import TONES, TextState
from common.worddiff import Piece, excerpt, pieces
from parks import reviewing
from parks.documents import bilingual

REVIEWED = "_reviewed"  # the button of one text: saves the page, and says that this text is right


@dataclass(frozen=True)
class Mark:
    """What stands beside one text."""

    state: TextState
    name: str  # what its button posts: the prefix and number of the row, if it is one, and the column
    changed: tuple[Piece, ...] = ()

    @property
    def label(self) -> str | Promise:
        return self.state.label

    @property
    def tone(self) -> str:
        return TONES[self.state]


def mark(form: Any, standings: Iterable[reviewing.Standing], key: str) -> None:
    """Give the fields of a form the marks of their texts; the templates show them."""
    for found in standings:
        field = form.fields.get(found.column)
        if field is not None:
            changed = tuple(excerpt(pieces(found.source, found.now))) if found.state is TextState.STALE else ()
            field.mark = Mark(found.state, f"{key}{found.column}", changed)


def label_languages(form: Any) -> None:
    """“Name (English)” instead of “name [en]”; each box says its language to a reader of screens."""
    model = form._meta.model
    for name in bilingual(model):
        for language in Language:
            field = form.fields.get(f"{name}_{language.suffix}")
            if field is not None:
                column: Any = model._meta.get_field(name)
                label = column.verbose_name
                words = gettext_lazy("{field} ({language})")
                field.label = capfirst(format_lazy(words, field=label, language=language.label))
                field.widget.attrs["lang"] = language.value


def label_moments(form: Any) -> None:
    """A moment is typed into two boxes; each says of which field it is, and which part."""
    for field in form.fields.values():
        if isinstance(field.widget, AdminSplitDateTime):
            for box, part in zip(field.widget.widgets, (gettext_lazy("Date"), gettext_lazy("Time")), strict=True):
                box.attrs["aria-label"] = format_lazy("{field}: {part}", field=field.label, part=part)


class SideBySide:
    """For the admin of a model with bilingual columns; of the rows on its page too."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """One query for the record's texts, one for each kind of bilingual row on the page."""
        obj, form = kwargs.get("obj"), context["adminform"].form
        if obj is not None:
            # A posted page has put what was typed into the object; the marks tell of what is stored.
            record = type(obj)._base_manager.get(pk=obj.pk) if request.method == "POST" else obj
            mark(form, reviewing.standings(record, reviewing.sources(type(record), [record.pk])), "")
            for group in context["inline_admin_formsets"]:
                self._mark_rows(group.formset, record)
        return super().render_change_form(request, context, *args, **kwargs)

    @staticmethod
    def _mark_rows(formset: Any, parent: Model) -> None:
        model = formset.model
        forms = [form for form in formset.initial_forms if form.instance.pk is not None]
        if not bilingual(model) or not forms:
            return
        known = reviewing.sources(model, [form.instance.pk for form in forms])
        for form in forms:
            if (whole := getattr(model, "PUBLISHED_WITH", "")) and formset.fk.name == whole:
                setattr(form.instance, whole, parent)  # loaded already
            mark(form, reviewing.standings(form.instance, known), f"{formset.prefix}/{form.instance.pk}/")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """After everything is stored: what the edit did to the texts, and which were said to be right."""
        going = {formset.model: [one.instance.pk for one in formset.deleted_forms] for formset in formsets}
        super().save_related(request, form, formsets, change)
        if change:
            reviewing.edited(form.instance, form.initial)
        for formset in formsets:
            if bilingual(formset.model):
                _rows_edited(formset)
                reviewing.forget(formset.model, [pk for pk in going[formset.model] if pk])
        if wanted := request.POST.get(REVIEWED):
            self._review(request, wanted, form, formsets)

    def _review(self, request: HttpRequest, wanted: str, form: Any, formsets: Any) -> None:
        key, _slash, column = wanted.rpartition("/")
        targets: dict[str, Model] = {"": form.instance}
        for formset in formsets:
            saved = [inner.instance for inner in formset.initial_forms if inner.instance.pk is not None]
            targets |= {f"{formset.prefix}/{row.pk}": row for row in saved}
        record = targets.get(key)
        for language in Language:
            field = column.removesuffix(f"_{language.suffix}")
            if record is not None and field != column:
                done = reviewing.review(record, field, language, actor=request.user)  # type: ignore[arg-type]
                if done:
                    messages.success(request, _("The text counts as reviewed."))

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """The button of one text leads back to the page."""
        if REVIEWED in request.POST:
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)


def _rows_edited(formset: Any) -> None:
    forms = {id(form.instance): form for form in formset.initial_forms}
    for row, _fields in formset.changed_objects:
        reviewing.edited(row, forms[id(row)].initial)
