"""The enterprise asks: for a slot that a park offers, or at times of its own."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from common.text import normalise_line, normalise_text
from inquiries import mail
from inquiries.enums import VisaLetter, VisitState
from inquiries.models import Case, Inquiry, Slot, Trip, Visit
from inquiries.visiting.rows import FURTHEST, PAST, TOO_FAR
from notifications import outbox

WISHES = 3
OPEN_REQUESTS = 5  # unanswered requests for one case at a time


@dataclass(frozen=True)
class Stop:
    """One park of a trip: a slot, or up to three times at which a visit could begin, the best first."""

    case: Case
    mode: str
    starts: tuple[datetime.datetime, ...] = ()
    slot: int | None = None


@dataclass(frozen=True)
class Wishes:
    """What the visitors need at every stop. `zone` is the one that they read times in."""

    zone: str
    minutes: int = 60
    language: str = ""
    interpreter: bool | None = None
    visa_letter: bool = False
    note: str = ""


def asked(inquiry: Inquiry, key: str) -> Trip | None:
    """What this form key has asked for already."""
    return Trip.objects.filter(submission_key=_trip_key(inquiry, key)).first()


def ask(inquiry: Inquiry, *, stops: Sequence[Stop], wishes: Wishes, key: str) -> Trip:
    """The enterprise asks for a visit at each stop, in order; the staff of each get a mail. The same key again
    returns the first trip and sends nothing.

    A slot is taken at once, so that nobody else is offered it. Raises ValidationError; what is wrong with one stop is
    under the slug of its park.
    """
    if not stops:
        raise ValidationError(_("Choose at least one park."))
    now = timezone.now()
    with transaction.atomic():
        rows = {pk: Case.objects.locked(pk) for pk in sorted({stop.case.pk for stop in stops})}
        known = asked(inquiry, key)
        if known:
            return known
        slots = _locked_slots(stop.slot for stop in stops)
        errors = {
            stop.case.park.slug: sentence
            for stop in stops
            if (sentence := _refusal(stop, rows[stop.case.pk], slots, now))
        }
        if errors:
            raise ValidationError(errors)
        trip = Trip.objects.create(inquiry=inquiry, submission_key=_trip_key(inquiry, key))
        for order, stop in enumerate(stops, 1):
            _enter(trip, order, replace(stop, case=rows[stop.case.pk]), slots.get(stop.slot or 0), wishes)
    return trip


def _trip_key(inquiry: Inquiry, key: str) -> str:
    """Bound to the inquiry, so that nobody reaches another's trip with a copied key."""
    return hashlib.sha256(f"{inquiry.pk}:trip:{key}".encode()).hexdigest()


def _locked_slots(wanted: Iterable[int | None]) -> dict[int, Slot]:
    keys = [pk for pk in wanted if pk]
    return {slot.pk: slot for slot in Slot.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}


def _refusal(stop: Stop, row: Case, slots: dict[int, Slot], now: datetime.datetime) -> object:
    """Why this stop cannot be asked for, or nothing."""
    if not row.is_open:
        return _("This park has ended its work on your inquiry. Write to it if you want to come all the same.")
    if Visit.objects.filter(case=row, state=VisitState.PROPOSED).count() >= OPEN_REQUESTS:
        return _("You have asked this park for several visits already. Please wait for its answer.")
    if stop.slot is not None:
        slot = slots.get(stop.slot)
        is_free = slot is not None and slot.visit_id is None and slot.park_id == row.park_id and slot.starts_at > now
        return "" if is_free else _("Somebody else has just taken this time. Please choose another one.")
    if not 1 <= len(stop.starts) <= WISHES or len(set(stop.starts)) != len(stop.starts):
        return _("Propose one to three different times.")
    if min(stop.starts) <= now:
        return PAST
    return TOO_FAR if max(stop.starts) > now + FURTHEST else ""


def _enter(trip: Trip, order: int, stop: Stop, slot: Slot | None, wishes: Wishes) -> None:
    first, *others = (slot.starts_at,) if slot else stop.starts
    second, third = [*others, None, None][: WISHES - 1]
    visit = Visit.objects.create(
        case=stop.case,
        trip=trip,
        order=order,
        mode=slot.mode if slot else stop.mode,
        starts_at=first,
        second_wish=second,
        third_wish=third,
        minutes=slot.minutes if slot else wishes.minutes,
        time_zone=wishes.zone,
        place=slot.place if slot else "",
        language=normalise_line(wishes.language),
        interpreter=wishes.interpreter,
        visa_letter=VisaLetter.ASKED if wishes.visa_letter else VisaLetter.NONE,
        note=normalise_text(wishes.note),
    )
    if slot:
        slot.visit = visit
        slot.save(update_fields=["visit", "updated_at"])
        visit.slot = slot
    audit.record(AuditAction.CHANGED, stop.case, what="visit_asked", visit=visit.pk)
    outbox.queue(*mail.visit_requested(visit))
