"""Reads public parks for the index: a handful of narrow SELECTs, however many parks.

Catalogues and links are read through plain querysets: those of modeltranslation shuffle the columns of a union. A value
that was added between two statements is passed over here; the write that added it makes the index out of date.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import CharField, F, Max, QuerySet, Value
from django.db.models.functions import Cast

from parks.enums import OPEN_SPACE_STATUSES, ParkState
from parks.facets.records import Key, Record, SpaceRecord, Term, Terms
from parks.models import (
    Fact,
    Industry,
    Park,
    ParkIndustry,
    ParkService,
    Region,
    Service,
    SettlementMode,
    Space,
    SpaceType,
)

# Everything else is “abroad” for an enterprise on the way out of China.
CHINA = ("CN", "HK", "MO", "TW")
SITE_METRIC = "land_area"  # the catalogue keeps it in hectares
CATALOGUES: tuple[tuple[str, type, str | None, str], ...] = (
    ("industry", Industry, "parent_id", "group"),
    ("region", Region, "parent_id", "country"),
    ("space", SpaceType, None, "ladder_step"),
    ("mode", SettlementMode, None, "code"),
    ("service", Service, None, "tier"),
)
ASKABLE = (ParkState.PLANNING, ParkState.BUILDING, ParkState.OPERATING)
Names = dict[str, dict[int, str]]  # filter → row of the catalogue → code


def read_terms() -> tuple[Terms, Names]:
    """Every value of the catalogues, in their order, and the codes by row. One statement."""
    parts = [
        QuerySet(model)
        .order_by()
        .annotate(
            dimension=Value(name, output_field=CharField()),
            above=F(parent) if parent else Value(0),
            grouped=Cast(group, CharField()),
        )
        .values_list("dimension", "pk", "code", "name_zh_hans", "name_en", "above", "order", "grouped", "retired")
        for name, model, parent, group in CATALOGUES
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    names: Names = {name: {} for name, *_rest in CATALOGUES}
    for dimension, pk, code, *_rest in rows:
        names[dimension][pk] = code
    terms: Terms = {name: {} for name, *_rest in CATALOGUES}
    for dimension, _pk, code, zh, en, above, order, group, retired in sorted(rows, key=lambda row: (row[6], row[2])):
        around = names[dimension].get(above, "")
        terms[dimension][code] = Term(code, zh or "", en or "", around, order, group or "", bool(retired))
    return terms, names


def _of(parks: Collection[int] | None, rows: QuerySet, path: str = "park_id") -> QuerySet:
    return rows if parks is None else rows.filter(**{f"{path}__in": list(parks)})


def _links(parks: Collection[int] | None) -> Iterator[tuple[int, str, int]]:
    """Park, filter and row of the catalogue, of everything that a park is linked to."""
    ways = Park.settlement_modes.through
    parts = [
        _of(parks, QuerySet(model).order_by())
        .annotate(dimension=Value(name, output_field=CharField()))
        .values_list("park_id", "dimension", column)
        for name, model, column in (
            ("industry", ParkIndustry, "industry_id"),
            ("mode", ways, "settlementmode_id"),
            ("service", ParkService, "service_id"),
        )
    ]
    return parts[0].union(*parts[1:], all=True).iterator(chunk_size=5000)


def _hundredths(value: Any) -> int:
    return int(value * 100)


def _spaces(parks: Collection[int] | None, terms: Terms, names: Names) -> dict[int, list[SpaceRecord]]:
    """By park, what narrows the directory: without invented spaces, which say nothing about a real park."""
    rows = _of(parks, Space.objects.stated()).order_by("park_id", "pk")
    found: dict[int, list[SpaceRecord]] = defaultdict(list)
    fields = ("park_id", "kind_id", "status", "area_min", "area_max", "available_from")
    for park, kind, status, low, high, day in rows.values_list(*fields).iterator(chunk_size=5000):
        code = names["space"].get(kind, "")
        keys: list[Key] = [("space", code)] if code else []
        if code and (step := terms["space"][code].group) != "0":
            keys.append(("step", step))
        if status in OPEN_SPACE_STATUSES:
            keys.append(("open", "true"))
        lower, upper = (high if low is None else low), (low if high is None else high)
        known = lower is not None
        found[park].append(
            SpaceRecord(
                tuple(keys),
                known,
                _hundredths(lower) if known else 0,
                _hundredths(upper) if known else 0,
                day.toordinal() if day else 0,
            )
        )
    return found


def _chain(terms: dict[str, Term], code: str) -> Iterator[str]:
    """The code and those around it; a circle, which no form can make, is walked once."""
    seen = set()
    while code and code not in seen:
        seen.add(code)
        yield code
        code = terms[code].parent


PARK_FIELDS = (
    "pk", "page_version__number", "kind", "level", "country", "region_id", "state", "accepts_inquiries",
    "operator__is_active", "sort_key", "name_en", "slug", "created_at", "longitude", "latitude",
    "location_is_approximate",
)  # fmt: skip


def _own_keys(row: dict[str, Any], terms: Terms, names: Names) -> set[Key]:
    keys = {("direction", "inbound" if row["country"] in CHINA else "outbound")}
    keys |= {("country", row["country"]), ("kind", row["kind"])}
    if row["level"]:
        keys.add(("level", row["level"]))
    if row["region_id"]:
        keys |= {("region", code) for code in _chain(terms["region"], names["region"].get(row["region_id"], ""))}
    if row["accepts_inquiries"] and row["operator__is_active"] and row["state"] in ASKABLE:
        keys.add(("accepting", "true"))
    return keys


def read(parks: Collection[int] | None, terms: Terms, names: Names) -> Iterator[Record]:
    """The public ones among these parks (None: all), by name.

    The numbers come with the first statement, so what changes meanwhile is new under an old number, never the reverse.
    """
    rows = list(_of(parks, Park.objects.listed(), "pk").order_by("sort_key", "slug").values(*PARK_FIELDS))
    linked: dict[int, set[Key]] = defaultdict(set)
    for park, dimension, pk in _links(parks):
        code = names[dimension].get(pk, "")
        linked[park] |= {(dimension, each) for each in _chain(terms[dimension], code)}
    spaces = _spaces(parks, terms, names)
    sizes = _of(parks, Fact.objects.filter(metric__code=SITE_METRIC, value__isnull=False, park__isnull=False))
    size = dict(sizes.order_by().values("park_id").annotate(most=Max("value")).values_list("park_id", "most"))
    for row in rows:
        pk = row["pk"]
        own = tuple(spaces.get(pk, ()))
        keys = _own_keys(row, terms, names) | linked[pk] | {key for space in own for key in space.keys}
        known = row["longitude"] is not None and row["latitude"] is not None
        yield Record(
            pk=pk,
            number=row["page_version__number"] or 0,
            keys=tuple(keys),
            spaces=own,
            zh_hans=f"{row['sort_key']}\0{row['slug']}",
            en=f"{(row['name_en'] or row['slug']).casefold()}\0{row['slug']}",
            created=row["created_at"].timestamp(),
            size=float(size[pk]) if pk in size else None,
            longitude=float(row["longitude"]) if known else None,
            latitude=float(row["latitude"]) if known else None,
            approximate=row["location_is_approximate"],
        )
