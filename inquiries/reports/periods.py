"""Spans of whole days on the clocks of one time zone, and the span of the same length before."""

import datetime
import zoneinfo
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.months import months_after, months_before

DAY = datetime.timedelta(days=1)


class Preset(models.TextChoices):
    LAST_30 = "last_30", _("Last 30 days")
    LAST_90 = "last_90", _("Last 90 days")
    THIS_MONTH = "this_month", _("This month")
    LAST_MONTH = "last_month", _("Last month")
    THIS_QUARTER = "this_quarter", _("This quarter")
    LAST_QUARTER = "last_quarter", _("Last quarter")
    THIS_YEAR = "this_year", _("This year")
    LAST_YEAR = "last_year", _("Last year")
    CUSTOM = "custom", _("From … to …")


@dataclass(frozen=True)
class Period:
    """From the beginning of `first` to the end of `last`, both included, on the clocks of `zone` (IANA name)."""

    first: datetime.date
    last: datetime.date
    zone: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime.datetime:
        return self._midnight(self.first)

    @property
    def end(self) -> datetime.datetime:
        """The first moment after it."""
        return self._midnight(self.last + DAY)

    @property
    def before(self) -> "Period":
        """As many days, ending the day before."""
        return Period(self.first - self.days * DAY, self.first - DAY, self.zone)

    def has(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.start, f"{column}__lt": self.end})

    def _midnight(self, day: datetime.date) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time(), zoneinfo.ZoneInfo(self.zone)).astimezone(datetime.UTC)


def of_preset(preset: str, today: datetime.date, zone: str) -> Period:
    """The span that a preset names on the day `today`; what still runs ends today."""
    if preset in (Preset.LAST_30, Preset.LAST_90):
        return Period(today - (int(preset.removeprefix("last_")) - 1) * DAY, today, zone)
    months = {"month": 1, "quarter": 3, "year": 12}[preset.rpartition("_")[2]]
    start = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    if preset.startswith("this"):
        return Period(start, today, zone)
    return Period(_shifted(start, -months), start - DAY, zone)


def _shifted(day: datetime.date, months: int) -> datetime.date:
    moment = datetime.datetime.combine(day, datetime.time())
    return (months_after(moment, months) if months > 0 else months_before(moment, -months)).date()
