"""Lists of the back office as tables: which columns a list has, what stands in them, and who may take it along.

What a list is, its filters and its scope, is known to its admin; this module knows columns and values. An admin says
with `export_personal` which columns of its list tell something about a person; one that says nothing is not exported.
"""

import datetime as dt
import html
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.access import Allowed, Decision, Denied
from parks import models as ours
from parks.scoping import permissions_of
from parks.tables import Column

MASKED = "•••"
LIMIT = 100_000  # rows of one file
FORMATS = ("xlsx", "csv")
UNTOLD = frozenset({"sort_key", "id", "content_looked_on", "idle_told_for", "members"})  # members are people
# What the public reads, and catalogues: every column may leave, none is about a person.
CONTENT: tuple[type[models.Model], ...] = (
    ours.Park, ours.Space, ours.LandParcel, ours.Building, ours.Policy, ours.Opportunity, ours.Article, ours.Event,
    ours.Partnership, ours.Organisation, ours.Source, ours.ExchangeRate, ours.Industry, ours.SpaceType,
    ours.SettlementMode, ours.Service, ours.Metric, ours.Region, ours.Operator,
)  # fmt: skip


@dataclass(frozen=True)
class ListColumn:
    """`value` gets a row. A `personal` one is masked where the person may not take such data along.

    `link`: the column shows another record (by this foreign key), which may be out of reach.
    """

    code: str
    heading: Any
    value: Callable[[Any], Any]
    personal: bool = False
    is_moment: bool = False
    link: str = ""


def is_exportable(admin: Any) -> bool:
    return admin.model in CONTENT or getattr(admin, "export_personal", None) is not None


def may_export(request: HttpRequest, admin: Any) -> Decision:
    """The one question before a list leaves the house, asked when the page opens, when the export is ordered, by the
    work itself, and when the finished file is fetched."""
    if not is_exportable(admin) or not admin.has_view_permission(request):
        return Denied(gettext_lazy("Your role does not allow you to export this list."))
    return Allowed()


def takes_people_along(user: User, model: type[models.Model], rows: Sequence[Any]) -> set[Any]:
    """The rows whose personal columns this person may take along: `export_<model>`, at the row's own operator."""
    permission = f"{model._meta.app_label}.export_{model._meta.model_name}"
    keys = [row.pk for row in rows]
    if user.is_superuser or permission in permissions_of(user.platform_role):
        return set(keys)
    manager: Any = model._default_manager.all()
    if not hasattr(manager, "where_granted") or not user.has_perm(permission):
        return set()
    return set(manager.where_granted(user, permission).filter(pk__in=keys).values_list("pk", flat=True))


def zone_of(user: User) -> str:
    """Times are told in the zone of the person's operator; of none or several, in UTC."""
    zones = set(ours.Operator.objects.filter(memberships__user=user).values_list("time_zone", flat=True))
    return zones.pop() if len(zones) == 1 else "UTC"


def columns_of(admin: Any, request: HttpRequest) -> list[ListColumn]:
    """The columns that a list offers: declared by its admin, all of public content, else those of the list itself."""
    if hasattr(admin, "export_columns"):
        return list(admin.export_columns(request))
    if admin.model in CONTENT:
        return _content_columns(admin.model)
    personal = admin.export_personal
    return [
        _list_column(admin, name, name in personal)
        for name in admin.get_list_display(request)
        if name != "action_checkbox"
    ]


def _content_columns(model: type[models.Model]) -> list[ListColumn]:
    fields = [field for field in model._meta.concrete_fields if _is_told(field)]
    plain = [_field_column(model, field) for field in fields if not isinstance(field, models.FileField)]
    many = [
        ListColumn(field.name, Column(field.name, model).label, _names(field.name), link=field.name)
        for field in model._meta.many_to_many
        if field.name not in UNTOLD
    ]
    return [*plain, *many]


def _is_told(field: Any) -> bool:
    """Not what is written by the machine from another column: texts as HTML."""
    is_made = isinstance(field, models.TextField) and not field.editable
    return field.name not in UNTOLD and not is_made and not _is_doubled(field)


def _is_doubled(field: Any) -> bool:
    """The column behind the two of its languages."""
    names = {one.name for one in field.model._meta.concrete_fields}
    return f"{field.name}_en" in names


def _field_column(model: type[models.Model], field: Any) -> ListColumn:
    is_moment = isinstance(field, models.DateTimeField)
    link = field.name if field.remote_field else ""
    return ListColumn(field.name, Column(field.name, model).label, _reader(field), is_moment=is_moment, link=link)


def _reader(field: Any) -> Callable[[Any], Any]:
    def read(row: Any) -> Any:
        if field.remote_field:
            return str(getattr(row, field.name) or "")
        if field.choices:
            return str(getattr(row, f"get_{field.name}_display")())
        return getattr(row, field.name)

    return read


def _names(name: str) -> Callable[[Any], Any]:
    def read(row: Any) -> str:
        return "; ".join(str(one) for one in getattr(row, name).all())

    return read


def _list_column(admin: Any, name: str, personal: bool) -> ListColumn:
    def read(row: Any) -> Any:
        try:
            field, _attr, value = lookup_field(name, row, admin)
        except ObjectDoesNotExist:
            return ""
        return _reader(field)(row) if field is not None else value

    heading = label_for_field(name, admin.model, admin)
    try:
        is_moment = isinstance(admin.model._meta.get_field(name), models.DateTimeField)
    except FieldDoesNotExist:
        is_moment = False
    return ListColumn(name, heading, read, personal, is_moment)


def headings(columns: Sequence[ListColumn], zone: str) -> list[str]:
    """As people read them; a column of times names its zone."""
    titles = [(capfirst(str(one.heading)), one.is_moment and zone) for one in columns]
    return [f"{title} ({told})" if told else title for title, told in titles]


def plain(value: Any, zone: str) -> Any:
    """A value as a cell holds it: ISO dates, times in the zone of the heading, words instead of marks."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value, zoneinfo.ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value)
    if value is None or isinstance(value, int | float) or hasattr(value, "as_tuple"):
        return value
    text = str(value)
    return " ".join(html.unescape(strip_tags(text.replace("<", " <"))).split()) if "<" in text else text
