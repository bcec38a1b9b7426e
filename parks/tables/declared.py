"""The tables that can be imported, in the order in which the back office offers them."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from parks import claims
from parks.models import (
    Fact,
    Industry,
    LandParcel,
    Opportunity,
    Organisation,
    Park,
    ParkService,
    Policy,
    Publishable,
    Region,
    Source,
    Space,
)
from parks.tables.columns import Before, Complaint, Table, both, table


def either(*names: str) -> Any:
    """The two languages are equals: a text that a record needs may be given in either."""

    def rule(record: Any, before: Before) -> Iterator[Complaint]:
        for name in names:
            columns = both(name)
            if not any(getattr(record, column) for column in columns):
                yield columns[0], _("Fill this in, in at least one of the two languages.")

    return rule


def keep_published(record: Publishable, before: Before) -> Iterator[Complaint]:
    """What readers see stays complete."""
    for language in Language:
        if record.pk is None or not record.is_public_in(language):
            continue
        for name in record.REQUIRED_TEXTS:
            column = f"{name}_{language.suffix}"
            if before.texts.get(column) and not getattr(record, column):
                yield column, _("This version is public. Withdraw it first, then empty this text.")


def keep_claims(space: Space, before: Before) -> Iterator[Complaint]:
    """A space that a case holds or has let is not given a status by hand."""
    is_other = not before.is_new and before.texts.get("status") != space.status
    if is_other and claims.standing(space):
        yield "status", lazy(claims.standing, str)(space)  # in each language of its own


def park_of_operator(project: Opportunity, before: Before) -> Iterator[Complaint]:
    if project.park is not None and project.operator_id and project.park.operator_id != project.operator_id:
        yield "park", _("This park is run by another operator.")


def region_in_country(record: Any, before: Before) -> Iterator[Complaint]:
    if record.region is not None and record.country and record.region.country != str(record.country):
        yield "region", _("This region lies in another country.")


def complete_hours(park: Park, before: Before) -> Iterator[Complaint]:
    if (park.office_opens is None) != (park.office_closes is None):
        yield "office_opens", _("Enter both times, the opening before the closing.")


PARKS = table(
    "parks",
    Park,
    ("slug",),
    ["slug", *both("name", "summary", "description"), "aliases", "operator", "parent", "host", "kind", "level", "state",
     "opened_on", "accepts_inquiries", "country", "region", *both("address"), "latitude", "longitude",
     "location_is_approximate", "industries", "settlement_modes", "languages_spoken", *both("contact_name"),
     "contact_phone", "contact_email", "contact_wechat", *both("contact_hours"), "office_opens", "office_closes",
     "sources", "last_reviewed_on"],
    required=("operator", "kind", "country"),
    rules=(either("name"), keep_published, region_in_country, complete_hours),
)  # fmt: skip
SPACES = table(
    "spaces",
    Space,
    ("park", "code"),
    ["park", "code", "kind", *both("name", "note"), "floor", "area_min", "area_max", "seats", "status",
     "available_from", "fitting", "floor_load", "clear_height", "power_kva", "cleanroom", "crane_tonnes",
     "lift_tonnes", "fire_class", *both("limits"), "industries", "price", "price_currency", "price_period",
     "price_basis", "minimum_lease_months", "verified_on", "source", "is_demonstration", "order"],
    required=("kind",),
    rules=(keep_claims,),
)  # fmt: skip
LAND = table(
    "land",
    LandParcel,
    ("park", "code"),
    ["park", "code", *both("name", "note"), "use", "area_ha", "plot_ratio_min", "plot_ratio_max", "tenure_years",
     "supply_mode", "auction_on", "notice_url", "investment_min", "price", "currency", "price_basis", "status",
     "verified_on", "source", "is_demonstration", "order"],
    required=("use",),
)  # fmt: skip
POLICIES = table(
    "policies",
    Policy,
    ("slug",),
    ["slug", *both("title", "issuer", "summary", "materials", "how_to_apply"), "operator", "kind", "level", "effect",
     "delivery", "document_number", "link", "country", "region", "published", "valid_from", "valid_to", "parks",
     "industries", "modes", "organisations", "sources", "last_reviewed_on"],
    required=("kind", "country"),
    rules=(either("title"), keep_published, region_in_country),
)  # fmt: skip
PARK_SERVICES = table("park-services", ParkService, ("park", "service"), ["park", "service", "provider", *both("note")])
OPPORTUNITIES = table(
    "opportunities",
    Opportunity,
    ("slug",),
    ["slug", *both("title", "summary", "description", "offered", "wanted"), "operator", "park", "industry", "state",
     "cooperation", "investment_min", "investment_max", "currency", "area_min", "area_max", "jobs", "open_until",
     "as_of", "source", "is_demonstration", "last_reviewed_on"],
    required=("operator",),
    rules=(either("title"), keep_published, park_of_operator),
)  # fmt: skip
FACTS = table(
    "facts",
    Fact,
    ("park", "metric", "industry", "as_of", "source"),
    ["park", "metric", "industry", "value", "unit", "qualifier", "as_of", "as_of_precision", "source", *both("note"),
     "headline", "order"],
    loose=("industry", "as_of"),
)  # fmt: skip
ORGANISATIONS = table(
    "organisations",
    Organisation,
    ("slug",),
    ["slug", *both("name"), "kind", "country", *both("summary", "committees"), "sources"],
    required=("kind",),
    rules=(either("name"),),
)
SOURCES = table("sources", Source, ("code",), ["code", *both("title"), "url", "published_on"])
REGIONS = table(
    "regions",
    Region,
    ("code",),
    ["code", *both("name"), "kind", "country", "parent", "order"],
    required=("kind", "country"),
    rules=(either("name"),),
)
INDUSTRIES = table(
    "industries",
    Industry,
    ("code",),
    ["code", *both("name", "summary"), "group", "parent", "order", "retired", "sources"],
    rules=(either("name"),),
)
TABLES: dict[str, Table] = {
    one.code: one
    for one in (
        SPACES, LAND, PARK_SERVICES, FACTS, PARKS, POLICIES, OPPORTUNITIES, SOURCES, ORGANISATIONS, REGIONS, INDUSTRIES,
    )
}  # fmt: skip
