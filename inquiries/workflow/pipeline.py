"""The week in numbers, park by park, for those who look after the platform. Counted from the log of stages.

Weeks run from Monday to Sunday on the platform's clock (TIME_ZONE). Quarantined inquiries do not count.
"""

import datetime
import zoneinfo
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from inquiries import mail
from inquiries.enums import PATH, Screening, Stage, VisitState
from inquiries.models import Case, StageChange, Visit
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.previews import ABOUT
from parks.models import Park

EVENT = "pipeline_summary"
HOUR = 8  # of Monday morning, when last week's numbers are sent
COLUMNS = ("new", "accepted", "answered", "in_time", "visits", "signed", "lost")
_CONTRACT = (Stage.SIGNED, Stage.SETTLED)


@dataclass(frozen=True)
class Week:
    """`start` is a Monday, `end` the Monday after it; both at midnight."""

    start: datetime.datetime
    end: datetime.datetime

    @classmethod
    def before(cls, monday: datetime.date, zone: zoneinfo.ZoneInfo) -> "Week":
        """The week that ended when this Monday began; 167 to 169 hours where clocks change."""
        midnight = datetime.time(tzinfo=zone)
        return cls(
            datetime.datetime.combine(monday - datetime.timedelta(days=7), midnight),
            datetime.datetime.combine(monday, midnight),
        )

    def has(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.start, f"{column}__lt": self.end})


def send_summary(now: datetime.datetime) -> int:
    """On Monday morning, or as soon as possible afterwards: last week's numbers to the platform's administrators."""
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    monday = today - datetime.timedelta(days=today.weekday())
    due = datetime.datetime.combine(monday, datetime.time(HOUR, tzinfo=zone))
    if now < due or OutgoingEmail.objects.filter(event=EVENT, created_at__gte=due).exclude(about=ABOUT).exists():
        return 0
    week = Week.before(monday, zone)
    if not Case.objects.filter(created_at__lt=week.end).exists():
        return 0
    return len(outbox.queue(*mail.pipeline_summary(monday - datetime.timedelta(days=7), lines(week))))


def lines(week: Week) -> list[tuple[Park, dict[str, int]]]:
    """Every park on which something happened, in the order of the directory. Four queries."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for rows in (_moves(week), _answers(week), _visits(week)):
        for row in rows:
            found[row.pop("park_of")].update(row)
    parks = Park.objects.filter(pk__in=found).order_by("sort_key", "slug")
    return [(park, found[park.pk]) for park in parks if any(found[park.pk].values())]


def _clear(path: str) -> Q:
    return ~Q(**{f"{path}screening": Screening.QUARANTINED})


def _cases(**conditions: Q) -> dict[str, Count]:
    """How many cases each condition holds for; a case that did it twice counts once."""
    return {name: Count("case", filter=condition, distinct=True) for name, condition in conditions.items()}


def _moves(week: Week) -> QuerySet:
    changes = StageChange.objects.order_by().filter(week.has("at"), _clear("case__inquiry__"))
    return changes.values(park_of=F("case__park")).annotate(
        **_cases(
            new=Q(from_stage="", to_stage=Stage.NEW),
            accepted=Q(from_stage=Stage.NEW, to_stage__in=PATH),
            signed=Q(to_stage__in=_CONTRACT) & ~Q(from_stage__in=_CONTRACT),
            lost=Q(to_stage=Stage.LOST),
        )
    )


def _answers(week: Week) -> QuerySet:
    cases = Case.objects.order_by().filter(week.has("first_response_at"), _clear("inquiry__"))
    in_time = Q(first_response_at__lte=F("answer_by"))
    return cases.values(park_of=F("park")).annotate(answered=Count("pk"), in_time=Count("pk", filter=in_time))


def _visits(week: Week) -> QuerySet:
    held = Visit.objects.order_by().filter(week.has("starts_at"), _clear("case__inquiry__"), state=VisitState.HELD)
    return held.values(park_of=F("case__park")).annotate(visits=Count("pk"))
