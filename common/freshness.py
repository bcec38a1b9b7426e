"""Nobody's work is overwritten unseen: what a page of the back office showed travels with it and is compared.

The page carries what each of its fields, those of its rows too, held when it was opened (signed, in one hidden input).
When it is saved, the record and its rows are locked and read again. What somebody else changed meanwhile is told, field
by field; nothing is stored, what was typed stays, and for each field the person keeps the own text or takes the other.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core import signing
from django.db.models import Model
from django.forms import BaseForm, FileField
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from common.worddiff import Piece, excerpt, pieces

SEEN, TAKE = "seen", "take"  # names of the hidden input, and of the boxes that take over the other person's value
SALT = "common.freshness"
SENTENCE = gettext_lazy(
    "Somebody else saved this record after you opened it. Nothing was stored; what you typed is still here. "
    "Compare below, then save again."
)
Values = dict[str, list[str]]  # by name of the input, as a browser would post them


@dataclass(frozen=True)
class Difference:
    """One field that somebody else changed: what stands there now, what this page says, and what the other did."""

    name: str
    label: str
    theirs: str
    mine: str
    done: list[Piece]


@dataclass
class Told:
    """What the person reads: who saved, where both changed the same, what was taken over, which rows are gone."""

    savers: list[Any] = field(default_factory=list)
    choices: list[Difference] = field(default_factory=list)
    taken: list[Difference] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.choices or self.taken or self.gone)


@dataclass(frozen=True)
class Row:
    """A form of a page: the record's own, or that of one related row; `key` stays the same when rows move."""

    key: str
    form: Any

    @property
    def label(self) -> str:
        row = self.form.instance
        return f"{row._meta.verbose_name} “{row}”" if self.key else ""


def inputs(bound: BoundField) -> Values:
    """What a browser would post for a field that nobody touched."""
    widget: Any = getattr(bound.field.widget, "widget", bound.field.widget)
    value, name = bound.value(), bound.html_name
    if hasattr(widget, "widgets_names"):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value)
        pairs = zip(widget.widgets_names, widget.widgets, parts, strict=False)
        return {name + end: _texts(inner.format_value(part)) for end, inner, part in pairs}
    if getattr(widget, "input_type", "") == "checkbox" and not hasattr(widget, "choices"):
        return {name: ["on"] if widget.check_test(value) else []}
    if hasattr(widget, "choices"):
        given = widget.format_value(value)  # a list, or one text where a choice is hidden
        several = given if isinstance(given, list | tuple) else [given]
        return {name: [str(one) for one in several if one not in ("", None)]}
    return {name: _texts(widget.format_value(value))}


def _texts(value: Any) -> list[str]:
    return [] if value is None else [str(value)]


def fields(form: BaseForm) -> list[BoundField]:
    """Those that can be typed into and whose value is text."""
    return [bound for bound in form if not (bound.field.disabled or isinstance(bound.field, FileField))]


def _same(first: list[str], second: list[str]) -> bool:
    """Order of choices, ends of lines and spaces at the ends are no difference; nothing is an empty text."""
    return _compared(first) == _compared(second)


def _agree(first: Values, second: Values) -> bool:
    return all(_same(first.get(end, []), second.get(end, [])) for end in {*first, *second})


def _compared(values: list[str]) -> list[str]:
    return sorted(text for value in values if (text := value.replace("\r\n", "\n").strip()))


def rows_of(form: Any, formsets: list[Any]) -> list[Row]:
    """The record's form and those of its saved rows."""
    found = [Row("", form)]
    for formset in formsets:
        saved = [inner for inner in formset.initial_forms if inner.instance.pk is not None]
        found += [Row(f"{formset.prefix}/{inner.instance.pk}/", inner) for inner in saved]
    return found


def values(rows: list[Row]) -> dict[str, Values]:
    """What the page shows, by row and field; the outer key does not change when rows change places."""
    found = {}
    for row in rows:
        for bound in fields(row.form):
            found[f"{row.key}{bound.name}"] = _ends(bound)
    return found


def sign(record: Model, shown: dict[str, Values], opened: datetime) -> str:
    data = [_about(record), opened.isoformat(), shown]
    return signing.dumps(data, salt=SALT, compress=True)


def read(record: Model, text: str) -> tuple[datetime, dict[str, Values]] | None:
    """None for what this site did not sign for this record."""
    try:
        about, opened, shown = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (datetime.fromisoformat(opened), shown) if about == _about(record) else None


def _about(record: Model) -> str:
    return f"{record._meta.label_lower}:{record.pk}"


def display(bound: BoundField, given: Values) -> str:
    """Posted values as words: the labels of choices, yes and no."""
    flat = [text for one in given.values() for text in one if text.strip()]
    widget: Any = getattr(bound.field.widget, "widget", bound.field.widget)
    if getattr(widget, "input_type", "") == "checkbox" and not hasattr(widget, "choices"):
        return gettext("Yes") if flat else gettext("No")
    queryset: Any = getattr(bound.field, "queryset", None)
    if queryset is not None:
        numbers = [text for text in flat if text.isascii() and text.isdecimal()]
        flat = [str(row) for row in queryset.filter(pk__in=numbers)]
    elif hasattr(bound.field, "choices"):
        known = {str(value): str(label) for value, label in bound.field.choices}
        flat = [known.get(text, text) for text in flat]
    return ", ".join(flat) or "—"


class Merge:
    """Compares three pages: as it was opened (`base`), as the database has it (`stored`), as it was posted.

    Without a readable `base` whatever differs from the database counts as changed by both.
    """

    def __init__(self, base: dict[str, Values] | None, stored: list[Row], post: QueryDict) -> None:
        self.base, self.stored, self.post = base, stored, post
        self.told = Told()

    def run(self) -> Told:
        self._drop_gone()
        places = self._places()
        for row in self.stored:
            place = places.get(row.key)
            if place is None:
                continue  # a row that the page does not know cannot be overwritten by it
            for bound in fields(row.form):
                self._compare(row, bound, place)
        return self.told

    def _compare(self, row: Row, bound: BoundField, place: str) -> None:
        name, now = f"{place}{bound.name}", _ends(bound)
        if name in self.post.getlist(TAKE):
            put(self.post, name, now)
            return
        before = self.base.get(f"{row.key}{bound.name}", now) if self.base is not None else None
        mine = {end: self.post.getlist(name + end) for end in now}
        if (before is not None and _agree(before, now)) or _agree(mine, now):
            return
        untouched = before is not None and _agree(mine, before)
        if untouched:
            put(self.post, name, now)
        theirs = display(bound, now)
        label = f"{row.label}: {bound.label}" if row.label else str(bound.label)
        done = excerpt(pieces(display(bound, before), theirs)) if before is not None else []
        found = Difference(name, label, theirs, display(bound, mine), done)
        (self.told.taken if untouched else self.told.choices).append(found)

    def _places(self) -> dict[str, str]:
        """Where the page has each row: the row's key and the prefix of its inputs."""
        places = {"": ""}
        for prefix in {row.key.split("/")[0] for row in self.stored if row.key}:
            for number in range(_count(self.post, f"{prefix}-INITIAL_FORMS")):
                place = f"{prefix}-{number}-"
                for pk in _row_numbers(self.post, place):
                    places[f"{prefix}/{pk}/"] = place
        return places

    def _drop_gone(self) -> None:
        """Rows that somebody deleted meanwhile leave the page, so that the rest of it can be saved."""
        if self.base is None:
            return
        there = {row.key for row in self.stored}
        prefixes = {key.split("/")[0] for key in self.base if "/" in key}
        shown = {key.rpartition("/")[0] + "/" for key in self.base if "/" in key}
        for prefix in prefixes:
            lost = [key for key in shown - there if key.startswith(f"{prefix}/")]
            numbers = [
                number
                for number in range(_count(self.post, f"{prefix}-INITIAL_FORMS"))
                if any(f"{prefix}/{pk}/" in lost for pk in _row_numbers(self.post, f"{prefix}-{number}-"))
            ]
            for number in reversed(numbers):
                self.told.gone.append(_summary(self.post, f"{prefix}-{number}-"))
                _remove(self.post, prefix, number)


def _summary(post: QueryDict, place: str) -> str:
    """What was typed into a row, in short."""
    texts = [str(post[name]) for name in post if name.startswith(place)]
    return " · ".join(text for text in texts if text.strip() and not text.isdecimal())[:200] or "—"


def _row_numbers(post: QueryDict, place: str) -> list[str]:
    return [str(post[name]) for name in (f"{place}id", f"{place}pk") if post.get(name)]


def _count(post: QueryDict, name: str) -> int:
    text = post.get(name, "")
    return min(int(text), 2000) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _remove(post: QueryDict, prefix: str, number: int) -> None:
    """Take one row out of the posted page; those after it move up."""
    total = _count(post, f"{prefix}-TOTAL_FORMS")
    for at in range(number, total):
        for name in [name for name in post if name.startswith(f"{prefix}-{at}-")]:
            del post[name]
        after = f"{prefix}-{at + 1}-"
        for name in [name for name in post if name.startswith(after)]:
            post.setlist(f"{prefix}-{at}-{name.removeprefix(after)}", post.getlist(name))
    post[f"{prefix}-TOTAL_FORMS"] = str(total - 1)
    post[f"{prefix}-INITIAL_FORMS"] = str(_count(post, f"{prefix}-INITIAL_FORMS") - 1)


def put(post: QueryDict, name: str, given: Values) -> None:
    """Let the posted page say this."""
    for end, texts in given.items():
        post.setlist(name + end, texts)


class Refusing:
    """Mixed into the form of a page that is older than its record."""

    def clean(self) -> Any:
        data = super().clean()  # type: ignore[misc]
        self.add_error(None, SENTENCE)  # type: ignore[attr-defined]
        return data


class FreshPages:
    """For every admin whose pages people save: a page that is older than its record is not stored unseen.

    Who saved meanwhile is told by `savers`, which whoever audits the pages brings along (`accounts.admin.trail`).
    """

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponseBase:
        """Called within the transaction that saves.

        1. The record is locked. 2. The page that was posted is compared with the one that was opened and with what is
        stored; boxes that were ticked put the stored value into it. 3. A difference makes the form refuse, and the page
        comes back as fresh.
        """
        if request.method == "POST" and object_id is not None:
            record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
            if record is not None and self.has_change_permission(request, record):  # type: ignore[attr-defined]
                rows = type(record)._base_manager
                rows.select_for_update().filter(pk=record.pk).values_list("pk").first()
                record = rows.get(pk=record.pk)
                self.locked(request, record)
                if SEEN in request.POST:
                    self._compare(request, record)
        return super()._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def locked(self, request: HttpRequest, record: Model) -> None:
        """The record as it is before it is saved; nobody else can write it until then."""

    def _compare(self, request: HttpRequest, record: Model) -> None:
        seen = read(record, request.POST[SEEN])
        stored = self.stored_rows(request, record, lock=True)
        post: Any = request.POST.copy()
        told = Merge(seen[1] if seen else None, stored, post).run()
        if told:
            told.savers = self.savers([row.form.instance for row in stored], seen[0]) if seen else []  # type: ignore[attr-defined]
            post[SEEN] = sign(record, values(stored), timezone.now())
            request.__dict__["_told"] = told
        request.POST = post

    def stored_rows(self, request: HttpRequest, record: Model, *, lock: bool = False) -> list[Row]:
        """The forms of the page as the database has it now."""
        form = self.stored_form(request, record)
        return rows_of(form, [formset for _inline, formset in self.stored_formsets(request, record, lock=lock)])

    def stored_form(self, request: HttpRequest, record: Model) -> Any:
        names = flatten_fieldsets(self.get_fieldsets(request, record))  # type: ignore[attr-defined]
        return self.get_form(request, record, change=True, fields=names)(instance=record)

    def stored_formsets(self, request: HttpRequest, record: Model, *, lock: bool = False) -> list[tuple[Any, Any]]:
        """The inlines that this person may change, with their rows; in the order and with the prefixes of the page."""
        found, counts = [], dict[str, int]()
        for kind, inline in self.get_formsets_with_inlines(request, record):  # type: ignore[attr-defined]
            prefix = kind.get_default_prefix()
            counts[prefix] = counts.get(prefix, 0) + 1
            if counts[prefix] != 1 or not prefix:
                prefix = f"{prefix}-{counts[prefix]}"
            if not inline.has_change_permission(request, record):
                continue
            if lock:
                mine = inline.model._base_manager.filter(**{kind.fk.name: record}).order_by("pk")
                list(mine.select_for_update().values_list("pk", flat=True))
            found.append((inline, kind(instance=record, prefix=prefix, queryset=inline.get_queryset(request))))
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        if change and "_told" in request.__dict__ and request.method == "POST":
            return type(form.__name__, (Refusing, form), {})
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None and self.has_change_permission(request, record):  # type: ignore[attr-defined]
            kept = request.POST.get(SEEN) if request.method == "POST" else None
            if kept is None:
                stored = type(record)._base_manager.get(pk=record.pk) if request.method == "POST" else record
                kept = sign(stored, values(self._shown(request, context, stored)), timezone.now())
            context |= {"seen": kept, "told": request.__dict__.get("_told")}
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def _shown(self, request: HttpRequest, context: dict[str, Any], record: Model) -> list[Row]:
        """The forms that the page is made of; of a posted page those of the record as it is stored."""
        if request.method == "POST":
            return self.stored_rows(request, record)
        groups = [group for group in context["inline_admin_formsets"] if group.has_change_permission]
        return rows_of(context["adminform"].form, [group.formset for group in groups])


def _ends(bound: BoundField) -> Values:
    return {name.removeprefix(bound.html_name): given for name, given in inputs(bound).items()}
