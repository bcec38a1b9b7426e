"""Rendered pieces of pages, kept per record and language until the record changes.

Rendering is what a page costs; a piece is made once, by whoever needs it first, and joined ever after.
"""

import logging
from collections.abc import Callable, Iterable, Mapping

from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from common.release import fingerprint
from parks.models import Fragment, PageVersion

Render = Callable[[list[int]], dict[int, str]]
SELECT = "SELECT record, stamp, body FROM parks_fragment WHERE kind = %s AND language = %s AND record IN"
logger = logging.getLogger(__name__)


def stamp(number: int, *extra: object) -> str:
    """What a piece of a park of this version is stamped with; `extra` names what else goes in, such as the day."""
    return ".".join([fingerprint(), str(number), *map(str, extra)])


def stamps(parks: Iterable[int], *extra: object) -> dict[int, str]:
    """The stamps of parks whose versions are not at hand. One query."""
    wanted = list(parks)
    numbers = dict(PageVersion.objects.filter(park_id__in=wanted).values_list("park_id", "number"))
    return {pk: stamp(numbers.get(pk, 0), *extra) for pk in wanted}


def bodies(kind: str, language: str, wanted: Mapping[int, str], render: Render) -> dict[int, str]:
    """The pieces of the records in `wanted` (id → stamp): one SELECT when all are there.

    Those that are missing or out of date are rendered in one go, in `language`, and kept. The stamps must have been
    read before: what changes while a piece is rendered then leaves a piece with an old stamp, never a new one.
    """
    found = {row: body for row, stamp, body in _stored(kind, language, list(wanted)) if wanted[row] == stamp}
    missing = [pk for pk in wanted if pk not in found]
    if missing:
        with override(language):
            fresh = render(missing)
        keep(kind, language, {pk: (wanted[pk], body) for pk, body in fresh.items()})
        found |= fresh
    return found


def _stored(kind: str, language: str, records: list[int]) -> list[tuple[int, str, str]]:
    """Record, stamp and body. Written by hand: making a queryset and its SQL takes longer than reading twenty rows."""
    if not records:
        return []
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(records))
        cursor.execute(f"{SELECT} ({marks})", [kind, language, *records])
        return cursor.fetchall()


def keep(kind: str, language: str, pieces: Mapping[int, tuple[str, str]]) -> None:
    """Store pieces (id → stamp and body). A reader's page does not fail for it: what was not stored is made again."""
    rows = [
        Fragment(kind=kind, language=language, record=pk, stamp=stamp, body=body)
        for pk, (stamp, body) in pieces.items()
    ]
    try:
        with transaction.atomic():
            Fragment.objects.bulk_create(
                rows,
                batch_size=200,
                update_conflicts=True,
                unique_fields=["kind", "language", "record"],
                update_fields=["stamp", "body"],
            )
    except DatabaseError as error:
        logger.warning("pieces of pages not stored: %s", type(error).__name__)
