"""Withdrawing a consent: nothing more is done with what was agreed to, and who had the data loses sight of it.

Lock order: the row of the desk, then cases by number, then what `transitions.move` locks.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts import audit
from accounts.enums import AuditAction
from enterprises.models import Story, Tenancy
from inquiries import indexing, mail
from inquiries.enums import (
    ConsentPurpose,
    OfferState,
    PrivacyKind,
    PrivacySource,
    PrivacyState,
    RoutingEnd,
    RoutingState,
    Stage,
)
from inquiries.models import Case, Consent, Inquiry, PrivacyRequest, Routing
from inquiries.workflow import transitions
from notifications import outbox
from notifications.enums import Audience
from notifications.models import OutgoingEmail

CONTRACT = (Stage.SIGNED, Stage.SETTLED)
LISTING, STORY = "listing", "story"  # what was agreed to outside the form


def living(inquiry: Inquiry, purpose: str, operator: str) -> list[Consent]:
    """What withdrawing this consent ends. Without the consent to answer, a transfer has no purpose either."""
    rows = Consent.objects.filter(inquiry=inquiry, operator__slug=operator, withdrawn_at__isnull=True)
    found = list(rows.select_related("operator").order_by("pk"))
    if not any(row.purpose == purpose for row in found):
        return []
    return [row for row in found if row.purpose == purpose or purpose != ConsentPurpose.CROSS_BORDER]


def touched(inquiry: Inquiry, operator: str) -> list[Case]:
    """The cases at this operator that close, or are hidden from it if they have ended; a contract stands."""
    cases = inquiry.cases.filter(operator__slug=operator, consent_withdrawn_at__isnull=True)
    return list(cases.exclude(stage__in=CONTRACT).select_related("park", "operator").order_by("pk"))


def withdraw(inquiry: Inquiry, *, purpose: str, operator: str) -> bool:
    """The enterprise withdraws the consent for this purpose to this operator (its short name); False without one.

    1. Lock the desk's row and the operator's cases; of two clicks at once the second finds nothing that lives.
    2. Mark the consents. Open cases end as withdrawn, the desk stops looking if it is the one; a contract stands.
    3. Withhold what has not left: mails to the enterprise, and to staff all but the cancellation of visits.
    4. Tell the enterprise and the staff once, without a word of what the inquiry says; trail and request are kept.
    """
    with transaction.atomic():
        routing = Routing.objects.select_for_update(of=("self",)).filter(inquiry=inquiry).first()
        cases = [Case.objects.locked(case.pk) for case in inquiry.cases.filter(operator__slug=operator).order_by("pk")]
        rows = living(inquiry, purpose, operator)
        if not rows:
            return False
        now = timezone.now()
        Consent.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_at=now)
        shut = [_shut(case, now) for case in cases if case.stage not in CONTRACT and not case.consent_withdrawn_at]
        if routing is not None and routing.operator_id == rows[0].operator_id:
            _end_routing(routing, now)
        _withhold(inquiry, shut, routing)
        indexing.enter([inquiry])
        outbox.queue(*mail.withdrawn_confirm(inquiry, rows), *mail.consent_withdrawn(shut))
        _keep(inquiry, f"{purpose}:{operator}", now)
    return True


def unlist(inquiry: Inquiry, *, what: str, slug: str) -> bool:
    """The company is not named in public any more: not as a tenant of this park, or not in this story."""
    with transaction.atomic():
        row = listed(inquiry, what, slug)
        if row is None:
            return False
        row.consent_on = None
        row.save(update_fields=["consent_on"])
        _keep(inquiry, f"{what}:{slug}", timezone.now())
    return True


def listed(inquiry: Inquiry, what: str, slug: str) -> Tenancy | Story | None:
    """What was agreed to be shown in public, by the short name of the park or of the story."""
    if what == LISTING:
        return next((row for row in listings(inquiry) if row.park.slug == slug), None)
    if what == STORY:
        return next((row for row in stories(inquiry) if row.slug == slug), None)
    return None


def listings(inquiry: Inquiry) -> list[Tenancy]:
    """Where the company agreed to be named as a tenant."""
    rows = Tenancy.objects.filter(enterprise=inquiry.enterprise_id, consent_on__isnull=False)
    return list(rows.select_related("park").order_by("pk"))


def stories(inquiry: Inquiry) -> list[Story]:
    """The stories that the company agreed to."""
    return list(Story.objects.filter(enterprise=inquiry.enterprise_id, consent_on__isnull=False).order_by("pk"))


def _shut(row: Case, now: datetime.datetime) -> Case:
    """End a locked case and hide it; the log says why in the language of the staff there."""
    if row.is_open:
        with translation.override(row.operator.default_language):
            note = gettext("The enterprise has withdrawn its consent.")
        transitions.move(row, Stage.WITHDRAWN, actor=None, note=note)
    row.consent_withdrawn_at = now
    row.save(update_fields=["consent_withdrawn_at", "updated_at"])
    return row


def _end_routing(row: Routing, now: datetime.datetime) -> None:
    if row.state == RoutingState.ENDED:
        return
    row.offers.filter(state=OfferState.PROPOSED).update(state=OfferState.WITHDRAWN, answered_at=now)
    row.state, row.end_reason, row.ended_at = RoutingState.ENDED, RoutingEnd.WITHDRAWN, now
    row.save(update_fields=["state", "end_reason", "ended_at", "updated_at"])


def _withhold(inquiry: Inquiry, cases: Sequence[Case], routing: Routing | None) -> None:
    about = [case.mail_reference for case in cases]
    if routing is not None and routing.state == RoutingState.ENDED:
        about.append(routing.mail_reference)
    if not inquiry.cases.filter(consent_withdrawn_at__isnull=True).exists():
        about.append(inquiry.mail_reference)
    kept = Q(event="visit_cancelled") & ~Q(audience=Audience.ENQUIRER)
    outbox.withhold(OutgoingEmail.objects.filter(about__in=about).exclude(kept))


def _keep(inquiry: Inquiry, detail: str, now: datetime.datetime) -> None:
    """The trail and the list of requests."""
    PrivacyRequest.objects.create(
        inquiry=inquiry,
        kind=PrivacyKind.WITHDRAW,
        source=PrivacySource.PERSON,
        state=PrivacyState.DONE,
        language=inquiry.contact_language,
        detail=detail[:120],
        created_at=now,
        done_at=now,
    )
    audit.record(AuditAction.WITHDRAWN, inquiry, what=detail)
