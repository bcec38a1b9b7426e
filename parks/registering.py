"""Places at events. Who gets the last one is decided in the database, one registration after the other."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from notifications import outbox
from parks import mail, versions
from parks.enums import RegistrationState
from parks.models import Event, Registration
from parks.models.events import new_secret


class RegistrationClosed(Exception):
    """The event takes no registrations any more."""


@dataclass(frozen=True)
class Guest:
    """What somebody wrote into the form; `consent_text` in exactly the words that were shown."""

    name: str
    company: str
    email: str
    language: str
    consent_text: str


def register(event: Event, guest: Guest) -> None:
    """Give a place, or a turn on the waiting list, and write the mail that says which.

    The event's row is locked first (SQLite: the transaction holds the one write lock), so of two guests who want the
    last place the second finds it taken. An address that is registered already changes nothing and gets no mail;
    one that cancelled begins anew, under a new secret. Raises RegistrationClosed.
    """
    with transaction.atomic():
        locked = _lock(event)
        if not locked.takes_registrations:
            raise RegistrationClosed
        row = Registration.objects.filter(event=locked, email=guest.email).first()
        if row is not None and row.state != RegistrationState.CANCELLED:
            return
        _fill(locked)
        row = row or Registration(event=locked, email=guest.email)
        row.event, row.secret = locked, new_secret()
        row.name, row.company, row.language = guest.name, guest.company, guest.language
        row.consent_text = guest.consent_text
        row.state = RegistrationState.CONFIRMED if has_room(locked) else RegistrationState.WAITING
        row.created_at = timezone.now()
        row.save()
        outbox.queue(mail.event_ticket(row))
        _tell_pages()


def cancel(registration: Registration) -> None:
    """Give the place back and hand it to who waits longest. Once more changes nothing."""
    with transaction.atomic():
        event = _lock(registration.event)
        live = Registration.objects.filter(pk=registration.pk, secret=registration.secret)
        if live.exclude(state=RegistrationState.CANCELLED).update(state=RegistrationState.CANCELLED):
            _fill(event)
            _tell_pages()


def fill(event: Event) -> None:
    """Hand out places that became free some other way: the event has more of them now."""
    with transaction.atomic():
        if _fill(_lock(event)):
            _tell_pages()


def has_room(event: Event) -> bool:
    left = places_left(event)
    return left is None or left > 0


def places_left(event: Event) -> int | None:
    """None where the number of places is not limited. One query."""
    if event.capacity is None:
        return None
    taken = event.registrations.filter(state=RegistrationState.CONFIRMED).count()
    return max(0, event.capacity - taken)


def _lock(event: Event) -> Event:
    return Event.objects.select_for_update().get(pk=event.pk)


def _fill(event: Event) -> int:
    """Promote guests from the waiting list, the first come first, each with a mail; none for an event that is over."""
    if event.is_over or event.cancelled:
        return 0
    waiting = event.registrations.filter(state=RegistrationState.WAITING).order_by("created_at", "pk")
    left = places_left(event)
    promoted = list(waiting if left is None else waiting[:left])
    for row in promoted:
        row.event, row.state = event, RegistrationState.CONFIRMED
        row.save(update_fields=["state"])
    outbox.queue(*(mail.event_ticket(row, promoted=True) for row in promoted))
    return len(promoted)


def _tell_pages() -> None:
    """The event's page names the number of places that are left."""
    versions.touch(())
