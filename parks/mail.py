"""What the rooms of parks write to people: each function returns mails for `notifications.outbox.queue`."""

import datetime
import hashlib
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from common.access import Denied
from common.enums import Language
from common.languages import local_text
from notifications.enums import Audience
from notifications.outbox import Mail
from parks.calendars import clocks
from parks.editing import address
from parks.figures import when
from parks.models import (
    Event,
    Fact,
    InvitedSeat,
    Job,
    Operator,
    Partnership,
    PlannedPublication,
    Publishable,
    Registration,
)
from parks.worklist import JobState

ROWS = ("new", "changed", "unchanged", "refused")  # counts of an import
SHOWN = 50  # figures or texts named in one mail; more are counted


@dataclass(frozen=True)
class Weekly:
    """Of whose pages a weekly mail speaks, in the week of which Monday, and of how many things in all."""

    operator: Operator
    monday: datetime.date
    total: int


@dataclass(frozen=True)
class Gap:
    """What a record lacks in one language: the text of a field, or (without one) what its other version says by now."""

    record: Model
    language: Language
    field: str = ""


def event_ticket(registration: Registration, *, promoted: bool = False) -> Mail:
    """To a guest, in the guest's language: a place or a turn on the waiting list, and the links that go with it.

    `promoted`: somebody gave a place back, and this guest was next.
    """
    with override(registration.language):
        context = {
            "name": registration.name,
            "state": registration.state,
            "promoted": promoted,
            **_about_event(registration.event, registration.language),
            "cancel_url": _absolute("event_cancel", registration.event.slug, registration.secret),
        }
    turn = hashlib.sha256(registration.secret.encode()).hexdigest()[:16]  # another one after every new registration
    return Mail(
        event="event_ticket",
        to=registration.email,
        language=registration.language,
        audience=Audience.ENQUIRER,
        context=context,
        about=f"event:{registration.event_id}",
        dedupe=f"event_ticket:{registration.pk}:{turn}:{registration.state}",
    )


# --- To those who are offered a seat -----------------------------------------------------------


def staff_invitation(seat: InvitedSeat, secret: str, language: str) -> Mail:
    """To an address, whether it has an account or not: the words are the same."""
    with override(language):
        context = {
            "link_url": _absolute("seat", secret),
            "place": local_text(seat.operator, "name", language).text,
            "role": str(seat.get_role_display()),
            "days": (seat.expires_at - seat.sent_at).days,
        }
    return Mail(
        event="staff_invitation",
        to=seat.email,
        language=language,
        audience=Audience.STAFF,
        context=context,
        dedupe=f"staff_invitation:{seat.digest[:16]}",
    )


# --- To those who keep the pages --------------------------------------------------------------


def pairing_idle(partnership: Partnership, reader: User) -> Mail:
    """To a manager at one of its sides. `partnership` is a row of `idle()`, which knows its last activity."""
    last: str = partnership.last  # type: ignore[attr-defined]
    sides = partnership.parties.select_related("park", "organisation")
    with override(reader.language):
        context = {
            "title": local_text(partnership, "title").text,
            "sides": [local_text(side.park or side.organisation, "name").text for side in sides],
            "last": last,
            "activities_url": settings.SITE_URL + address(partnership, "activities"),
            "page_url": _absolute("partnership", partnership.slug),
        }
    return _to_keeper("pairing_idle", reader, f"partnership:{partnership.pk}", last, context)


def fact_stale(week: Weekly, facts: Sequence[Fact], reader: User) -> list[Mail]:
    """To an editor or manager: the headline figures that are older than a year or undated."""
    with override(reader.language):
        items = [
            {
                "park": local_text(fact.park, "name").text,
                "figure": local_text(fact.metric, "name").text,
                "as_of": when(fact),
                "url": settings.SITE_URL + address(fact.park, "facts"),
            }
            for fact in facts
            if fact.park is not None
        ]
    return _weekly("fact_stale", week, items, reader, "stale")


def translation_stale(week: Weekly, gaps: Sequence[Gap], reader: User) -> list[Mail]:
    """To an editor or manager: texts that one language lacks, and versions that the other one has outrun."""
    with override(reader.language):
        items = [_gap(gap) for gap in gaps]
    return _weekly("translation_stale", week, items, reader, "missing")


def publication_blocked(plan: PlannedPublication, record: Publishable, reasons: Sequence[Denied], reader: User) -> Mail:
    """To whoever planned a publication: at its moment something stood in the way, and the version is not public."""
    due = plan.due_at.astimezone(zoneinfo.ZoneInfo(plan.time_zone))
    with override(reader.language):
        context = {
            "kind": str(record._meta.verbose_name),
            "name": _name(record),
            "language": str(Language(plan.language).label),
            "due": f"{due:%Y-%m-%d %H:%M}",
            "zone": plan.time_zone,
            "items": [
                {"reason": str(denied.reason), "url": settings.SITE_URL + address(record, denied.field)}
                for denied in reasons
            ],
            "url": settings.SITE_URL + address(record),
        }
    about = f"{record._meta.model_name}:{record.pk}"
    return _to_keeper("publication_blocked", reader, about, f"plan:{plan.pk}", context)


def _name(record: Model) -> str:
    named = next(name for name in ("name", "title") if hasattr(record, f"{name}_en"))
    return local_text(record, named).text or str(record)


def _gap(gap: Gap) -> dict[str, str]:
    record, meta = gap.record, gap.record._meta
    column = f"{gap.field}_{gap.language.suffix}" if gap.field else ""
    field: Any = meta.get_field(gap.field) if gap.field else None
    return {
        "kind": str(meta.verbose_name),
        "name": _name(record),
        "field": str(field.verbose_name) if field else "",
        "language": str(gap.language.label),
        "url": settings.SITE_URL + address(record, column),
    }


def _weekly(event: str, week: Weekly, items: Sequence[dict[str, str]], reader: User, check: str) -> list[Mail]:
    """At most one mail in a week, none where nothing is to be named."""
    if not items:
        return []
    operator = week.operator
    with override(reader.language):
        report = reverse("admin:parks_park_quality")
    context = {
        "operator": local_text(operator, "name", reader.language).text,
        "count": week.total,
        "more": week.total - len(items),
        "items": list(items),
        "report_url": f"{settings.SITE_URL}{report}?check={check}",
    }
    year, number, _day = week.monday.isocalendar()
    return [_to_keeper(event, reader, f"operator:{operator.pk}", f"{year}-W{number:02}", context)]


def job_done(job: Job) -> Mail:
    """To whoever ordered it: that it is done, or why it is not. The file may be in another language than its reader."""
    batch, name, language = job.batch, job.file_name, job.owner.language
    where = ("importbatch", batch.pk) if batch is not None else ("job", job.pk)
    with override(language):
        url = settings.SITE_URL + reverse(f"admin:parks_{where[0]}_change", args=[where[1]])
        kind = str(job.get_kind_display())
    counts = {} if batch is None else {name: getattr(batch, f"rows_{name}") for name in ROWS}
    context = {
        "kind": kind,
        "verb": job.kind,
        "failed": job.state == JobState.FAILED,
        "reason": job.error.get(language, ""),
        "name": name or (batch.file_name if batch is not None else ""),
        "rows": job.result.get("rows"),
        "counts": counts,
        "days": settings.JOB_FILE_DAYS if job.file else 0,
        "url": url,
    }
    return Mail(
        event="job_done",
        to=job.owner.email,
        language=language,
        audience=Audience.STAFF,
        context=context,
        about=f"job:{job.pk}",
        dedupe=f"job_done:{job.pk}",
    )


def _to_keeper(event: str, reader: User, about: str, turn: str, context: dict[str, Any]) -> Mail:
    return Mail(
        event=event,
        to=reader.email,
        language=reader.language,
        audience=Audience.STAFF,
        context=context,
        about=about,
        dedupe=f"{event}:{about}:{turn}:user:{reader.pk}",
    )


def _about_event(event: Event, language: str) -> dict[str, Any]:
    return {
        "title": local_text(event, "title", language).text,
        "times": [{"text": clock.text, "zone": clock.zone} for clock in clocks(event)],
        "day": event.day,
        "place": local_text(event, "place", language).text,
        "online_url": event.online_url,
        "event_url": _absolute("event", event.slug),
        "ics_url": _absolute("event_ics", event.slug) if event.has_calendar_entry else "",
    }


def _absolute(page: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(f"parks:{page}", args=args)
