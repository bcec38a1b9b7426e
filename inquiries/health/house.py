"""What the house stands on: content, rates, calendars, disk, database, backup."""

import datetime
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.text import sentences
from common.workingtime import arranged_until, is_known
from inquiries.health.state import Point, State, ago, state
from parks.models import ExchangeRate, Fact, HolidayOverride, Operator, Park
from parks.quality import REPORTED, half_told

MOST = 1000  # as far as anything is counted
OLD_RATE = datetime.timedelta(days=45)
OLD_BACKUP = datetime.timedelta(hours=48)
FREE, LITTLE_FREE = 0.2, 0.1  # of the disk
ANNOUNCED = (11, 15)  # month and day by which the next year's calendar is usually known


def _number(count: int) -> str:
    return f"{MOST}+" if count > MOST else f"{count}"


def facts(now: datetime.datetime) -> Point:
    stale = Fact.objects.stale().filter(headline=True, park__in=Park.objects.public())[: MOST + 1].count()
    says = _("%(count)s headline figures of public parks are older than a year or undated.") % {"count": _number(stale)}
    todo = _("The quality report names them; their keepers get a mail on Mondays.") if stale else ""
    return Point(
        "facts", _("Old figures"), state(stale > 0), says, todo, reverse("admin:parks_park_quality"), waits=True
    )


def texts(now: datetime.datetime) -> Point:
    half = 0
    for model in REPORTED:
        rows: Any = model._default_manager.all()
        if hasattr(rows, "public") and half <= MOST:
            half += rows.public().filter(half_told(model)).order_by()[: MOST + 1].count()
    says = _("%(count)s public records have a text in one language alone, or a stale version.") % {
        "count": _number(half)
    }
    todo = _("The quality report names them; their keepers get a mail on Mondays.") if half else ""
    return Point(
        "texts", _("Untranslated pages"), state(half > 0), says, todo, reverse("admin:parks_park_quality"), waits=True
    )


def rates(now: datetime.datetime) -> Point:
    """The rates of the site, each pair by its newest."""
    newest: dict[tuple[str, str], datetime.date] = {}
    pairs = ExchangeRate.objects.filter(operator__isnull=True).order_by("as_of").values_list("base", "quote", "as_of")
    for base, quote, as_of in pairs:
        newest[base, quote] = as_of
    url = reverse("admin:parks_exchangerate_changelist")
    if not newest:
        return Point("rates", _("Exchange rates"), State.GOOD, _("The site keeps no rates."), "", url)
    age = timezone.localdate(now) - min(newest.values())
    says = _("The oldest pair is %(time)s old.") % {"time": ago(age)}
    old = age > OLD_RATE
    todo = _("Enter new rates: prices are shown by them, with their date.") if old else ""
    return Point("rates", _("Exchange rates"), state(old), says, todo, url, waits=True)


def calendars(now: datetime.datetime) -> Point:
    """Whether the moved working days of this year, and late in the year of the next, are known."""
    today = timezone.localdate(now)
    operators = Operator.objects.filter(is_active=True).only("country", "holiday_country").order_by()
    unknown, missing, covered = [], [], []
    for country in sorted({operator.calendar_country for operator in operators}):
        if not is_known(country):
            unknown.append(country)
            continue
        arranged = arranged_until(country, today.year + 1)
        if arranged is None:
            continue
        covered.append(f"{country} {arranged}")
        wanted = today.year + ((today.month, today.day) >= ANNOUNCED)
        missing += [f"{country} {year}" for year in range(arranged + 1, wanted + 1) if not _entered(country, year)]
    parts = [_("Moved working days are known until: %(list)s.") % {"list": ", ".join(covered)}] if covered else []
    parts += [_("Not known yet: %(list)s.") % {"list": ", ".join(missing)}] if missing else []
    parts += [_("Without a calendar, weekends only: %(list)s.") % {"list": ", ".join(unknown)}] if unknown else []
    says = sentences(*parts) or _("No calendar in use moves working days.")
    todo = _("Enter the announced days under “holidays and make-up working days”, or update the library.")
    found = state(bool(missing or unknown))
    url = reverse("admin:parks_holidayoverride_changelist")
    return Point("calendars", _("Holiday calendars"), found, says, todo if found != State.GOOD else "", url, waits=True)


def _entered(country: str, year: int) -> bool:
    return HolidayOverride.objects.filter(country=country, day__year=year).exists()


def disk(now: datetime.datetime) -> Point:
    """The fullest of the places where files grow."""
    places = {Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT)}
    usages = [shutil.disk_usage(place) for place in places if place.exists()]
    if not usages:
        return Point("disk", _("Disk"), State.ACT, _("The folder for files is missing."), _("Look at VAR_DIR."))
    fullest = min(usages, key=lambda usage: usage.free / usage.total)
    share = fullest.free / fullest.total
    says = _("%(free)s free (%(percent)d%%).") % {"free": filesizeformat(fullest.free), "percent": share * 100}
    found = state(share < FREE, share < LITTLE_FREE)
    return Point(
        "disk", _("Disk"), found, says, _("Make room, or give it a larger disk.") if found != State.GOOD else ""
    )


def database(now: datetime.datetime) -> Point:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            size = cursor.fetchone()[0]
    return Point("database", _("Database"), State.GOOD, _("%(size)s large.") % {"size": filesizeformat(size)})


def backup(now: datetime.datetime) -> Point:
    """When the file named by BACKUP_STAMP was touched last."""
    label, stamp = _("Backup"), Path(settings.BACKUP_STAMP)
    todo = _("Let the backup end with “touch %(file)s” when it went well.") % {"file": stamp.name}
    if not stamp.is_file():
        return Point("backup", label, State.LOOK, _("No backup was ever reported."), todo)
    age = now - datetime.datetime.fromtimestamp(stamp.stat().st_mtime, datetime.UTC)
    says = _("Last reported %(time)s ago.") % {"time": ago(age)}
    old = age > OLD_BACKUP
    return Point("backup", label, state(False, old), says, _("Look why the backup did not run.") if old else "")
