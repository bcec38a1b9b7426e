"""Finding parks by words in either language, alike on every database.

A run of Chinese characters matches wherever it stands, so words of two characters are found and “科技园” does
not match the scattered characters of another word; a word of another script matches from its beginning.
Every piece of the query must match. At the size of a national catalogue this is one scan of a narrow column.
"""

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import LessThan

from parks.indexing import NAME_END, index_text, is_chinese, reindex, terms
from parks.models.parks import ParkQuerySet

__all__ = ["index_text", "reindex", "search"]

MAX_TERMS = 8


def _needle(term: str) -> str:
    return term if is_chinese(term) else f" {term}"


def search(parks: ParkQuerySet, query: str) -> ParkQuerySet:
    """The parks that match every piece of the query, annotated with `name_rank` (0 when the name matches, else 1).

    A query without a single letter, digit or character (“？”) finds nothing; further pieces than eight are ignored.
    """
    needles = [_needle(term) for term in terms(query)[:MAX_TERMS]]
    if not needles:
        return parks.none().annotate(name_rank=Value(1))
    matches, in_name = Q(), Q()
    for needle in needles:
        matches &= Q(search_text__contains=needle)
        in_name &= Q(LessThan(StrIndex("search_text", Value(needle)), StrIndex("search_text", Value(NAME_END))))
    rank = Case(When(in_name, then=Value(0)), default=Value(1), output_field=IntegerField())
    return parks.filter(matches).annotate(name_rank=rank)
