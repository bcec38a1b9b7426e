"""The organisations and parks of the demo, from the project's own copies of the source material."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from common.enums import Language
from parks import publishing
from parks.enums import DatePrecision, OrganisationRole, ParkState, SpaceStatus
from parks.imports import Row, bilingual, ids, link
from parks.models import (
    Fact,
    Industry,
    Metric,
    Operator,
    Organisation,
    Park,
    ParkIndustry,
    ParkOrganisation,
    ParkService,
    Phase,
    Reach,
    Recognition,
    Region,
    Service,
    SettlementMode,
    Source,
    Space,
    SpaceType,
    Statement,
)

# A catalogue service that is itself a way to settle; every other mode follows from the kinds of space.
MODE_OF_SERVICE = {"company_registration": "company_registration"}
# “Space, investment and service” is more than space: the park must offer the investment too.
SERVICE_FOR_MODE = {"space_investment_service": "equity_investment"}
ONE_LOAD = datetime.timedelta(minutes=2)  # a load creates the spaces some seconds after their parks
# What no source says of a real park; the invented one has it.
SELDOM = ("languages_spoken", "contact_email", "last_reviewed_on")
OFFICE = ("office_opens", "office_closes")


@dataclass
class Catalogues:
    """Primary keys by code, read once for a whole load."""

    sources: dict[str, int] = field(default_factory=lambda: ids(Source))
    metrics: dict[str, int] = field(default_factory=lambda: ids(Metric))
    regions: dict[str, int] = field(default_factory=lambda: ids(Region))
    industries: dict[str, int] = field(default_factory=lambda: ids(Industry))
    services: dict[str, int] = field(default_factory=lambda: ids(Service))
    kinds: dict[str, int] = field(default_factory=lambda: ids(SpaceType))
    modes: dict[str, int] = field(default_factory=lambda: ids(SettlementMode))
    operators: dict[str, int] = field(default_factory=lambda: ids(Operator, "slug"))
    organisations: dict[str, int] = field(default_factory=lambda: ids(Organisation, "slug"))


def load_organisations(rows: list[Row]) -> int:
    """Create the organisations that are absent, with their figures and sources."""
    present = ids(Organisation, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    known = Catalogues(organisations={})
    created = Organisation._base_manager.bulk_create(
        Organisation(
            slug=row["slug"],
            kind=row["kind"],
            country=row.get("country", ""),
            **bilingual(row, "name", "summary", "committees"),
        )
        for row in fresh
    )
    facts = [_facts(row, known, organisation=one) for one, row in zip(created, fresh, strict=True)]
    Fact._base_manager.bulk_create(chain.from_iterable(facts))
    pairs = [(one.pk, known.sources[code]) for one, row in zip(created, fresh, strict=True) for code in row["sources"]]
    link(Organisation, "sources", pairs)
    return len(fresh)


def load_parks(rows: list[Row]) -> int:
    """Create the parks that are absent, parents first, with all their parts, and publish both languages of each.

    A park that exists keeps everything, its state of publication too.
    """
    present = ids(Park, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    known = Catalogues()
    parks: dict[str, Park] = {}
    for row in fresh:
        parks[row["slug"]] = _park(row, known, present | {slug: park.pk for slug, park in parks.items()})
    pairs = [(park, row) for park, row in zip(parks.values(), fresh, strict=True)]
    _create(chain.from_iterable(_parts(park, row, known) for park, row in pairs))
    link(Park, "sources", [(park.pk, known.sources[code]) for park, row in pairs for code in row["sources"]])
    link(Park, "settlement_modes", [(park.pk, pk) for park, row in pairs for pk in settlement_modes(row, known)])
    for park in parks.values():
        for language in Language.values:
            publishing.publish(park, language, actor=None)
    return len(fresh)


def take_back_statuses(rows: list[Row]) -> int:
    """Spaces of an earlier load that are called available although the record says nothing: then every space had to be.

    Only those that nobody has saved since their park was created; what staff or a contract said stays.
    """
    parts = [(row["slug"], order, part) for row in rows for order, part in _numbered(row, "spaces")]
    silent = {(slug, order, part["kind"]) for slug, order, part in parts if "status" not in part}
    loaded = Space.objects.filter(
        status=SpaceStatus.AVAILABLE, is_demonstration=False, updated_at__lt=F("park__created_at") + ONE_LOAD
    )
    found = [pk for pk, *key in loaded.values_list("pk", "park__slug", "order", "kind__code") if tuple(key) in silent]
    return Space.objects.filter(pk__in=found).update(status=SpaceStatus.NOT_STATED, updated_at=timezone.now())


def settlement_modes(row: Row, known: Catalogues) -> list[int]:
    """The modes that a park's record supports, and no others.

    A mode counts when the park offers a kind of space that the catalogue lists for it, or the service that
    `MODE_OF_SERVICE` names; not without the service that `SERVICE_FOR_MODE` asks for. What the source does not
    mention stays open.
    """
    kinds = {known.kinds[space["kind"]] for space in row.get("spaces", ())}
    services = row.get("services", ())
    through = SettlementMode.space_types.through.objects
    found = set(through.filter(spacetype_id__in=kinds).values_list("settlementmode_id", flat=True))
    found |= {known.modes[MODE_OF_SERVICE[code]] for code in services if code in MODE_OF_SERVICE}
    return sorted(found - {known.modes[mode] for mode, code in SERVICE_FOR_MODE.items() if code not in services})


def _park(row: Row, known: Catalogues, parks: dict[str, int]) -> Park:
    """One park's own row."""
    return Park.objects.create(
        slug=row["slug"],
        operator_id=known.operators[row["operator"]],
        parent_id=parks[row["parent"]] if "parent" in row else None,
        host_id=parks[row["host"]] if "host" in row else None,
        kind=row["kind"],
        level=row.get("level", ""),
        aliases="; ".join(row.get("aliases", ())),
        region_id=known.regions[row["region"]],
        country=row["country"],
        latitude=_decimal(row.get("latitude")),
        longitude=_decimal(row.get("longitude")),
        location_is_approximate=row.get("approximate", False),
        state=row.get("state", ParkState.OPERATING),
        accepts_inquiries=not row.get("closed_to_inquiries", False),
        opened_on=row.get("opened_on", ""),
        featured=row.get("featured", False),
        is_demonstration=row.get("demonstration", False),
        **{name: row[name] for name in SELDOM if name in row},
        **{name: datetime.time.fromisoformat(row[name]) for name in OFFICE if name in row},
        **bilingual(row, "name", "summary", "description", "contact_name", "contact_hours"),
    )


def _create(parts: Iterable[models.Model]) -> None:
    """One INSERT for each kind of part."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for part in parts:
        by_model.setdefault(type(part), []).append(part)
    for model, rows in by_model.items():
        model._base_manager.bulk_create(rows)


def _parts(park: Park, row: Row, known: Catalogues) -> Iterable[models.Model]:
    """Everything that hangs on one park, unsaved."""
    yield from _facts(row, known, park=park)
    for rank, code in enumerate(row.get("industries", ()), 1):
        yield ParkIndustry(park=park, industry_id=known.industries[code], rank=rank)
    for code in row.get("services", ()):
        yield ParkService(park=park, service_id=known.services[code])
    for key, role in (("partners", OrganisationRole.PARTNER), ("tenants", OrganisationRole.TENANT)):
        for slug in row.get(key, ()):
            yield ParkOrganisation(park=park, organisation_id=known.organisations[slug], role=role)
    for order, part in enumerate(row.get("reach", ()), 1):
        plain = {name: part[name] for name in ("km", "minutes", "mode", "within") if name in part}
        yield Reach(
            park=park, order=order, source_id=known.sources[part["source"]], **plain, **bilingual(part, "place")
        )
    for part in row.get("phases", ()):
        plain = {name: part[name] for name in ("order", "state", "starts", "ends") if name in part}
        yield Phase(park=park, source_id=known.sources[part["source"]], **plain, **bilingual(part, "name", "scope"))
    for order, part in _numbered(row, "spaces"):
        plain = {"kind_id": known.kinds[part["kind"]], "source_id": known.sources[part["source"]]}
        status = part.get("status", SpaceStatus.NOT_STATED)
        yield Space(park=park, order=order, status=status, **plain, **bilingual(part, "name", "note"))
    for order, part in enumerate(row.get("honours", ()), 1):
        plain = {"awarded": part.get("awarded", ""), "source_id": known.sources[part["source"]]}
        yield Recognition(park=park, order=order, **plain, **bilingual(part, "title"))
    for order, part in enumerate(row.get("statements", ()), 1):
        yield Statement(park=park, order=order, source_id=known.sources[part["source"]], **bilingual(part, "text"))


def _numbered(row: Row, name: str) -> Iterable[tuple[int, Row]]:
    return enumerate(row.get(name, ()), 1)


def _facts(row: Row, known: Catalogues, **owner: Any) -> list[Fact]:
    """The figures of one park or organisation, in the order of the record."""
    return [
        Fact(
            metric_id=known.metrics[figure["metric"]],
            industry_id=known.industries[figure["industry"]] if "industry" in figure else None,
            value=_decimal(figure.get("value")),
            unit=figure.get("unit", ""),
            qualifier=figure.get("qualifier", ""),
            source_id=known.sources[figure["source"]],
            headline=figure.get("headline", False),
            order=order,
            **_dated(figure),
            **bilingual(figure, "note"),
            **owner,
        )
        for order, figure in enumerate(row.get("figures", ()), 1)
    ]


def _dated(figure: Row) -> dict[str, Any]:
    """When a figure held: a day, or a year, which is stored as its first day so that it never looks younger."""
    if "as_of" in figure:
        return {"as_of": figure["as_of"], "as_of_precision": DatePrecision.DAY}
    if "year" in figure:
        return {"as_of": datetime.date(figure["year"], 1, 1), "as_of_precision": DatePrecision.YEAR}
    return {}


def _decimal(value: float | str | None) -> Decimal | None:
    """A number as it is written in the record, without the noise of binary fractions."""
    return None if value is None else Decimal(str(value))
