"""Finding records by words in either language, alike on every database.

A run of Chinese characters matches wherever it stands, so words of two characters are found and “科技园” does
not match the scattered characters of another word; a word of another script matches from its beginning.
Every piece of the query must match.
"""

from typing import TypeVar

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from parks.indexing import reindex
from parks.models import SearchEntry
from parks.search.finding import Candidate, Found, Hit, corrected, find, hits, suggest
from parks.search.matching import wanted
from parks.search.query import parse

__all__ = ["Candidate", "Found", "Hit", "corrected", "find", "hits", "reindex", "search", "suggest"]


Rows = TypeVar("Rows", bound=QuerySet)


def search(rows: Rows, query: str, kind: str = "park") -> Rows:
    """The rows, of one kind, that match every piece of the query, annotated with `name_rank` (0 when the names match,
    else 1).

    Public ones only: others have no entry. A query without a single letter, digit or character (“？”) finds nothing;
    further pieces than eight are ignored. Nothing is corrected here.
    """
    asked = wanted(parse(query))
    if not asked:
        return rows.none().annotate(name_rank=Value(1))
    entries = SearchEntry.objects.filter(kind=kind)
    matching = entries.filter(tokens__match=asked).values("record")
    named = entries.filter(title_tokens__match=asked).values("record")
    rank = Case(When(Q(pk__in=named), then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.filter(pk__in=matching).annotate(name_rank=rank)
