"""All rows that hang on one park, in one statement.

A profile shows two dozen kinds of rows. Each kind is selected as JSON with the rows it points to, and the kinds are
joined by UNION ALL; from the JSON come ordinary instances of the models, ready for the same templates as any other.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from common.enums import Language
from parks.enums import OpportunityState, PolicyEffect, SpaceStatus
from parks.models import (
    Activity,
    Article,
    Event,
    Fact,
    LandParcel,
    Opportunity,
    Park,
    ParkIndustry,
    ParkOrganisation,
    ParkService,
    Partnership,
    Party,
    Phase,
    Photo,
    Policy,
    Reach,
    Recognition,
    Region,
    Rendition,
    SettlementMode,
    Source,
    Space,
    Statement,
    TechPlatform,
)

Rows = dict[str, list[Any]]
# Long texts that a profile does not show; columns of a park that only its own page needs.
LEFT_OUT = {
    "body",
    "body_html",
    "description",
    "description_html",
    "materials",
    "how_to_apply",
    "items",
    "committees",
    "documents",
}
OF_A_PARK = {"id", "slug", "kind", "sort_key", "operator_id", "parent_id", "host_id"} | {
    f"{name}_{language.suffix}" for name in ("name", "state") for language in Language
}
MAX_KEYS = 50  # PostgreSQL and SQLite take a hundred arguments


@dataclass(frozen=True)
class Kind:
    """One kind of rows: which, the relations that come along, and how they are sorted."""

    name: str
    rows: models.QuerySet
    along: tuple[str, ...] = ()
    key: Callable[[Any], Any] | None = None

    def order(self, row: Any) -> Any:
        return self.key(row) if self.key else (row.order, row.pk)


def in_force(today: datetime.date) -> Q:
    """Policies that hold today; what has expired is never offered."""
    return Q(Q(valid_from__isnull=True) | Q(valid_from__lte=today)) & Q(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    )


def _around(region: Region | None) -> list[int]:
    """The region and what it lies in, as far as it was loaded with the park."""
    found: list[int] = []
    while region is not None and region.pk not in found:
        found.append(region.pk)
        region = region.parent if "parent" in region._state.fields_cache else None
    return found


def policies(park: Park, today: datetime.date) -> models.QuerySet:
    """Public policies in force, named for this park or the one around it, or for its whole region or country.

    A mere notice counts only where it names the park.
    """
    named = Q(parks__in=[pk for pk in (park.pk, park.parent_id) if pk])
    everywhere = Q(region__in=_around(park.region)) | Q(region__isnull=True, country=park.country)
    wanted = Policy.objects.filter(
        named | (Q(parks__isnull=True) & everywhere & ~Q(effect=PolicyEffect.NOTICE))
    ).values("pk")
    return Policy.objects.public().filter(in_force(today), pk__in=wanted)


def _own(park: Park) -> Iterator[Kind]:
    """The parts of the park itself."""
    yield Kind("facts", Fact.objects.filter(park=park), ("metric", "source", "industry"))
    yield Kind("reaches", Reach.objects.filter(park=park), ("source",))
    yield Kind("phases", Phase.objects.filter(park=park), ("source",))
    yield Kind("recognitions", Recognition.objects.filter(park=park), ("source",))
    yield Kind("statements", Statement.objects.filter(park=park), ("source",))
    market = Space.objects.filter(park=park).exclude(status=SpaceStatus.OFF_MARKET)
    yield Kind("spaces", market, ("kind", "building", "source"))
    land = LandParcel.objects.filter(park=park).exclude(status=SpaceStatus.OFF_MARKET)
    yield Kind("parcels", land, ("source",))
    yield Kind("platforms", TechPlatform.objects.filter(park=park), ("organisation", "source"))
    yield Kind("photos", Photo.objects.filter(park=park))
    yield Kind(
        "renditions", Rendition.objects.filter(photo__park=park), (), lambda row: (row.photo_id, row.format, row.width)
    )
    yield Kind("park_industries", ParkIndustry.objects.filter(park=park), ("industry",), lambda row: (row.rank, row.pk))
    yield Kind(
        "park_services",
        ParkService.objects.filter(park=park),
        ("service", "provider"),
        lambda row: (row.service.order, row.pk),
    )
    yield Kind(
        "park_organisations",
        ParkOrganisation.objects.filter(park=park),
        ("organisation",),
        lambda row: (row.role, row.organisation.slug),
    )
    modes = SettlementMode.objects.filter(parks=park)  # type: ignore[misc]
    yield Kind("settlement_modes", modes, (), lambda row: (row.order, row.code))
    sources = Park.sources.through._default_manager.filter(park=park).values("source")  # type: ignore[attr-defined]
    yield Kind("sources", Source.objects.filter(pk__in=sources), (), lambda row: row.code)


def _newest_first(row: Any) -> tuple[Any, ...]:
    """Partial dates sort as text; turned round character by character, so that the slug still goes upwards."""
    when = getattr(row, "day", None) or getattr(row, "published", None) or getattr(row, "happened", None) or ""
    return tuple(-ord(char) for char in when.ljust(10)), getattr(row, "slug", ""), -row.pk


def _beside(park: Park, today: datetime.date) -> Iterator[Kind]:
    """Records of their own that name the park."""
    relatives = Q(parent=park) | Q(host=park) | Q(pk__in=[pk for pk in (park.parent_id, park.host_id) if pk])
    yield Kind("family", Park.objects.public().filter(relatives), (), natural_order)
    yield _policies("policies", park, today)
    mine = Party.objects.filter(park=park).values("partnership")
    shown = Partnership.objects.public().filter(pk__in=mine)
    yield Kind("parties", Party.objects.filter(partnership__in=shown), ("partnership", "park", "organisation"))
    activities = Activity.objects.filter(partnership__in=shown)
    yield Kind("activities", activities, ("source",), _newest_first)
    articles = Article.parks.through._default_manager.filter(park=park).values("article")
    yield Kind("articles", Article.objects.public().filter(pk__in=articles), ("source",), _newest_first)
    events = Event.parks.through._default_manager.filter(park=park).values("event")
    yield Kind("events", Event.objects.public().filter(pk__in=events), ("source",), _newest_first)
    sought = Opportunity.objects.public().filter(park=park).exclude(state=OpportunityState.CLOSED)
    still_open = Q(open_until__isnull=True) | Q(open_until__gte=today)
    yield Kind("opportunities", sought.filter(still_open), ("source",), lambda row: (row.state, row.slug))


_NUMERALS = "一二三四五六七八九十"


def natural_order(park: Any) -> tuple[Any, ...]:
    """Park 2 before park 10, and 第二 before 第三, whatever their pinyin says."""
    name = park.name_zh_hans or ""
    ordinal = name[1:2] if name.startswith("第") and name[1:2] in _NUMERALS else ""
    number = _NUMERALS.index(ordinal) + 1 if ordinal else 0
    stem = "第" if ordinal else park.sort_key
    pieces = "".join(char if char.isdigit() else " " for char in park.sort_key).split()
    digits = [int(piece) for piece in pieces]
    bare = "".join("#" if char.isdigit() else char for char in stem)
    return bare, number, digits, park.sort_key, park.slug


def gather(park: Park, today: datetime.date) -> Rows:
    """Every kind of rows by name, sorted. `park` comes with its region and what that lies in. One query."""
    return _gathered([*_own(park), *_beside(park, today)])


def policies_of(parks: Iterable[Park], today: datetime.date) -> dict[int, list[Policy]]:
    """What the profile of each park lists, by id. The parks come with their regions as for `gather`. One query."""
    found = _gathered([_policies(str(park.pk), park, today) for park in parks])
    return {int(pk): rows for pk, rows in found.items()}


def _policies(name: str, park: Park, today: datetime.date) -> Kind:
    return Kind(name, policies(park, today), (), lambda row: (row.level, row.slug))


def _gathered(kinds: list[Kind]) -> Rows:
    if not kinds:
        return {}
    selects = [_select(kind) for kind in kinds]
    found: dict[str, list[Any]] = {kind.name: [] for kind in kinds}
    recipes = {kind.name: kind for kind in kinds}
    for text in selects[0].union(*selects[1:], all=True):
        told = json.loads(text, parse_float=Decimal)
        kind = recipes[told["kind"]]
        found[kind.name].append(_made(kind.rows.model, told["row"], kind.along))
    return {name: sorted(rows, key=recipes[name].order) for name, rows in found.items()}


def attach(park: models.Model, rows: Rows, names: Iterable[str]) -> None:
    """Make `park.facts.all()` and its like answer from what was gathered."""
    for name in names:
        answer = getattr(park, name).get_queryset()
        answer._result_cache, answer._prefetch_done = rows[name], True
        for row in rows[name]:
            if getattr(row, "PUBLISHED_WITH", "") == "park":
                row._state.fields_cache["park"] = park
        park._prefetched_objects_cache = {**getattr(park, "_prefetched_objects_cache", {}), name: answer}  # type: ignore[attr-defined]


def _columns(model: type[models.Model]) -> list[models.Field]:
    """The stored columns that a profile needs: a bilingual text is its two columns."""
    concrete = model._meta.concrete_fields
    originals = [getattr(field, "translated_field", None) for field in concrete]  # of the column in one language
    bilingual = {field.name for field in originals if field is not None}
    left_out = LEFT_OUT | {f"{name}_{language.suffix}" for name in LEFT_OUT for language in Language}
    kept = [
        field
        for field in concrete
        if field.name not in bilingual
        and field.name not in left_out
        and not isinstance(field, models.JSONField)
        and (model is not Park or field.attname in OF_A_PARK)
    ]
    if len(kept) > MAX_KEYS:
        raise ValueError(f"{model._meta.label} has more columns than one JSON object can take")
    return kept


def _select(kind: Kind) -> models.QuerySet:
    """The rows as JSON texts that name their kind."""
    model: Any = kind.rows.model
    record: dict[str, Any] = {field.attname: F(field.attname) for field in _columns(model)}
    for relation in kind.along:
        related = model._meta.get_field(relation).related_model
        record[relation] = JSONObject(
            **{field.attname: F(f"{relation}__{field.attname}") for field in _columns(related)}
        )
    told = JSONObject(kind=Value(kind.name, output_field=models.CharField()), row=JSONObject(**record))
    # One column alone: several would come in any order, since the bilingual managers put their names into a set.
    return kind.rows.order_by().annotate(told_=Cast(told, models.TextField())).values_list("told_", flat=True)


def _made(model: Any, record: dict[str, Any], along: tuple[str, ...] = ()) -> Any:
    """An instance as the database would have given it, with the rows that it points to."""
    columns = [field for field in model._meta.concrete_fields if field.attname in record]
    values = [_value(field, record[field.attname]) for field in columns]
    row = model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in columns], values)
    for relation in along:
        inner = record[relation]
        related = model._meta.get_field(relation).related_model
        setattr(row, relation, None if inner["id"] is None else _made(related, inner))
    return row


def _value(field: models.Field, value: Any) -> Any:
    """What JSON cannot say itself: days, times, truth and exact numbers."""
    if value is None or isinstance(field, models.CharField | models.TextField):
        return value
    if isinstance(field, models.DateTimeField):
        moment = datetime.datetime.fromisoformat(value)
        return moment if timezone.is_aware(moment) else moment.replace(tzinfo=datetime.UTC)
    if isinstance(field, models.DateField | models.BooleanField):
        return field.to_python(value)
    return Decimal(str(value)) if isinstance(field, models.DecimalField) else value
