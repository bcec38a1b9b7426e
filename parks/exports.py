"""Public lists as tables: which columns each has, and how a record of the interface becomes one row.

The rows are those of the interface (`parks.api`), so a table never says more, or something else, than the JSON does.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.tabular import csv_response, xlsx_response

LIMIT = 5000  # rows in one file; the last line tells when there are more
FORMATS = ("csv", "xlsx")
DEMONSTRATION = "is_demonstration"


class Column(NamedTuple):
    """`path` leads through the record: `source.title`. Of a list, every item is taken."""

    path: str
    heading: str | Promise
    is_number: bool = False


def _number(path: str, heading: Any) -> Column:
    return Column(path, heading, True)


SLUG = Column("slug", gettext_lazy("short name in addresses"))
NAME = Column("name", gettext_lazy("name"))
TITLE = Column("title", gettext_lazy("title"))
SUMMARY = Column("summary", gettext_lazy("summary"))
KIND = Column("kind", gettext_lazy("kind"))
PARK = Column("park", gettext_lazy("park"))
PARKS = Column("parks", gettext_lazy("parks"))
COUNTRY = Column("country", gettext_lazy("country code"))
REGION = Column("region", gettext_lazy("region"))
INDUSTRY = Column("industry", gettext_lazy("industry"))
INDUSTRIES = Column("industries", gettext_lazy("industries"))
STATE = Column("state", gettext_lazy("state"))
AS_OF = Column("as_of", gettext_lazy("as of"))
VERIFIED = Column("verified_on", gettext_lazy("verified on"))
REVIEWED = Column("last_reviewed_on", gettext_lazy("last reviewed on"))
SOURCE = (Column("source.title", gettext_lazy("source")), Column("source.url", gettext_lazy("address of the source")))
SOURCES = (
    Column("sources.title", gettext_lazy("sources")),
    Column("sources.url", gettext_lazy("addresses of the sources")),
)
INVENTED = Column(DEMONSTRATION, gettext_lazy("demonstration only"))
PAGE = Column("page", gettext_lazy("page"))
TAIL = (
    Column("updated_at", gettext_lazy("changed at")),
    Column("untranslated", gettext_lazy("not translated")),
)

# By the name that the list has in addresses: its title, and its columns in order.
TABLES: dict[str, tuple[Any, tuple[Column, ...]]] = {
    "parks": (
        gettext_lazy("Parks"),
        (
            SLUG, NAME, SUMMARY, KIND, Column("level", gettext_lazy("level")), STATE, COUNTRY, REGION,
            _number("latitude", gettext_lazy("latitude")), _number("longitude", gettext_lazy("longitude")),
            Column("location_is_approximate", gettext_lazy("location is approximate")), INDUSTRIES,
            Column("accepts_inquiries", gettext_lazy("takes settlement inquiries")), *SOURCES, REVIEWED, PAGE, *TAIL,
        ),
    ),
    "figures": (
        gettext_lazy("Figures of parks"),
        (
            PARK, Column("metric.code", gettext_lazy("code")), Column("metric.name", gettext_lazy("metric")), INDUSTRY,
            _number("value", gettext_lazy("value")), Column("unit_label", gettext_lazy("unit")),
            Column("unit", gettext_lazy("unit code")), Column("qualifier", gettext_lazy("as the source says")), AS_OF,
            Column("as_of_precision", gettext_lazy("date known to the")),
            Column("headline", gettext_lazy("headline figure")), *SOURCE,
        ),
    ),
    "spaces": (
        gettext_lazy("Spaces"),
        (
            _number("id", gettext_lazy("number")), PARK, Column("kind.name", gettext_lazy("kind")), NAME,
            Column("floor", gettext_lazy("floor")), _number("area_min", gettext_lazy("area from (m²)")),
            _number("area_max", gettext_lazy("area to (m²)")), _number("seats", pgettext_lazy("space", "seats")),
            Column("status", gettext_lazy("availability")), Column("available_from", gettext_lazy("available from")),
            Column("fitting", gettext_lazy("fitting")), _number("floor_load", gettext_lazy("floor load (kN/m²)")),
            _number("clear_height", gettext_lazy("clear height (m)")),
            _number("power_kva", gettext_lazy("power (kVA)")), Column("cleanroom", gettext_lazy("clean room")),
            _number("crane_tonnes", gettext_lazy("crane (t)")), _number("lift_tonnes", gettext_lazy("goods lift (t)")),
            Column("fire_class", gettext_lazy("fire hazard class")),
            Column("limits", gettext_lazy("other technical limits")), INDUSTRIES,
            _number("price", gettext_lazy("price")), Column("price_currency", gettext_lazy("currency")),
            Column("price_period", gettext_lazy("price period")), Column("price_basis", gettext_lazy("price basis")),
            _number("minimum_lease_months", gettext_lazy("minimum lease (months)")),
            Column("note", gettext_lazy("note")), VERIFIED, *SOURCE, INVENTED, PAGE, *TAIL,
        ),
    ),
    "land": (
        gettext_lazy("Land"),
        (
            _number("id", gettext_lazy("number")), PARK, Column("code", gettext_lazy("plot number")), NAME,
            Column("use", gettext_lazy("use")), _number("area_ha", gettext_lazy("area (ha)")),
            _number("plot_ratio_min", gettext_lazy("plot ratio from")),
            _number("plot_ratio_max", gettext_lazy("plot ratio to")),
            _number("tenure_years", gettext_lazy("term of use (years)")),
            Column("supply_mode", gettext_lazy("given out by")),
            Column("auction_on", gettext_lazy("date of auction or listing")),
            Column("notice_url", gettext_lazy("address of the notice")),
            _number("investment_min", gettext_lazy("minimum investment")), _number("price", gettext_lazy("price")),
            Column("currency", gettext_lazy("currency")), Column("price_basis", gettext_lazy("price basis")),
            Column("status", gettext_lazy("availability")), Column("note", gettext_lazy("note")), VERIFIED, *SOURCE,
            INVENTED, *TAIL,
        ),
    ),
    "services": (
        gettext_lazy("Services"),
        (
            Column("code", gettext_lazy("code")), NAME, Column("tier", gettext_lazy("tier")), SUMMARY,
            Column("scope", gettext_lazy("what it covers")), Column("documents", gettext_lazy("documents needed")),
            _number("lead_days", gettext_lazy("lead time (working days)")), Column("fee_kind", gettext_lazy("fee")),
            Column("modes", gettext_lazy("ways to settle")), _number("park_count", gettext_lazy("parks")), *SOURCES,
            PAGE, TAIL[1],
        ),
    ),
    "steps": (
        gettext_lazy("Steps of a settlement"),
        (
            Column("mode", gettext_lazy("settlement mode")), COUNTRY, _number("order", gettext_lazy("order")),
            Column("title", gettext_lazy("step")), Column("who", gettext_lazy("who acts")),
            Column("documents", gettext_lazy("documents needed")), Column("note", gettext_lazy("note")),
            _number("days_min", gettext_lazy("working days, from")),
            _number("days_max", gettext_lazy("working days, to")), Column("fee_kind", gettext_lazy("fee")),
            Column("fee_note", gettext_lazy("about the fee")), Column("legal_basis", gettext_lazy("legal basis")),
            AS_OF, *SOURCE, TAIL[1],
        ),
    ),
    "policies": (
        gettext_lazy("Policies"),
        (
            SLUG, TITLE, KIND, Column("level", gettext_lazy("level")), Column("effect", gettext_lazy("effect")),
            Column("delivery", gettext_lazy("delivery")), Column("issuer", gettext_lazy("issued by")),
            Column("document_number", gettext_lazy("document number")), SUMMARY, COUNTRY, REGION,
            Column("published", gettext_lazy("published")), Column("valid_from", gettext_lazy("valid from")),
            Column("valid_to", gettext_lazy("valid to")), Column("figures", gettext_lazy("figures")),
            Column("conditions", gettext_lazy("conditions")), PARKS, INDUSTRIES,
            Column("modes", gettext_lazy("settlement modes")), Column("link", gettext_lazy("address of the text")),
            *SOURCES, REVIEWED, PAGE, *TAIL,
        ),
    ),
    "opportunities": (
        gettext_lazy("Investment projects"),
        (
            SLUG, TITLE, SUMMARY, PARK, INDUSTRY, STATE, Column("cooperation", gettext_lazy("ways to cooperate")),
            _number("investment_min", gettext_lazy("investment from")),
            _number("investment_max", gettext_lazy("investment to")), Column("currency", gettext_lazy("currency")),
            _number("area_min", gettext_lazy("area from (m²)")), _number("area_max", gettext_lazy("area to (m²)")),
            _number("jobs", gettext_lazy("jobs")), Column("open_until", gettext_lazy("open until")), AS_OF, *SOURCE,
            INVENTED, PAGE, *TAIL,
        ),
    ),
    "partnerships": (
        gettext_lazy("Partnerships"),
        (
            SLUG, TITLE, KIND, STATE, Column("parties", gettext_lazy("sides")),
            Column("signed", gettext_lazy("signed")),
            Column("signed_note", gettext_lazy("about the date")), Column("place", gettext_lazy("place")), SUMMARY,
            Column("functions", gettext_lazy("functions")), Column("last_activity", gettext_lazy("last activity")),
            Column("activities", gettext_lazy("activities")), Column("ended_on", gettext_lazy("ended on")), *SOURCES,
            PAGE, *TAIL,
        ),
    ),
    "organisations": (
        gettext_lazy("Organisations"),
        (
            SLUG, NAME, KIND, COUNTRY, SUMMARY, Column("committees", gettext_lazy("committees")),
            Column("partner_of", gettext_lazy("works with")), Column("tenant_of", gettext_lazy("tenant of")),
            Column("facts", gettext_lazy("figures")), *SOURCES, PAGE, TAIL[1],
        ),
    ),
    "articles": (
        gettext_lazy("Articles"),
        (
            SLUG, TITLE, KIND, SUMMARY, Column("published", gettext_lazy("published")), REGION, PARKS, INDUSTRIES,
            *SOURCE, PAGE, *TAIL,
        ),
    ),
    "events": (
        gettext_lazy("Events"),
        (
            SLUG, TITLE, KIND, SUMMARY, Column("day", gettext_lazy("date")),
            Column("date_note", gettext_lazy("about the date")), Column("starts_at", gettext_lazy("starts at")),
            Column("ends_at", gettext_lazy("ends at")), Column("time_zone", gettext_lazy("time zone")),
            Column("place", gettext_lazy("place")), Column("cancelled", gettext_lazy("cancelled")), PARKS, INDUSTRIES,
            *SOURCE, INVENTED, PAGE, *TAIL,
        ),
    ),
    "stories": (
        gettext_lazy("Stories"),
        (
            SLUG, TITLE, Column("company", gettext_lazy("company, as it is named")), SUMMARY, PARK,
            Column("from_country", gettext_lazy("came from")), INDUSTRY,
            Column("visited_on", gettext_lazy("visited on")), Column("signed_on", gettext_lazy("signed on")),
            _number("days_to_sign", gettext_lazy("days from visit to signing")),
            Column("settled_on", gettext_lazy("settled on")), *SOURCE, INVENTED, PAGE, *TAIL,
        ),
    ),
    "exchange-rates": (
        gettext_lazy("Exchange rates"),
        (
            Column("operator", gettext_lazy("operator")), Column("base", gettext_lazy("currency")),
            Column("quote", gettext_lazy("other currency")), _number("rate", gettext_lazy("rate")), AS_OF, *SOURCE,
            INVENTED,
        ),
    ),
}  # fmt: skip


def _pick(record: Any, path: str) -> Any:
    """What stands at the end of a path; a list where a list was met on the way, None where something was missing."""
    first, _dot, rest = path.partition(".")
    found = record.get(first) if isinstance(record, Mapping) else None
    if not rest:
        return found
    return [_pick(item, rest) for item in found] if isinstance(found, list) else _pick(found, rest)


def _words(value: Any) -> str:
    """A value in one cell: labels and names instead of codes, several with semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "; ".join(filter(None, map(_words, value)))
    if not isinstance(value, Mapping):
        return str(value)
    if "metric" in value:
        dated = f" ({value['as_of']})" if value["as_of"] else ""
        return f"{_words(value['metric'])}: {_figure(value, value['unit_label'])}{dated}"
    if "value" in value:
        return f"{value['label']}: {_figure(value, value['unit_label'] or value['unit'])}"
    if "happened" in value:
        return f"{value['happened']} {value['text']}"
    return str(next((value[name] for name in ("label", "name", "title", "text") if value.get(name)), ""))


def _figure(record: Mapping[str, Any], unit: str) -> str:
    """A number with its unit, or what the source said instead of one."""
    if record["value"] is None:
        return _words(record["qualifier"])
    return f"{_exact(record['value'])} {unit}".strip()


def _exact(text: Any) -> str:
    """`8.2700` as `8.27`."""
    plain = f"{Decimal(str(text)):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _cell(record: Mapping[str, Any], column: Column) -> Any:
    value = _pick(record, column.path)
    if column.is_number:
        return None if value is None else Decimal(_exact(value))
    if column.path == DEMONSTRATION:
        return _("Invented, to show how the site works.") if value else ""
    return _words(value)


def headings(table: str) -> list[str]:
    """In the reader's language."""
    return [str(column.heading)[:1].upper() + str(column.heading)[1:] for column in TABLES[table][1]]


def lines(table: str, records: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    return [[_cell(record, column) for column in TABLES[table][1]] for record in records]


def response(table: str, form: str, records: Sequence[Mapping[str, Any]], total: int) -> HttpResponse:
    """The records as a file to save. Of more than `LIMIT`, the last line says how many are missing."""
    rows = lines(table, records)
    if total > len(records):
        told = _("Only the first %(shown)d of %(total)d rows. Narrow the list down for the rest.")
        rows.append([told % {"shown": len(records), "total": total}])
    if form == "xlsx":
        return xlsx_response(f"{table}.xlsx", str(TABLES[table][0]), headings(table), rows)
    return csv_response(f"{table}.csv", headings(table), rows)
