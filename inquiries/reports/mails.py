"""What became of the mails that were written."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from inquiries.mail.occasions import occasion
from inquiries.reports.periods import Period
from inquiries.reports.scope import Scope
from inquiries.reports.tables import SHOWN, Column, Kind, Table, percent, rows
from notifications.enums import MailState
from notifications.models import OutgoingEmail

STATES = (Column(_("Mails")), Column(_("Share"), Kind.PERCENT))
EVENTS = (
    Column(_("Mails")),
    Column(_("Accepted by the mail server"), Kind.PERCENT),
    Column(_("Failed or bounced")),
    Column(_("On their way or withheld")),
)
LOST = (MailState.FAILED, MailState.BOUNCED)
OPEN = (MailState.QUEUED, MailState.SENDING, MailState.AWAITING_RETRY, MailState.WITHHELD)


def tables(scope: Scope) -> list[Table]:
    periods = (scope.period, scope.period.before)
    now, before = (_shares(by_state(scope.mails, period)) for period in periods)
    labels = [(state, str(state.label)) for state in MailState]
    states = Table(
        "by_state",
        _("Mails by state"),
        _("state"),
        STATES,
        rows(labels, now, before, STATES),
        _("Mails written in this period, in the state they have today."),
    )
    now, before = (by_event(scope.mails, period) for period in periods)
    shown = [(event, str(occasion(event))) for event in list(now)[:SHOWN]]
    events = Table("by_event", _("Mails by occasion"), _("occasion"), EVENTS, rows(shown, now, before, EVENTS))
    return [states, events]


def by_state(mails: QuerySet[OutgoingEmail], period: Period) -> dict[str, int]:
    return dict(mails.filter(period.has("created_at")).values_list("state").annotate(Count("pk")))


def by_event(mails: QuerySet[OutgoingEmail], period: Period) -> dict[str, list[Any]]:
    """occasion → (mails, sent in percent, failed, open), the most frequent first. One statement."""
    counted = mails.filter(period.has("created_at")).values_list("event")
    found = counted.annotate(
        number=Count("pk"),
        sent=Count("pk", filter=Q(state=MailState.SENT)),
        lost=Count("pk", filter=Q(state__in=LOST)),
        open=Count("pk", filter=Q(state__in=OPEN)),
    ).order_by("-number", "event")
    return {event: [number, percent(sent, number), lost, open_] for event, number, sent, lost, open_ in found}


def _shares(counted: dict[str, int]) -> dict[str, list[Any]]:
    total = sum(counted.values())
    return {state: [number, percent(number, total)] for state, number in counted.items()}
