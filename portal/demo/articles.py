"""The demo's articles, from the project's own copy of the source material."""

from typing import Any

from django.db.models import Model

from common.enums import Language
from parks import publishing
from parks.imports import Row, bilingual, ids, link
from parks.models import Article, Industry, Operator, Organisation, Park, Publishable, Region, Source


def load_articles(rows: list[Row]) -> int:
    """Create the articles that are absent and publish both languages of each; one that exists keeps everything."""
    present = ids(Article, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    regions, operators, sources = ids(Region), ids(Operator, "slug"), ids(Source)
    articles = [
        Article.objects.create(
            slug=row["slug"],
            kind=row["kind"],
            published=row.get("published", ""),
            region_id=regions[row["region"]] if "region" in row else None,
            operator_id=operators[row["operator"]] if "operator" in row else None,
            source_id=sources[row["source"]],
            **bilingual(row, "title", "body"),
        )
        for row in fresh
    ]
    connect(Article, articles, fresh)
    publish_all(articles)
    return len(fresh)


def connect(model: type[Model], records: list[Any], rows: list[Row]) -> None:
    """The parks, industries and organisations of new records, in one INSERT each."""
    known = (("parks", ids(Park, "slug")), ("industries", ids(Industry)), ("organisations", ids(Organisation, "slug")))
    for name, keys in known:
        pairs = [(one.pk, keys[code]) for one, row in zip(records, rows, strict=True) for code in row.get(name, ())]
        if pairs:
            link(model, name, pairs)


def publish_all(records: list[Any]) -> None:
    """Both language versions of each, by the system itself."""
    record: Publishable
    for record in records:
        for language in Language.values:
            publishing.publish(record, language, actor=None)
