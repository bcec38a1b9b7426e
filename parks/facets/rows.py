"""The parks of an answer as a queryset, for everybody who pages through rows: the page, the API, exports."""

import json
from collections.abc import Iterator
from typing import Any, Self

from django.db.models import BooleanField, F, Func, Q, Value

from parks.facets.answers import Answer
from parks.models import Park
from parks.models.parks import ParkQuerySet

CHUNK = 500


class Among(Func):
    """Whether a number is in a list, which travels as one parameter however long it is."""

    output_field = BooleanField()
    template = "%(expressions)s"

    def __init__(self, column: str, numbers: list[int]) -> None:
        super().__init__(F(column), Value(json.dumps(numbers)))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        joiner = " IN (SELECT value FROM json_each("
        return super().as_sql(compiler, connection, template="(%(expressions)s)))", arg_joiner=joiner, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        joiner = " IN (SELECT each::bigint FROM json_array_elements_text("
        template = "(%(expressions)s::json) AS each))"
        return super().as_sql(compiler, connection, template=template, arg_joiner=joiner, **extra)


class AnsweredParks(ParkQuerySet):
    """Public parks in the answer's order. Counting and slicing ask the index; only the rows of a slice are read.

    Whatever narrows or reshapes it further (`filter`, `values`, `order_by` …) is an ordinary query over these parks.
    """

    answer: Answer | None = None

    @classmethod
    def of(cls, parks: ParkQuerySet, answer: Answer) -> ParkQuerySet:
        """`parks` narrowed to the answer. Only the plain public parks may be counted without the database."""
        if parks.query.is_empty():
            return parks
        if parks.query.where != Park.objects.public().query.where:
            return parks.filter(Q(Among("pk", answer.ids())))
        made = parks.all()
        made.__class__ = cls
        made.answer = answer  # type: ignore[attr-defined]
        return made

    def _clone(self) -> Self:
        clone = self._bare()
        if self.answer is not None:
            clone.query.add_q(Q(Among("pk", self.answer.ids())))
        return clone

    def _bare(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        return clone

    def _kept(self, bare: Self) -> Self:
        bare.answer = self.answer
        return bare

    def all(self) -> Self:
        return self._kept(self._bare())

    def select_related(self, *fields: Any) -> Self:
        return self._kept(self._bare().select_related(*fields) if self.answer else super().select_related(*fields))

    def prefetch_related(self, *lookups: Any) -> Self:
        return self._kept(
            self._bare().prefetch_related(*lookups) if self.answer else super().prefetch_related(*lookups)
        )

    def count(self) -> int:
        return super().count() if self.answer is None else len(self.answer)

    def exists(self) -> bool:
        return super().exists() if self.answer is None else len(self.answer) > 0

    def __getitem__(self, wanted: Any) -> Any:
        if self.answer is None or self._result_cache is not None:
            return super().__getitem__(wanted)
        if isinstance(wanted, slice):
            if wanted.step is not None or (wanted.start or 0) < 0 or (wanted.stop or 0) < 0:
                raise ValueError("Parks come in plain slices only.")
            return self._rows(self.answer.ids(wanted.start or 0, wanted.stop))
        return self._rows(self.answer.ids(wanted, wanted + 1))[0]

    def iterator(self, chunk_size: int | None = None) -> Iterator[Park]:
        if self.answer is None:
            yield from super().iterator(chunk_size)
            return
        ids, size = self.answer.ids(), chunk_size or CHUNK
        for start in range(0, len(ids), size):
            yield from self._rows(ids[start : start + size])

    def _rows(self, ids: list[int]) -> list[Park]:
        """These parks in this order; one that has vanished since the index was read is left out."""
        found: dict[int, Park] = {}
        for start in range(0, len(ids), CHUNK):
            bare = self._bare().order_by().filter(pk__in=ids[start : start + CHUNK])
            found |= {park.pk: park for park in bare}
        return [found[pk] for pk in ids if pk in found]

    def _fetch_all(self) -> None:
        if self.answer is not None and self._result_cache is None:
            self._result_cache = self._rows(self.answer.ids())
            self._prefetch_done = True
        super()._fetch_all()
