"""How well parks keep their promise of a first answer: the public record of each."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from inquiries.enums import Screening, Stage
from inquiries.models import Case

FEWEST = 10  # fewer say nothing about a park


@dataclass(frozen=True)
class Rate:
    """`kept` of `counted` first answers came in time; the first of these inquiries came on `since`."""

    kept: int
    counted: int
    since: date

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 says that every one came in time."""
        return self.kept * 100 // self.counted


def rate_of(parks: Iterable[int]) -> dict[int, Rate]:
    """The rate of each of these parks (by id) that has FEWEST settled promises or more. One query.

    A promise is settled when the case is contacted or ends, or when it is broken. Inquiries in quarantine, and those
    that turned out to be none, do not count.
    """
    settled = (
        Case.objects.order_by()
        .filter(park__in=list(parks), promise_kept__isnull=False)
        .exclude(Q(inquiry__screening=Screening.QUARANTINED) | Q(stage=Stage.INVALID))
        .values("park", "park__operator__time_zone")
        .annotate(kept=Count("pk", filter=Q(promise_kept=True)), counted=Count("pk"), first=Min("created_at"))
    )
    return {
        row["park"]: Rate(
            row["kept"],
            row["counted"],
            row["first"].astimezone(zoneinfo.ZoneInfo(row["park__operator__time_zone"])).date(),
        )
        for row in settled
        if row["counted"] >= FEWEST
    }
