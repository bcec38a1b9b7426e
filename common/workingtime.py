"""Working time of an operator: its country's holidays, Monday to Friday, 09:00 to 17:00 on its own clock.

Mainland China moves working days: `holidays` lists the Saturdays and Sundays that are worked in exchange
for a longer holiday, and they count here. The State Council announces them late in the year before; until the
library carries them, a year has its statutory holidays only. Years the library does not know have no holidays.
What an operator or the platform says of single days goes before all of it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

import holidays

OPENS = dt.time(9)
CLOSES = dt.time(17)
HOURS_PER_DAY = 8
WORKING_DAYS = 5  # of a week, from Monday on
MICROSECONDS_PER_HOUR = 3_600_000_000
LONGEST_CLOSURE = 60  # days; no calendar closes longer
_DAY = dt.timedelta(days=1)
_MICROSECOND = dt.timedelta(microseconds=1)
_NOTHING = dt.timedelta(0)
_WHOLE_DAY = dt.timedelta(hours=HOURS_PER_DAY)  # no zone changes its clock in office hours


@lru_cache(maxsize=512)
def _exceptions(country: str, year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """(public holidays, weekend days that are worked) of one year.

    Neighbouring years are read too: a day in December may be moved by the January that follows.
    """
    if country not in holidays.list_supported_countries(include_aliases=True):
        return frozenset(), frozenset()
    years = [each for each in (year - 1, year, year + 1) if dt.MINYEAR < each < dt.MAXYEAR]
    found = holidays.country_holidays(country, years=years)
    closed = frozenset(day for day in found if day.year == year)
    return closed, frozenset(day for day in found.weekend_workdays if day.year == year)


def arranged_until(country: str, year: int) -> int | None:
    """The last year up to `year` whose moved working days the library knows; None for a country that moves none."""
    if country not in holidays.list_supported_countries(include_aliases=True):
        return None
    found = holidays.country_holidays(country, years=range(year - 5, year + 1))
    list(found)
    return max((day.year for day in found.weekend_workdays if year - 5 <= day.year <= year), default=None)


def is_known(country: str) -> bool:
    """Whether the library has a calendar for this country at all."""
    return country in holidays.list_supported_countries(include_aliases=True)


@dataclass(frozen=True)
class WorkingCalendar:
    """`country`: ISO 3166-1 alpha-2; one without a known calendar has weekends only. `time_zone`: IANA name.

    `own`: day → whether it is worked, where it differs from the country's calendar.
    """

    country: str
    time_zone: str
    own: Mapping[dt.date, bool] = field(default_factory=dict, hash=False)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether people work on this local date."""
        if day in self.own:
            return self.own[day]
        closed, worked = _exceptions(self.country.upper(), day.year)
        return day in worked or (day.weekday() < WORKING_DAYS and day not in closed)

    def add_hours(self, start_utc: dt.datetime, hours: Decimal | float) -> dt.datetime:
        """The moment, in UTC, when `hours` of working time have passed since `start_utc`.

        Outside working time the clock starts at the next opening. A day that is used up ends at its closing,
        not at the next opening. Raises ValueError for a negative number and for a time without a zone.
        """
        left = dt.timedelta(microseconds=round(Decimal(str(hours)) * MICROSECONDS_PER_HOUR))
        if left < _NOTHING:
            raise ValueError("hours must not be negative")
        moment = self._utc(start_utc)
        day = moment.astimezone(ZoneInfo(self.time_zone)).date()
        while True:
            day = self._next_working_day(day)
            opens, closes = self._bounds(day)
            begin = max(opens, moment)
            # With nothing left to count, closing time itself is as good as any moment of the day.
            if begin < closes or (begin == closes and left == _NOTHING):
                if left <= closes - begin:
                    return begin + left
                left -= closes - begin
            day += _DAY

    def hours_between(self, a: dt.datetime, b: dt.datetime) -> Decimal:
        """Working hours from `a` to `b`; negative when `b` is earlier."""
        start, end = self._utc(a), self._utc(b)
        if end < start:
            return -self.hours_between(b, a)
        zone = ZoneInfo(self.time_zone)
        first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        total = self._worked(first, start, end)
        if first < last:
            total += self._worked(last, start, end) + self._working_days(first + _DAY, last - _DAY) * _WHOLE_DAY
        return Decimal(total // _MICROSECOND) / MICROSECONDS_PER_HOUR

    def is_working_time(self, moment: dt.datetime) -> bool:
        """Whether the office is open; both opening and closing belong to it."""
        utc = self._utc(moment)
        day = utc.astimezone(ZoneInfo(self.time_zone)).date()
        opens, closes = self._bounds(day)
        return self.is_working_day(day) and opens <= utc <= closes

    def _next_working_day(self, day: dt.date) -> dt.date:
        """This day or the first working day after it."""
        longest = LONGEST_CLOSURE + len(self.own)
        for _ in range(longest):
            if self.is_working_day(day):
                return day
            day += _DAY
        raise ValueError(f"No working day within {longest} days before {day} in {self.country}")

    def _worked(self, day: dt.date, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The working time of a day that lies between two moments."""
        if not self.is_working_day(day):
            return _NOTHING
        opens, closes = self._bounds(day)
        return max(_NOTHING, min(closes, end) - max(opens, start))

    def _working_days(self, first: dt.date, last: dt.date) -> int:
        """How many working days there are from one day to another, both included; years are not walked day by day."""
        weeks, more = divmod((last - first).days + 1, 7)
        count = weeks * WORKING_DAYS + sum((first + _DAY * n).weekday() < WORKING_DAYS for n in range(more))
        years = (_exceptions(self.country.upper(), year) for year in range(first.year, last.year + 1))
        named = {*self.own, *chain.from_iterable(chain.from_iterable(years))}
        differing = (day for day in named if first <= day <= last)
        return count + sum(self.is_working_day(day) - (day.weekday() < WORKING_DAYS) for day in differing)

    def _bounds(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Opening and closing in UTC; each takes the offset of its own moment, so a change of the clock counts."""
        zone = ZoneInfo(self.time_zone)
        opens, closes = (dt.datetime.combine(day, time, zone).astimezone(dt.UTC) for time in (OPENS, CLOSES))
        return opens, closes

    @staticmethod
    def _utc(moment: dt.datetime) -> dt.datetime:
        if moment.tzinfo is None:
            raise ValueError("A time without a zone cannot be counted.")
        return moment.astimezone(dt.UTC)
