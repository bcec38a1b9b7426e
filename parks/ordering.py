"""The order of rows that hang on one record: figures, phases, spaces, photos, steps."""

from collections.abc import Sequence

from django.db import models, transaction


def arrange(rows: Sequence[models.Model], column: str = "order") -> bool:
    """Put rows into this sequence; whether anything had to be written.

    1. The rows are locked in order of id and read afresh. 2. If their numbers say this sequence already, nothing is
    written. 3. All get numbers that none of them has, then 1, 2, 3 …: at no moment do two of them have the same, which
    a unique constraint would refuse. The second pass saves row by row, so that the pages are told.
    """
    wanted = [row.pk for row in rows]
    if len(wanted) < 2:
        return False
    model = type(rows[0])
    with transaction.atomic():
        locked = {row.pk: row for row in model._base_manager.select_for_update().filter(pk__in=wanted).order_by("pk")}
        sequence = [locked[pk] for pk in wanted if pk in locked]
        if [(getattr(row, column), row.pk) for row in sequence] == sorted(
            (getattr(row, column), row.pk) for row in sequence
        ):
            return False
        free = _free({getattr(row, column) for row in sequence}, len(sequence))
        for number, row in enumerate(sequence):
            model._base_manager.filter(pk=row.pk).update(**{column: free + number})
        for number, row in enumerate(sequence, start=1):
            setattr(row, column, number)
            row.save(update_fields=[column])
    return True


def _free(taken: set[int], count: int) -> int:
    """The first number of a run of `count` that neither the rows have now nor will have in the end."""
    first = count + 1
    while any(first <= number < first + count for number in taken):
        first += count
    return first
