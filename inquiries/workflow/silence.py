"""An enterprise that says nothing for weeks, although the park has tried: one warning by mail, then the case is closed.

Days are counted on the calendar where the operator works. Any word counts: a message, a contact in which it was
reached, a visit that took place, its answer about a transfer; re-opening starts the count anew. A case on hold, one
with a visit ahead and one in quarantine is left alone; so is an enterprise without an e-mail address and one whose
warning could not be sent: it cannot be warned, so people decide.
"""

import datetime
import zoneinfo
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.utils import translation
from django.utils.translation import gettext

from inquiries import mail
from inquiries.enums import ENDS, UNSIGNED_STAGES, LostReason, MessageAuthor, Stage, TransferState, VisitState
from inquiries.models import Case, Interaction, Message, StageChange, Transfer, Visit
from inquiries.workflow import transitions
from inquiries.workflow.watching import latest, told
from notifications import outbox
from notifications.enums import MailState
from notifications.models import OutgoingEmail

WARNING = "silence_warning"
WARNED = datetime.timedelta(days=7)  # between the warning and the end, at least
ATTEMPTS = 2
_SLACK = datetime.timedelta(days=1)  # more than any zone's clock is ahead of UTC


def warn_silent(now: datetime.datetime) -> int:
    """A week before the end: one mail to each enterprise that was silent for so long, after two attempts."""
    due = _silent(now, now - _patience() + WARNED + _SLACK).exclude(told(WARNING, "heard_at"))
    warned = 0
    for pk in due.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Case.objects.locked(pk)
            found = due.filter(pk=pk).first()
            if found is None:
                continue
            today, end = _day(row, now), _day(row, found.heard_at) + _patience()
            if today >= end - WARNED:
                until = max(end, today + WARNED)
                warned += len(outbox.queue(*mail.silence_warning(row, found.heard_at, until)))
    return warned


def close_silent(now: datetime.datetime) -> int:
    """SILENCE_WEEKS without a word, a week of them after the warning went out: the case is lost, because of silence."""
    silent = _silent(now, now - _patience() + _SLACK)
    due = silent.annotate(warned_at=_warned_at()).filter(warned_at__lte=now - WARNED)
    closed = 0
    for pk in due.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Case.objects.locked(pk)
            found = due.filter(pk=pk).first()
            if found is None or _day(row, now) < _day(row, found.heard_at) + _patience():
                continue
            note = _note(row, found)
            transitions.move(row, Stage.LOST, actor=None, lost_reason=LostReason.SILENT, note=note)
            closed += 1
    return closed


def _patience() -> datetime.timedelta:
    return datetime.timedelta(weeks=settings.SILENCE_WEEKS)


def _silent(now: datetime.datetime, heard_before: datetime.datetime) -> Any:
    """A queryset of open, unsigned cases: `heard_at`, the last word, before that moment and two `attempts` since."""
    ahead = Visit.objects.filter(case=OuterRef("pk"), state=VisitState.CONFIRMED, starts_at__gt=now)
    resting = Q(on_hold_until__isnull=False) | Exists(ahead)
    cases = Case.objects.live().filter(stage__in=UNSIGNED_STAGES).exclude(resting)
    heard = cases.annotate(heard_at=_last_heard()).filter(heard_at__lte=heard_before)
    return heard.annotate(attempts=_attempts()).filter(attempts__gte=ATTEMPTS)


def _last_heard() -> Greatest:
    """When the enterprise was last heard; the opening of the case and its last re-opening count as words."""
    answered = (TransferState.AGREED, TransferState.DECLINED)
    words = (
        latest(Message.objects.filter(author=MessageAuthor.ENTERPRISE), "created_at"),
        latest(Interaction.objects.filter(reached=True), "happened_at"),
        latest(Visit.objects.filter(state=VisitState.HELD), "starts_at"),
        latest(StageChange.objects.filter(from_stage__in=ENDS), "at"),
        latest(Transfer.objects.filter(state__in=answered), "answered_at"),
    )
    return Greatest("created_at", *(Coalesce(word, "created_at") for word in words))


def _attempts() -> Combinable:
    """Messages of the park and contacts that reached nobody, since the last word."""
    written = Message.objects.filter(author=MessageAuthor.STAFF, created_at__gt=OuterRef("heard_at"))
    tried = Interaction.objects.filter(reached=False, happened_at__gt=OuterRef("heard_at"))
    return _count(written) + _count(tried)


def _count(rows: QuerySet) -> Coalesce:
    grouped = rows.order_by().filter(case=OuterRef("pk")).values("case").annotate(number=Count("pk"))
    return Coalesce(Subquery(grouped.values("number"), output_field=IntegerField()), 0)


def _warned_at() -> Subquery:
    """When the mail server took the warning about this silence; null while it has not."""
    about = Concat(Value("case:"), Cast(OuterRef("pk"), CharField()))
    sent = OutgoingEmail.objects.filter(event=WARNING, about=about, state=MailState.SENT)
    return Subquery(sent.filter(created_at__gte=OuterRef("heard_at")).order_by("-sent_at").values("sent_at")[:1])


def _note(row: Case, found: Any) -> str:
    """For the log, in the language of the staff there."""
    with translation.override(row.operator.default_language):
        return gettext("No word since %(heard)s, %(attempts)d attempts, warned on %(warned)s.") % {
            "heard": f"{_day(row, found.heard_at):%Y-%m-%d}",
            "attempts": found.attempts,
            "warned": f"{_day(row, found.warned_at):%Y-%m-%d}",
        }


def _day(row: Case, at: datetime.datetime) -> datetime.date:
    """The date of a moment where the operator works."""
    return at.astimezone(zoneinfo.ZoneInfo(row.operator.time_zone)).date()
