"""The demo's investment projects: all invented, all marked as demonstrations."""

from parks.imports import Row, bilingual, ids
from parks.models import Industry, Opportunity, Park
from portal.demo.articles import publish_all

PLAIN = ("state", "cooperation", "currency", "jobs", "open_until", "as_of")
AMOUNTS = ("investment_min", "investment_max", "area_min", "area_max")
TEXTS = ("title", "summary", "description", "offered", "wanted")


def load_opportunities(rows: list[Row]) -> int:
    """Create the projects that are absent and publish both languages of each; one that exists keeps everything."""
    present = ids(Opportunity, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    parks = {park.slug: park for park in Park.objects.filter(slug__in={row["park"] for row in fresh})}
    industries = ids(Industry)
    projects = [
        Opportunity.objects.create(
            slug=row["slug"],
            park=parks[row["park"]],
            operator_id=parks[row["park"]].operator_id,
            industry_id=industries[row["industry"]] if "industry" in row else None,
            is_demonstration=True,
            **{name: row[name] for name in (*PLAIN, *AMOUNTS) if name in row},
            **bilingual(row, *TEXTS),
        )
        for row in fresh
    ]
    publish_all(projects)
    return len(fresh)
