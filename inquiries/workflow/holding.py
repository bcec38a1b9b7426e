"""Keeping a space for one case: asked for, granted, and over by itself after `settings.HOLD_HOURS`.

The hours are plain hours, like those of an option in a contract: nights, weekends, holidays and the change of clocks
do not make them longer. Every verb locks the case first and then the space; whoever holds a space's lock may end the
hold on it. A live hold whose time is over counts for nothing, whether or not `expire_due` has come by yet; the status
that the public reads follows with the next chore.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_line
from inquiries import access, mail, rendering
from inquiries.enums import HoldState, MessageAuthor, Stage
from inquiries.models import Case, Letting, Proposal, Requirement, SpaceHold
from inquiries.workflow import availability, messages
from notifications import outbox
from parks.enums import ASKABLE_SPACE_STATUSES, SpaceStatus
from parks.models import Space
from parks.models.spaces import SpaceQuerySet

NOTE_LENGTH = 500
WARN_HOURS = 12


def length() -> datetime.timedelta:
    return datetime.timedelta(hours=settings.HOLD_HOURS)


def warning_lead() -> datetime.timedelta:
    """How long before its end a hold is warned of: twelve hours, or half of a shorter hold."""
    return min(datetime.timedelta(hours=WARN_HOURS), length() / 2)


def may_hold(case: Case) -> bool:
    """From the first word to the contract; afterwards the space is let or of no use to the case."""
    return case.is_open and case.stage != Stage.SIGNED


def offered(case: Case) -> SpaceQuerySet:
    """The spaces that the enterprise may ask to keep: those of the current proposal and those it asked for here."""
    sent = Proposal.objects.filter(case=case, sent_at__isnull=False, superseded_at__isnull=True)
    wanted = Requirement.objects.filter(inquiry=case.inquiry_id)
    named = Q(pk__in=sent.values("spaces")) | Q(pk__in=wanted.values("spaces"), park=case.park_id)
    return Space.objects.askable().filter(named, park__operator=case.operator_id)


# --- Asking and granting ----------------------------------------------------------------------


def ask(case: Case, space: Space, *, note: str = "") -> SpaceHold:
    """The enterprise asks the park to keep a space; the staff get a mail each.

    Asking again while the park has not answered, or while the hold is on, returns what there is. Raises
    ValidationError when the case is past holding or the space is not among those `offered`.
    """
    note = _checked(note)
    with transaction.atomic():
        row = Case.objects.locked(case.pk)
        now = timezone.now()
        known = SpaceHold.objects.filter(
            Q(state=HoldState.ASKED) | Q(state=HoldState.LIVE, expires_at__gt=now), case=row, space=space
        ).first()
        if known:
            return known
        if not may_hold(row):
            raise ValidationError(_("This inquiry has come to its end, so no space is kept for it."))
        if not offered(row).filter(pk=space.pk).exists():
            raise ValidationError(_("This space cannot be kept for you now. Please ask the park."))
        hold = SpaceHold.objects.create(
            case=row, space=space, state=HoldState.ASKED, asked_by=MessageAuthor.ENTERPRISE, note=note, created_at=now
        )
        audit.record(AuditAction.CHANGED, row, what="hold_asked", hold=hold.pk, space=space.pk)
        outbox.queue(*mail.hold_requested(hold))
    return hold


def grant(case: Case, space: Space, *, actor: User, note: str = "") -> SpaceHold:
    """Keep a space for this case from now on, whether the enterprise asked for it or not; it is told in a message.

    Of two cases that reach for one space the second waits for the lock, reads it as held and is refused; should
    anything slip past that, the database allows one live hold per space. A hold whose time is over is ended first,
    so a chore that is late blocks nobody. Granting again returns the hold that stands. Raises ValidationError with
    what stands against it, PermissionDenied.
    """
    note = _checked(note)
    with transaction.atomic():
        row = access.worked_case(case.pk, actor)
        if not may_hold(row):
            raise ValidationError(_("Only an open case without a contract can keep a space."))
        if messages.is_quarantined(row):
            raise ValidationError(messages.QUARANTINED)
        now = timezone.now()
        [taken] = availability.locked([space.pk])
        end_if_over(taken, now)
        standing = SpaceHold.objects.live().filter(space=taken).first()
        if standing and standing.case_id == row.pk:
            return standing
        reason = _refusal(taken, row, standing)
        if reason:
            raise ValidationError(reason)
        hold = SpaceHold.objects.filter(case=row, space=taken, state=HoldState.ASKED).first() or SpaceHold(
            case=row, space=taken, asked_by=MessageAuthor.STAFF
        )
        hold.case, hold.space = row, taken
        hold.state, hold.user, hold.note = HoldState.LIVE, actor, note or hold.note
        hold.starts_at, hold.expires_at, hold.former_status = now, now + length(), taken.status
        hold.save()
        availability.set_status(taken, SpaceStatus.HELD)
        audit.record(AuditAction.CHANGED, row, actor=actor, what="hold_granted", hold=hold.pk, space=taken.pk)
        _tell(hold, actor, _("“%(space)s” is kept for you until %(end)s. Nobody else can take it before then."))
    return hold


def _refusal(space: Space, case: Case, standing: SpaceHold | None) -> str:
    if space.park.operator_id != case.operator_id:
        return gettext("“%(space)s” belongs to another operator's park.") % {"space": space}
    if standing is not None:
        return gettext("“%(space)s” is on hold for another inquiry until %(end)s.") % {
            "space": space,
            "end": until(standing, str(get_language())),
        }
    if is_let(space):
        return gettext("“%(space)s” is already let.") % {"space": space}
    if space.status not in ASKABLE_SPACE_STATUSES:
        return gettext("“%(space)s” cannot be put on hold now: %(status)s.") % {
            "space": space,
            "status": space.get_status_display(),
        }
    return ""


def is_let(space: Space) -> bool:
    """Whether a contract of ours lets it, whatever its status says."""
    return Letting.objects.live().filter(space=space).exists()


# --- Ending -----------------------------------------------------------------------------------


def release(hold: SpaceHold, *, actor: User, words: str = "") -> bool:
    """Let the space go before the time is over; the enterprise is told, with `words` if there are any.

    False when the hold had ended already. PermissionDenied, ValidationError for too many words.
    """
    words = _checked(words)
    with transaction.atomic():
        row = access.worked_case(hold.case_id, actor)
        [space] = availability.locked([hold.space_id])
        live = SpaceHold.objects.live().filter(pk=hold.pk).first()
        if live is None:
            return False
        live.case = row
        end(live, space, HoldState.RELEASED, timezone.now())
        audit.record(AuditAction.CHANGED, row, actor=actor, what="hold_released", hold=hold.pk, space=space.pk)
        _tell(live, actor, _("The hold on “%(space)s” was ended by the park."), words)
    return True


def decline(hold: SpaceHold, *, actor: User, words: str) -> bool:
    """Say no to what the enterprise asked for, and why. False when it was answered already."""
    words = _checked(words)
    if not words:
        raise ValidationError(_("Say why, so that the enterprise knows."))
    with transaction.atomic():
        row = access.worked_case(hold.case_id, actor)
        asked = SpaceHold.objects.filter(pk=hold.pk, state=HoldState.ASKED).select_related("space__kind").first()
        if asked is None:
            return False
        asked.case = row
        _close(asked, HoldState.DECLINED, timezone.now())
        audit.record(AuditAction.CHANGED, row, actor=actor, what="hold_declined", hold=hold.pk, space=asked.space_id)
        _tell(asked, actor, _("“%(space)s” cannot be kept for you at present."), words)
    return True


def end(hold: SpaceHold, space: Space, state: HoldState, now: datetime.datetime) -> None:
    """End a live hold on a space that the caller has locked. The space goes back to its status before, unless
    somebody has given it another one meanwhile."""
    _close(hold, state, now)
    if space.status == SpaceStatus.HELD:
        availability.set_status(space, hold.former_status)


def end_if_over(space: Space, now: datetime.datetime) -> bool:
    """End the live hold on a locked space when its time is over, and tell both sides; whether there was one."""
    hold = SpaceHold.objects.live().filter(space=space, expires_at__lte=now).with_case().first()
    if hold is None:
        return False
    end(hold, space, HoldState.EXPIRED, now)
    audit.record(AuditAction.CHANGED, hold.case, what="hold_expired", hold=hold.pk, space=space.pk)
    outbox.queue(*mail.hold_expiring(hold, is_over=True))
    return True


def held_spaces(case: Case) -> set[int]:
    """Ids of the spaces with a live hold of this case."""
    return set(SpaceHold.objects.live().filter(case=case).values_list("space_id", flat=True))


def end_all(case: Case, now: datetime.datetime, *, signed: Iterable[Space] = (), spaces: Iterable[Space] = ()) -> None:
    """The case has ended or has a contract: no hold of it stays, and nothing that it asked for.

    Holds on `signed` spaces have become the contract. The caller has locked the case and `spaces`, all that the case
    holds.
    """
    contract = {space.pk for space in signed}
    locked = {space.pk: space for space in spaces}
    for hold in SpaceHold.objects.live().filter(case=case).order_by("space_id"):
        state = HoldState.SIGNED if hold.space_id in contract else HoldState.RELEASED
        end(hold, locked[hold.space_id], state, now)
        audit.record(AuditAction.CHANGED, case, what=f"hold_{state}", hold=hold.pk, space=hold.space_id)
    SpaceHold.objects.filter(case=case, state=HoldState.ASKED).update(state=HoldState.RELEASED, ended_at=now)


def _close(hold: SpaceHold, state: HoldState, now: datetime.datetime) -> None:
    hold.state, hold.ended_at = state, now
    hold.save(update_fields=["state", "ended_at"])


# --- What time does ---------------------------------------------------------------------------


def expire_due(now: datetime.datetime) -> int:
    """End the holds whose time is over and tell both sides; returns how many this run ended."""
    due = SpaceHold.objects.live().filter(expires_at__lte=now).order_by("expires_at", "pk")
    ended = 0
    for case, space in list(due.values_list("case_id", "space_id")):
        with transaction.atomic():
            Case.objects.locked(case)
            [row] = availability.locked([space])
            ended += end_if_over(row, now)
    return ended


def warn_due(now: datetime.datetime) -> int:
    """Warn both sides of holds that end soon, once each; returns how many.

    A hold that is over is not warned of any more: `expire_due` says so.
    """
    soon = SpaceHold.objects.standing(now).filter(expires_at__lte=now + warning_lead(), warned_at__isnull=True)
    warned = 0
    for pk in list(soon.order_by("expires_at", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            if not soon.filter(pk=pk).update(warned_at=now):  # another run was faster
                continue
            outbox.queue(*mail.hold_expiring(SpaceHold.objects.with_case().get(pk=pk)))
            warned += 1
    return warned


# --- What others are told ---------------------------------------------------------------------


def until(hold: SpaceHold, language: str) -> str:
    """When the hold ends, on the clocks of the space's operator."""
    if hold.expires_at is None:
        return ""
    return rendering.moment(hold.expires_at, hold.case.operator.time_zone, language)


def claim_on(space: Space) -> str:
    """Why nobody may change this space's status by hand, in the reader's language; empty when nothing speaks against
    it. Names no inquiry: who edits a park's pages may not know of it."""
    now = timezone.now()
    hold = SpaceHold.objects.standing(now).filter(space=space).select_related("case__operator").first()
    if hold is not None:
        return gettext(
            "It is on hold for an inquiry until %(end)s. The officer in charge can end the hold on the case's page."
        ) % {"end": until(hold, str(get_language()))}
    if is_let(space):
        return gettext("It is let by a signed contract. It becomes free when the case says that the company has left.")
    return ""


def _tell(hold: SpaceHold, actor: User, sentence: object, words: str = "") -> None:
    """A message to the enterprise, in its own language; its key makes it one however often it is tried."""
    case = hold.case
    if messages.is_quarantined(case):
        return
    language = case.inquiry.contact_language
    with translation.override(language):
        body = str(sentence) % {"space": rendering.space_name(hold.space, language), "end": until(hold, language)}
    draft = messages.Draft("\n\n".join(part for part in (body, words) if part), key=f"hold:{hold.pk}:{hold.state}")
    messages.from_staff(case, actor, draft, [])


def _checked(note: str) -> str:
    note = normalise_line(note)
    if len(note) > NOTE_LENGTH:
        raise ValidationError(_("At most %(limit)d characters, please."), params={"limit": NOTE_LENGTH})
    return note
