"""Wanting to hear of new policies and spaces: agreed to by the address, told once, ended by one click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises import mail
from enterprises.enums import AlertPace, AlertSubject
from enterprises.models import Subscription, Told
from notifications import outbox
from parks.filters import region_or_within
from parks.models import Industry, Park, Policy, Region, Space

CONFIRM, END = "alerts.confirm", "alerts.end"  # what a link may do
UNCONFIRMED_FOR = timedelta(days=7)
WEEK = timedelta(days=7)
MOST_LIVE = 20  # subscriptions of one address


@dataclass(frozen=True)
class Wish:
    """What somebody wants to hear of; see `Subscription`."""

    subject: str
    pace: str
    language: str
    industry: Industry | None = None
    region: Region | None = None
    kinds: Sequence[str] = ()
    area_min: Decimal | None = None


def token(subscription: Subscription, purpose: str) -> str:
    """What a link carries: which subscription and what for, signed; nothing about a person."""
    return signing.Signer(salt=purpose).sign(subscription.uuid.hex)


def opened_by(given: str, purpose: str) -> Subscription | None:
    """The subscription that a link of this purpose is about."""
    try:
        uuid = signing.Signer(salt=purpose).unsign(given)
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(uuid=UUID(uuid)).first()


def subscribe(email: str, wish: Wish, *, is_proved: bool) -> Subscription:
    """Begin one. `is_proved`: its reader is signed in with this address, else a mail asks for the agreement.

    Raises ValidationError when the address has many already. What others asked for in its name and nobody agreed to
    keeps its reader from nothing.
    """
    with transaction.atomic():
        mine = Subscription.objects.filter(email=email, ended_at__isnull=True)
        if is_proved:
            mine = mine.live()
        if mine.count() >= MOST_LIVE:
            raise ValidationError(_("This address has 20 subscriptions. End one of them first."), code="many")
        row = Subscription.objects.create(email=email, **_columns(wish))
        if is_proved:
            _agree(row, timezone.now())
        else:
            outbox.queue(mail.alert_confirm(row, token(row, CONFIRM)))
    return row


def confirm(subscription: Subscription) -> bool:
    """The address agrees. What fits today counts as known: only what comes later is told. False once ended."""
    with transaction.atomic():
        row = _locked(subscription)
        if row.confirmed_at is None and row.ended_at is None:
            _agree(row, timezone.now())
        return row.is_live


def change(subscription: Subscription, wish: Wish) -> None:
    """Other wishes from now on; what fits them today counts as known, what was told is not told again."""
    with transaction.atomic():
        row = _locked(subscription)
        for name, value in _columns(wish).items():
            setattr(row, name, value)
        row.save()
        if row.is_live:
            _take_note(row, None)


def end(subscription: Subscription) -> None:
    """Nothing more goes out. Once more changes nothing; there is no way back but a new subscription."""
    Subscription.objects.filter(pk=subscription.pk, ended_at__isnull=True).update(ended_at=timezone.now())


def tell_due(now: datetime) -> int:
    """Mail what is new to every subscription that is due: at each run, or a week after the last look.

    1. Each row is locked in turn and looked at again. 2. What fits and is not known becomes known, and 3. one mail
    names it, in the same transaction: of two runs at once the second finds nothing. Returns the number of mails.
    """
    due = Subscription.objects.live().filter(Q(pace=AlertPace.AT_ONCE) | Q(told_at__lte=now - WEEK))
    count = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is not None:
                things = _take_note(row, now)
                row.told_at = now
                row.save(update_fields=["told_at"])
                outbox.queue(*([mail.news(row, things, token(row, END), now)] if things else []))
                count += bool(things)
    return count


def erase_due(now: datetime) -> int:
    """Erase what was never agreed to within a week, and a month later what was ended; returns how many."""
    never = Q(confirmed_at__isnull=True, created_at__lte=now - UNCONFIRMED_FOR)
    over = Q(ended_at__lte=now - timedelta(days=30))
    rows = Subscription.objects.filter(never | over)
    count = rows.count()
    rows.delete()
    return count


def fitting(row: Subscription) -> QuerySet[Policy] | QuerySet[Space]:
    """What is public and fits today, in a steady order. What is made up for demonstration is no news."""
    return _policies(row) if row.subject == AlertSubject.POLICIES else _spaces(row)


def _policies(row: Subscription) -> QuerySet[Policy]:
    """Incentives in force. One without a named industry is for all of them."""
    found = Policy.objects.offered().select_related("region")
    if row.region is not None:
        found = found.filter(region_or_within(row.region))
    if row.industry is not None:
        found = found.filter(_industry(row.industry))
    if row.kinds:
        found = found.filter(kind__in=row.kinds)
    return found.order_by("-pk").distinct()


def _spaces(row: Subscription) -> QuerySet[Space]:
    """Spaces that can be asked for, of real parks. One without a limit to industries takes all of them."""
    found = Space.objects.public().askable().stated().filter(park__in=Park.objects.listed())
    if row.region is not None:
        found = found.filter(region_or_within(row.region, "park__region"))
    if row.industry is not None:
        found = found.filter(_industry(row.industry))
    if row.kinds:
        found = found.filter(kind__code__in=row.kinds)
    if row.area_min is not None:
        large = Q(area_max__gte=row.area_min) | Q(area_max__isnull=True, area_min__gte=row.area_min)
        found = found.filter(large)
    return found.select_related("park", "kind").order_by("-pk").distinct()


def _industry(industry: Industry) -> Q:
    """Within the chosen one, or the wider one that it is a branch of, or none named at all."""
    named = Q(industries=industry) | Q(industries__parent=industry)
    if industry.parent_id:
        named |= Q(industries=industry.parent_id)
    return named | Q(industries__isnull=True)


def _take_note(row: Subscription, mailed_at: datetime | None) -> list[Policy | Space]:
    """Everything that fits and was not known, noted as known; in the caller's transaction, which holds the row."""
    known = Told.objects.filter(subscription=row, subject=row.subject).values("thing")
    things: list[Policy | Space] = list(fitting(row).exclude(pk__in=known))
    Told.objects.bulk_create(
        (Told(subscription=row, subject=row.subject, thing=thing.pk, mailed_at=mailed_at) for thing in things),
        batch_size=1000,
    )
    return things


def _agree(row: Subscription, now: datetime) -> None:
    row.confirmed_at = row.told_at = now
    row.save(update_fields=["confirmed_at", "told_at"])
    _take_note(row, None)


def _columns(wish: Wish) -> dict[str, object]:
    return {**vars(wish), "kinds": list(wish.kinds)}


def _locked(subscription: Subscription) -> Subscription:
    return Subscription.objects.select_for_update().get(pk=subscription.pk)
