"""The policies of the demo, from the project's own copies of the source material."""

from collections.abc import Iterable
from decimal import Decimal

from common.enums import Language
from parks import publishing
from parks.imports import Row, bilingual, ids, link
from parks.models import (
    Industry,
    Organisation,
    Park,
    Policy,
    PolicyCondition,
    PolicyFigure,
    Region,
    SettlementMode,
    Source,
)

# The key of a record, the model that it names and how.
LINKS = (
    ("parks", Park, "slug"),
    ("organisations", Organisation, "slug"),
    ("industries", Industry, "code"),
    ("modes", SettlementMode, "code"),
    ("sources", Source, "code"),
)
PLAIN = ("kind", "effect", "level", "delivery", "country", "published", "document_number", "link")


def load_policies(rows: list[Row]) -> int:
    """Create the policies that are absent, with figures, conditions and links, and publish both languages of each.

    A policy that exists keeps everything, its state of publication too.
    """
    present = ids(Policy, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    regions = ids(Region)
    pairs = [(_policy(row, regions), row) for row in fresh]
    PolicyFigure._base_manager.bulk_create(figure for policy, row in pairs for figure in _figures(policy, row))
    PolicyCondition._base_manager.bulk_create(one for policy, row in pairs for one in _conditions(policy, row))
    for name, model, key in LINKS:
        known = ids(model, key)
        link(Policy, name, [(policy.pk, known[code]) for policy, row in pairs for code in row.get(name, ())])
    for policy, _row in pairs:
        for language in Language.values:
            publishing.publish(policy, language, actor=None)
    return len(fresh)


def _policy(row: Row, regions: dict[str, int]) -> Policy:
    return Policy.objects.create(
        slug=row["slug"],
        region_id=regions[row["region"]] if "region" in row else None,
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        **{name: row[name] for name in PLAIN if name in row},
        **bilingual(row, "title", "issuer", "summary", "materials", "how_to_apply"),
    )


def _figures(policy: Policy, row: Row) -> Iterable[PolicyFigure]:
    for order, part in enumerate(row.get("figures", ()), 1):
        labels = {"unit_label_zh": part.get("unit_zh", ""), "unit_label_en": part.get("unit_en", "")}
        yield PolicyFigure(
            policy=policy,
            order=order,
            value=Decimal(str(part["value"])),
            unit=part.get("unit", ""),
            qualifier=part.get("qualifier", ""),
            year=part.get("year"),
            is_benefit=part.get("benefit", False),
            **bilingual(part, "label"),
            **bilingual(labels, "unit_label"),
        )


def _conditions(policy: Policy, row: Row) -> Iterable[PolicyCondition]:
    for order, part in enumerate(row.get("conditions", ()), 1):
        yield PolicyCondition(
            policy=policy,
            order=order,
            attribute=part["attribute"],
            test=part.get("test", ""),
            values=part.get("values", []),
            **bilingual(part, "text"),
        )
