"""How long data is kept, and what happens when the time is over. Bounded per run; the next one goes on."""

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from common.months import months_after, months_before
from enterprises.models import Tenancy
from inquiries.enums import ENDS, OPEN_STAGES, PrivacyKind, PrivacySource, PrivacyState, RoutingState, Screening, Stage
from inquiries.models import Case, Inquiry, PrivacyRequest, Routing
from inquiries.privacy import asking, erasing

logger = logging.getLogger(__name__)
BATCH = 50
_LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def finish(now: datetime.datetime) -> int:
    """Take up confirmed erasures that were interrupted; returns how many this run finished."""
    asking.lapse_due(now)
    waiting = PrivacyRequest.objects.filter(state=PrivacyState.CONFIRMED, kind=PrivacyKind.ERASE).order_by("pk")
    done = sum(asking.carry_out(request) for request in list(waiting[:BATCH]))
    return done + erasing.erase_last_mails(now)


def erase_due(now: datetime.datetime) -> int:
    """Erase inquiries whose time is over, the longest due first; returns how many."""
    count = 0
    for rows, ends_contract in ((_invalid(now), False), (_closed(now), False), (_settled(now), True)):
        for pk in list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True)[: BATCH - count]):
            count += _erase(pk, now, rows, ends_contract=ends_contract)
    if count:
        logger.info("%d inquiries were erased: their time was over", count)
    return count


def kept_until(inquiry: Inquiry) -> datetime.datetime | None:
    """When it will be erased as things stand; None while something of it goes on. Five queries at most."""
    if inquiry.screening == Screening.QUARANTINED:
        return inquiry.submitted_at + datetime.timedelta(days=settings.INVALID_RETENTION_DAYS)
    ended = _ended(Inquiry.objects.filter(pk=inquiry.pk)).values_list("ended_at", flat=True).first()
    if ended is None or _goes_on(inquiry):
        return None
    stages = set(inquiry.cases.values_list("stage", flat=True))
    if stages & {Stage.SIGNED, Stage.SETTLED}:
        return months_after(max(ended, _left_at(inquiry)), settings.SETTLED_RETENTION_MONTHS)
    if stages == {Stage.INVALID}:
        return ended + datetime.timedelta(days=settings.INVALID_RETENTION_DAYS)
    return months_after(ended, settings.CLOSED_RETENTION_MONTHS)


def _erase(pk: int, now: datetime.datetime, due: QuerySet[Inquiry], *, ends_contract: bool) -> bool:
    """One inquiry in one transaction, if it is still due; the wish of time is kept among those of people."""
    with transaction.atomic():
        inquiry = due.filter(pk=pk).first()
        if inquiry is None or not erasing.erase(inquiry, actor=None, ends_contract=ends_contract, is_told=False):
            return False
        PrivacyRequest.objects.create(
            inquiry=inquiry,
            kind=PrivacyKind.ERASE,
            source=PrivacySource.TIME,
            state=PrivacyState.DONE,
            language=inquiry.contact_language,
            created_at=now,
            done_at=now,
        )
    return True


def _ended(rows: QuerySet[Inquiry]) -> Any:
    """With the moment of the last change of stage or of the end at the desk."""
    last = Coalesce(Max("cases__stage_changes__at"), _LONG_AGO, output_field=DateTimeField())
    desk = Coalesce(F("routing__ended_at"), _LONG_AGO, output_field=DateTimeField())
    return rows.annotate(ended_at=Greatest(last, desk, F("submitted_at")))


def _cases(stages: Iterable[str]) -> Exists:
    return Exists(Case.objects.filter(inquiry=OuterRef("pk"), stage__in=list(stages)))


def _desk_goes_on() -> Exists:
    return Exists(Routing.objects.filter(inquiry=OuterRef("pk")).exclude(state=RoutingState.ENDED))


def _closed(now: datetime.datetime) -> QuerySet[Inquiry]:
    rows = _ended(Inquiry.objects.filter(erased_at__isnull=True))
    over = rows.filter(ended_at__lte=months_before(now, settings.CLOSED_RETENTION_MONTHS))
    return over.exclude(_cases([*OPEN_STAGES, Stage.SETTLED])).exclude(_desk_goes_on())


def _invalid(now: datetime.datetime) -> QuerySet[Inquiry]:
    """What stays in quarantine, and what every park called no inquiry."""
    limit = now - datetime.timedelta(days=settings.INVALID_RETENTION_DAYS)
    rows = _ended(Inquiry.objects.filter(erased_at__isnull=True))
    nobody = Q(screening=Screening.QUARANTINED, submitted_at__lte=limit)
    rest = [stage for stage in (*OPEN_STAGES, Stage.SETTLED, *ENDS) if stage != Stage.INVALID]
    none = Q(_cases([Stage.INVALID]), ~_cases(rest), ~_desk_goes_on(), ended_at__lte=limit)
    return rows.filter(nobody | none)


def _settled(now: datetime.datetime) -> QuerySet[Inquiry]:
    """Whose company has left: what a contract needed is erased as well."""
    limit = months_before(now, settings.SETTLED_RETENTION_MONTHS)
    stays = Tenancy.objects.filter(enterprise=OuterRef("enterprise"))
    recent = stays.filter(Q(until__isnull=True) | Q(until__gt=limit.date()))
    rows = _ended(Inquiry.objects.filter(enterprise__erased_at__isnull=True)).filter(ended_at__lte=limit)
    return rows.filter(_cases([Stage.SETTLED])).exclude(_cases(OPEN_STAGES)).exclude(Exists(recent))


def _goes_on(inquiry: Inquiry) -> bool:
    if inquiry.cases.filter(stage__in=OPEN_STAGES).exists():
        return True
    if Routing.objects.filter(inquiry=inquiry).exclude(state=RoutingState.ENDED).exists():
        return True
    settled = inquiry.cases.filter(stage=Stage.SETTLED).exists()
    return settled and Tenancy.objects.filter(enterprise=inquiry.enterprise_id, until__isnull=True).exists()


def _left_at(inquiry: Inquiry) -> datetime.datetime:
    last = Tenancy.objects.filter(enterprise=inquiry.enterprise_id).aggregate(last=Max("until"))["last"]
    if last is None:
        return _LONG_AGO
    return timezone.make_aware(datetime.datetime.combine(last, datetime.time()), datetime.UTC)
