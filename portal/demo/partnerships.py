"""The partnerships of the demo, with their sides and what the sources date."""

from common.enums import Language
from parks import publishing
from parks.imports import Row, bilingual, ids, link
from parks.models import Activity, Organisation, Park, Partnership, Party, Source


def load_partnerships(rows: list[Row]) -> int:
    """Create the partnerships that are absent and publish both languages of each; what exists stays as it is.

    The parks and organisations that they name must be there.
    """
    present = ids(Partnership, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    sides = {"park": ids(Park, "slug"), "organisation": ids(Organisation, "slug")}
    sources = ids(Source)
    created = [_partnership(row) for row in fresh]
    pairs = list(zip(created, fresh, strict=True))
    Party.objects.bulk_create(
        Party(partnership=one, order=order, **{f"{side}_id": sides[side][slug] for side, slug in party.items()})
        for one, row in pairs
        for order, party in enumerate(row["parties"], 1)
    )
    Activity.objects.bulk_create(
        Activity(
            partnership=one,
            happened=activity["happened"],
            source_id=sources[activity["source"]],
            **bilingual(activity, "text"),
        )
        for one, row in pairs
        for activity in row.get("activities", ())
    )
    link(Partnership, "sources", [(one.pk, sources[code]) for one, row in pairs for code in row["sources"]])
    for one in created:
        for language in Language.values:
            publishing.publish(one, language, actor=None)
    return len(fresh)


def _partnership(row: Row) -> Partnership:
    """One partnership's own row."""
    texts = bilingual(row, "title", "summary", "place", "functions", "signed_note")
    return Partnership.objects.create(slug=row["slug"], kind=row["kind"], signed=row.get("signed", ""), **texts)
