"""Publications that are planned for a moment: made, called off, and carried out by a chore."""

import zoneinfo
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.access import Denied
from notifications import outbox
from parks import mail, publishing
from parks.enums import SeatRole
from parks.models import Membership, PlannedPublication, PlanState, Publishable


def zone_of(record: Publishable) -> str:
    """The time zone of the operator that runs the record, else that of the site."""
    operator = getattr(record, "operator", None)
    return operator.time_zone if operator is not None else settings.TIME_ZONE


def plan(record: Publishable, language: str, due_at: datetime, *, actor: User) -> PlannedPublication:
    """Publish this version at a moment to come, which replaces one that was planned before.

    What the version lacks now does not hinder: it is looked at when the moment has come. Raises PublicationRefused
    when the version is public already, the moment is past, or the person may not publish. Locks the record.
    """
    with transaction.atomic():
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if reasons := refusals(fresh, language, due_at, actor=actor):
            raise publishing.PublicationRefused(reasons)
        publishing.end_plan(fresh, language, PlanState.CANCELLED)
        made = PlannedPublication.objects.create(
            kind=record._meta.label_lower,
            record=record.pk,
            language=language,
            due_at=due_at,
            time_zone=zone_of(fresh),
            planned_by=actor,
        )
        audit.record(AuditAction.CHANGED, fresh, actor=actor, language=language, planned=due_at.isoformat())
    return made


def refusals(record: Publishable, language: str, due_at: datetime, *, actor: User) -> list[Denied]:
    found = publishing.forbidden(record, actor)
    if record.is_public_in(language):
        found.append(Denied(_("This language version is published already.")))
    if due_at <= timezone.now():
        found.append(Denied(_("Choose a moment that is still to come.")))
    return found


def cancel(record: Publishable, language: str, *, actor: User) -> bool:
    """Call a planned publication off; False when none is waiting any more."""
    with transaction.atomic():
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if reasons := publishing.forbidden(fresh, actor):
            raise publishing.PublicationRefused(reasons)
        ended = publishing.end_plan(fresh, language, PlanState.CANCELLED)
        if ended:
            audit.record(AuditAction.CHANGED, fresh, actor=actor, language=language, planned="")
    return bool(ended)


def publish_due(now: datetime) -> int:
    """Publish what is due, in the name of whoever planned it; returns with how many versions it dealt.

    For each: 1. The record is locked, then its plan looked at again; one that was called off meanwhile is left alone.
    2. What stands in the way is asked now, the right of the person too; then the plan ends as blocked and a mail says
    what is missing. 3. Else the version is published. Late is better than never: nothing is skipped. One that breaks
    does not keep the others waiting; its error is raised at the end.
    """
    due = PlannedPublication.objects.filter(state=PlanState.WAITING, due_at__lte=now).order_by("due_at", "pk")
    count, broken = 0, []
    for pk, kind, number in list(due.values_list("pk", "kind", "record")):
        try:
            count += _take_up(due.filter(pk=pk), apps.get_model(kind), number, now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on first
            broken.append(error)
    if broken:
        raise broken[0]
    return count


def _take_up(plan: QuerySet[PlannedPublication], model: Any, number: int, now: datetime) -> bool:
    """False when the plan was called off meanwhile."""
    with transaction.atomic():
        record = model._base_manager.select_for_update().filter(pk=number).first()
        row = plan.select_related("planned_by").first()
        if row is None:
            return False
        if record is None:  # deleted meanwhile: nobody waits for it
            plan.update(state=PlanState.CANCELLED, ended_at=now)
        else:
            _carry_out(record, row)
    return True


def _carry_out(record: Publishable, row: PlannedPublication) -> None:
    gone = row.planned_by is None or not row.planned_by.is_active
    reasons = [Denied(_("Whoever planned this has no account any more."))] if gone else []
    reasons = reasons or publishing.blockers(record, row.language, actor=row.planned_by)
    if not reasons:
        publishing.publish(record, row.language, actor=row.planned_by)
        return
    publishing.end_plan(record, row.language, PlanState.BLOCKED)
    outbox.queue(*(mail.publication_blocked(row, record, reasons, reader) for reader in _readers(record, row)))


def _readers(record: Publishable, row: PlannedPublication) -> list[User]:
    """Whoever planned it; the managers of its operator where that person can do nothing about it any more."""
    planner = row.planned_by
    if planner is not None and planner.is_active and not publishing.forbidden(record, planner):
        return [planner]
    operator = getattr(record, "operator_id", None)
    seats = Membership.objects.filter(
        operator=operator, role=SeatRole.MANAGER, operator__is_active=True, user__is_active=True, user__is_staff=True
    )
    return list({seat.user_id: seat.user for seat in seats.select_related("user").order_by("pk")}.values())


def local_due(row: PlannedPublication) -> datetime:
    """The moment on the clocks of the zone in which it was planned."""
    return row.due_at.astimezone(zoneinfo.ZoneInfo(row.time_zone))
