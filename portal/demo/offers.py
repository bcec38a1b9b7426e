"""The invented part of what parks offer: spaces, plots and exchange rates, each marked as a demonstration."""

from typing import Any

from parks.imports import Row, bilingual, ids, read_rows
from parks.models import ExchangeRate, LandParcel, Operator, Park, Space, SpaceType
from portal.demo.people import DATA

TEXTS = ("name_zh", "name_en", "note_zh", "note_en")
ORDER = 900  # behind everything that a source states


def load_demonstration() -> int:
    """Create the invented rows that are absent; one that exists stays as it is. Rows of absent parks are left out."""
    records = _records()
    parks, kinds = ids(Park, "slug"), ids(SpaceType)
    spaces = _absent(Space, records["spaces"], parks)
    for row in spaces:
        _create(Space, row, parks, kind_id=kinds[row["kind"]])
    parcels = _absent(LandParcel, records["parcels"], parks)
    for row in parcels:
        _create(LandParcel, row, parks)
    return len(spaces) + len(parcels) + _load_rates(records["rates"])


def _records() -> dict[str, list[Row]]:
    return dict(read_rows(DATA / "demonstration.yaml"))  # type: ignore[arg-type]  # three lists, by name


def _absent(model: Any, rows: list[Row], parks: dict[str, int]) -> list[Row]:
    """Spaces or plots that are not there, told from the others of their park by their English names."""
    there = set(model.objects.filter(is_demonstration=True).values_list("park", "name_en"))
    return [row for row in rows if row["park"] in parks and (parks[row["park"]], row["name_en"]) not in there]


def _create(model: Any, row: Row, parks: dict[str, int], **extra: Any) -> None:
    plain = {name: value for name, value in row.items() if name not in (*TEXTS, "park", "kind")}
    model.objects.create(
        park_id=parks[row["park"]],
        is_demonstration=True,
        order=ORDER,
        **plain,
        **extra,
        **bilingual(row, "name", "note"),
    )


def _load_rates(rows: list[Row]) -> int:
    """Rates that are absent; one without an operator is the site's."""
    operators = ids(Operator, "slug")
    there = set(ExchangeRate.objects.values_list("operator", "base", "quote", "as_of"))
    created = 0
    for row in rows:
        operator = operators[row["operator"]] if "operator" in row else None
        pair = {"base": row["base"], "quote": row["quote"], "as_of": row["as_of"]}
        if (operator, *pair.values()) not in there:
            ExchangeRate.objects.create(operator_id=operator, rate=row["rate"], is_demonstration=True, **pair)
            created += 1
    return created
