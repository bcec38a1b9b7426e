"""SELECTs whose SQL is made once: for pages that are read so often that making it takes longer than running it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

MARK = "\0:"  # no value from outside begins so


def blank(name: str) -> str:
    """Stands in a queryset where a text will stand that is known only when it runs."""
    return f"{MARK}{name}"


class Prepared:
    """`Prepared(lambda: Park.objects.filter(slug=blank("slug")).values_list("pk"))`, then `.rows(slug="a")`.

    Rows come as the database has them, without the model's conversions: only for numbers and texts.
    """

    def __init__(self, make: Callable[[], QuerySet]) -> None:
        self.make = make
        self.made: dict[str, tuple[str, tuple[Any, ...]]] = {}  # by vendor of the database

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        if connection.vendor not in self.made:
            self.made[connection.vendor] = self.make().query.sql_with_params()
        sql, parameters = self.made[connection.vendor]
        filled = [
            values[one.removeprefix(MARK)] if isinstance(one, str) and one.startswith(MARK) else one
            for one in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
