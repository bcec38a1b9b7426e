"""When an office is open, on both ends of the bridge."""

import datetime
import zoneinfo
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.enums import Language
from parks.models import Park

BEIJING, BRUSSELS = "Asia/Shanghai", "Europe/Brussels"
# The end of the bridge that a reader of each language more likely sits at.
LIKELY = {Language.ZH_HANS: BEIJING, Language.EN: BRUSSELS}
NAMES: dict[str, str | Promise] = {
    BEIJING: gettext_lazy("Beijing time"),
    BRUSSELS: gettext_lazy("Brussels time"),
    "Europe/Berlin": gettext_lazy("Berlin time"),
    "Europe/London": gettext_lazy("London time"),
    "Europe/Moscow": gettext_lazy("Moscow time"),
    "Asia/Seoul": gettext_lazy("Seoul time"),
    "Asia/Singapore": gettext_lazy("Singapore time"),
    "Asia/Jakarta": gettext_lazy("Jakarta time"),
    "America/New_York": gettext_lazy("New York time"),
}


@dataclass(frozen=True)
class Hours:
    """Opening and closing in one time zone; `shift` is in days, where a clock there shows another date."""

    zone: str
    opens: str
    closes: str
    opens_shift: int = 0
    closes_shift: int = 0


def zone_name(zone: str) -> str:
    """`Beijing time`; a zone that has no name here is called by its city."""
    known = NAMES.get(zone)
    return str(known) if known else _("%(city)s time") % {"city": zone.rpartition("/")[2].replace("_", " ")}


def office_hours(park: Park, day: datetime.date, language: str) -> list[Hours]:
    """The hours in the operator's zone, then on the other end of the bridge, as clocks stand on `day`.

    The other end is where clocks differ from the operator's: Beijing or Brussels; the reader's own where both do.
    """
    if park.office_opens is None or park.office_closes is None:
        return []
    home = zoneinfo.ZoneInfo(park.operator.time_zone)
    opens, closes = (datetime.datetime.combine(day, time, home) for time in (park.office_opens, park.office_closes))
    likely = LIKELY[Language(language)]
    ends = [likely, *(zone for zone in (BEIJING, BRUSSELS) if zone != likely)]
    away = next(zone for zone in ends if opens.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() != opens.utcoffset())
    return [_hours(zone, opens, closes) for zone in (park.operator.time_zone, away)]


def _hours(zone: str, opens: datetime.datetime, closes: datetime.datetime) -> Hours:
    there = [moment.astimezone(zoneinfo.ZoneInfo(zone)) for moment in (opens, closes)]
    clocks = [f"{moment:%H:%M}" for moment in there]
    shifts = [(moment.date() - opens.date()).days for moment in there]
    return Hours(zone_name(zone), clocks[0], clocks[1], shifts[0], shifts[1])
