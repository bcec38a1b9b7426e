"""What editors find on the first page: stale texts of each kind, parks in one language alone or with old figures."""

from collections.abc import Iterator

from django.db.models import Exists, Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.backoffice import Block, Row, block
from parks.admin.care import needs
from parks.admin.scoping import codename, visible_rows
from parks.documents import KEPT, bilingual
from parks.editing import address
from parks.models import Park, Publishable


def blocks(user: User, shown: int) -> Iterator[Block]:
    """For who may change content: a query for all kinds together, one for each with stale texts, three for parks."""
    kinds = [model for model in KEPT if bilingual(model) and user.has_perm(codename(model, "change"))]
    rows = {model: _rows(user, model) for model in kinds}
    if rows:
        yield from _stale(user, rows, shown)
    if Park in rows:
        yield from _parks(rows[Park], shown)


def _rows(user: User, model: type[Model]) -> QuerySet:
    if model is Park:
        return Park.objects.in_order_for(user).order_by("sort_key", "slug")
    return visible_rows(user, model).order_by("pk")


def _stale(user: User, rows: dict[type[Model], QuerySet], shown: int) -> Iterator[Block]:
    rows = {model: those.filter(needs(model)["stale"]) for model, those in rows.items()}
    asked = {f"kind_{number}": Exists(those) for number, those in enumerate(rows.values())}
    there = User.objects.filter(pk=user.pk).annotate(**asked).values_list(*asked).get()
    empty = _("No text has fallen behind the other language.")
    for model in (model for model, is_there in zip(rows, there, strict=True) if is_there):
        title = _("Stale texts: %(kind)s") % {"kind": model._meta.verbose_name_plural}
        yield block(rows[model], shown, _row, title=title, url=_list(model, "stale"), empty=empty, tone="warn")
    if not any(there):
        yield Block(_("Stale texts"), _list(next(iter(rows)), "stale"), 0, (), empty)


def _parks(parks: QuerySet, shown: int) -> Iterator[Block]:
    words = (
        (
            "one_language",
            _("Parks public in one language alone"),
            _("Every public park can be read in both languages."),
        ),
        ("figures", _("Parks with old figures"), _("No headline figure is older than a year.")),
    )
    for need, title, empty in words:
        yield block(
            parks.filter(needs(Park)[need]), shown, _row, title=title, url=_list(Park, need), empty=empty, tone="warn"
        )


def _list(model: type[Model], need: str) -> str:
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?care={need}"


def _row(record: Model) -> Row:
    states = ""
    if isinstance(record, Publishable):
        states = f"{record.get_state_zh_hans_display()} · {record.get_state_en_display()}"
    return Row(str(record), address(record), states)
