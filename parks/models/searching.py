"""The search index: one row for each record that the public can find, and the words that correct a typing mistake.

Both are derived and written by `parks.indexing` alone; `manage.py reindex` makes them again from the records.

What is matched is tokens of our own making (`parks.indexing.tokens`), plain ASCII between spaces, so that both
databases cut and compare them alike. SQLite keeps them in two FTS5 tables, `parks_searchindex` and, of the titles
alone, `parks_searchtitles`, which triggers on the entries keep up to date; PostgreSQL in two generated tsvector columns
with GIN indexes. A migration that changes SearchEntry makes SQLite copy the table and so loses the triggers: begin it
with `drop_index` and end it with `create_index` of migration 0005.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Lookup

INDEXES = {"title_tokens": "parks_searchtitles", "tokens": "parks_searchindex"}
VECTORS = {"title_tokens": "title_vector", "tokens": "vector"}
ENTRIES = "parks_searchentry"


@dataclass(frozen=True)
class Needle:
    """Tokens that must stand one behind the other; with `prefix` the last one may be the beginning of a token.

    With `any_of` these single tokens stand for all that begin so, and one of them must occur. Each of `also` alone
    will do instead: other forms of the word.
    """

    tokens: tuple[str, ...]
    prefix: bool = False
    any_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def in_fts5(asked: Sequence[Needle]) -> str:
    """The needles as SQLite asks its index for them."""
    parts = []
    for needle in asked:
        phrase = f'"{" ".join(needle.tokens)}"{" *" if needle.prefix else ""}'
        words = [f'"{token}"' for token in needle.any_of] or [phrase]
        words += [f'"{token}"' for token in needle.also]
        parts.append(f"({' OR '.join(words)})" if len(words) > 1 else words[0])
    return " AND ".join(parts)


def in_tsquery(asked: Sequence[Needle]) -> str:
    """The needles as PostgreSQL asks its index for them."""
    parts = []
    for needle in asked:
        phrase = " <-> ".join(f"'{token}'" for token in needle.tokens) + (":*" if needle.prefix else "")
        words = [f"'{token}'" for token in needle.any_of] or [phrase]
        words += [f"'{token}'" for token in needle.also]
        parts.append(f"({' | '.join(words)})" if len(words) > 1 else words[0])
    return " & ".join(parts)


class TokensField(models.TextField):
    """Tokens between spaces. `title_tokens__match=needles` and `tokens__match=needles` ask the index; see `Match`.

    In another table than the entries' the column is indexed by the table `<table>_index` in SQLite and by the column
    `vector` in PostgreSQL.
    """


@TokensField.register_lookup
class Match(Lookup):
    """Every needle occurs: in the title tokens alone, or (asked of `tokens`) in the title's and the text's together."""

    lookup_name = "match"
    prepare_rhs = False
    rhs: Sequence[Needle]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        raise NotImplementedError("each database has its own form")

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        table, column = self.lhs.target.model._meta.db_table, self.lhs.target.column
        index = INDEXES[column] if table == ENTRIES else f"{table}_index"
        key = connection.ops.quote_name(self.lhs.target.model._meta.pk.column)
        row = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{key}"
        return f"{row} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [in_fts5(self.rhs)]  # noqa: S608 - names of our own

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        is_entry = self.lhs.target.model._meta.db_table == ENTRIES
        vector = connection.ops.quote_name(VECTORS[self.lhs.target.column] if is_entry else "vector")
        return f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{vector} @@ %s::tsquery", [in_tsquery(self.rhs)]


class SearchEntry(models.Model):
    """What search knows of one public record. Texts of language versions that are not published are empty here.

    The number of an entry is its place in the order of what is looked at first (`parks.indexing.places`), so that
    both databases can walk their index in that order and stop early. `slug` is what the record's address is made of,
    `context` what stands beside the title (the park of a space), `weight` how much the record counts among equals,
    `happened` a partial date.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    record = models.PositiveBigIntegerField()
    weight = models.SmallIntegerField(default=0)
    happened = models.CharField(max_length=10, blank=True)
    slug = models.CharField(max_length=100)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    context_zh_hans = models.CharField(max_length=300, blank=True)
    context_en = models.CharField(max_length=300, blank=True)
    title_tokens = TokensField(blank=True)
    tokens = TokensField(blank=True)
    text_zh_hans = models.TextField(blank=True)
    text_en = models.TextField(blank=True)

    objects: ClassVar[models.Manager["SearchEntry"]] = models.Manager()

    class Meta:
        # The record first: no database shall walk all entries of one kind instead of asking the index.
        constraints = [models.UniqueConstraint(fields=["record", "kind"], name="search_entry_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class SearchWord(models.Model):
    """A word or code that begins with a Latin letter and occurs in an entry: all of three signs and more, cut at forty.
    Some may have gone from all entries since the last rebuild.
    """

    word = models.CharField(max_length=40, unique=True)

    objects: ClassVar[models.Manager["SearchWord"]] = models.Manager()

    def __str__(self) -> str:
        return self.word
