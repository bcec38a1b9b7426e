"""What the platform's desk does with an inquiry that names no park: it proposes parks, and the enterprise decides.

Nothing reaches a park before the enterprise has agreed to that park; then the park gets what was submitted, and no word
of the talk with the desk. Lock order: the row of the desk, then cases.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_line, normalise_text
from inquiries import access, consents, mail
from inquiries.enums import LIVE_OFFERS, MessageAuthor, OfferState, RoutingEnd, RoutingState, Screening
from inquiries.models import Case, Inquiry, Routing, RoutingMessage, RoutingOffer
from inquiries.workflow import deadlines, messages, transitions
from notifications import outbox
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from parks.models import Operator, Park

MOST_OFFERS = 5  # that wait for an answer at one time
LINE_LENGTH = 300
NOTE_LENGTH = 500


class NotOffered(Exception):
    """None of these parks waits for an answer any more. Nothing was changed."""


class ConsentMissing(Exception):
    """Nobody was agreed to, or not in all of the present words. Nothing was changed."""


@dataclass(frozen=True)
class Asked:
    """The proposed parks of one recipient, and the ticks that all of them need together."""

    operator: Operator
    offers: Sequence[RoutingOffer]
    texts: Sequence[consents.ConsentText]

    @property
    def values(self) -> list[str]:
        """What the ticks post: the recipient's short name keeps two of the same words apart."""
        return [f"{self.operator.slug}:{text.value}" for text in self.texts]

    @property
    def ticks(self) -> list[tuple[str, consents.ConsentText]]:
        return list(zip(self.values, self.texts, strict=True))


# --- The clock --------------------------------------------------------------------------------


def open_routing(inquiry: Inquiry, operator: Operator, now: datetime.datetime) -> Routing:
    """Put a new inquiry on the desk, in the caller's transaction; both sides are told."""
    row = Routing(inquiry=inquiry, operator=operator, created_at=now, promised_hours=operator.response_hours)
    _promise(row, now)
    row.save()
    outbox.queue(*mail.routing_received(row), *mail.routing_new(row))
    return row


def restart(routing: Routing, now: datetime.datetime) -> None:
    """The inquiry was let out of quarantine, in the caller's transaction: the promise counts from now, and the mails
    that were withheld say so and go. A mail that somebody cancelled meanwhile stays cancelled. That it was said to be
    none is taken back; another end stands, and nobody is told that the desk looks for parks."""
    row = Routing.objects.locked(routing.pk)
    if row.end_reason == RoutingEnd.INVALID:
        row.state, row.end_reason, row.end_note, row.ended_at = RoutingState.OPEN, "", "", None
    letters = OutgoingEmail.objects.about(row.inquiry.mail_reference, row.mail_reference)
    withheld = letters.filter(state=MailState.WITHHELD)
    if not row.is_open:
        outbox.release(withheld.filter(event="routing_ended"))
        return
    if row.promise_kept is None:
        _promise(row, now)
        row.warned_at = None
    row.save()
    fresh = {letter.dedupe: letter for letter in (*mail.routing_received(row), *mail.routing_new(row))}
    for letter in withheld:
        if letter.dedupe_key in fresh:
            letter.context = fresh[letter.dedupe_key].context
            letter.save(update_fields=["context"])
    outbox.queue(*fresh.values())
    outbox.release(withheld.all())


def _promise(row: Routing, now: datetime.datetime) -> None:
    row.answer_by = deadlines.answer_by(row.operator, now, row.promised_hours)
    row.warn_at = deadlines.warn_at(row.operator, now, row.promised_hours)


def _answered(row: Routing, now: datetime.datetime) -> None:
    """Keep the moment of the first answer, once, and whether it came in time. The caller saves."""
    if row.first_response_at is None:
        row.first_response_at = now
        if row.promise_kept is None:
            row.promise_kept = now <= row.answer_by


# --- The desk ---------------------------------------------------------------------------------


def targets(routing: Routing) -> QuerySet[Park]:
    """Parks that take inquiries, are no invention, and were neither proposed nor asked in this one."""
    live = RoutingOffer.objects.filter(routing=routing, state__in=LIVE_OFFERS)
    return (
        Park.objects.listed()
        .accepting()
        .exclude(pk__in=live.values("park"))
        .exclude(cases__inquiry=routing.inquiry_id)
        .select_related("operator")
    )


def propose(routing: Routing, *, parks: Iterable[Park], reason: str, actor: User) -> list[RoutingOffer]:
    """Ask the enterprise whether these parks may have its inquiry; one mail names them all, and counts as an answer.

    A park that waits for an answer already is not proposed again. Raises ValidationError.
    """
    wanted = {park.pk for park in parks}
    with transaction.atomic():
        row = _worked(routing, actor)
        reason = _line(reason, "reason")
        waiting = set(row.offers.filter(state=OfferState.PROPOSED).values_list("park_id", flat=True))
        fresh = list(targets(row).filter(pk__in=wanted - waiting))
        if len(fresh) < len(wanted - waiting):
            raise ValidationError({"parks": _("One of these parks takes no inquiries, or has this one already.")})
        if not wanted:
            raise ValidationError({"parks": _("Choose at least one park.")})
        if len(fresh) + len(waiting) > MOST_OFFERS:
            said = ValidationError(
                _("At most %(limit)d parks wait for an answer at once."), params={"limit": MOST_OFFERS}
            )
            raise ValidationError({"parks": said})
        if not fresh:
            return []
        offers = [
            RoutingOffer.objects.create(routing=row, park=park, reason=reason, proposed_by=actor) for park in fresh
        ]
        _answered(row, timezone.now())
        row.save(update_fields=["first_response_at", "promise_kept", "updated_at"])
        audit.record(AuditAction.CHANGED, row, actor=actor, what="parks_proposed", parks=[p.slug for p in fresh])
        outbox.queue(*mail.routing_proposed(row, offers))
    return offers


def withdraw(routing: Routing, offer: int, *, actor: User) -> bool:
    """Take one proposal back; False when it does not wait for an answer any more."""
    with transaction.atomic():
        row = _worked(routing, actor)
        found = row.offers.filter(pk=offer, state=OfferState.PROPOSED).select_related("park").first()
        if found is None:
            return False
        _close([found], OfferState.WITHDRAWN, timezone.now())
        audit.record(AuditAction.CHANGED, row, actor=actor, what="proposal_withdrawn", park=found.park.slug)
    return True


def write(routing: Routing, *, body: str, actor: User, key: str) -> RoutingMessage:
    """The desk writes to the enterprise, which gets a mail; it counts as an answer. The same words under the same key
    are one message. Raises ValidationError."""
    draft = messages.checked(messages.Draft(body, (), key))
    with transaction.atomic():
        row = _worked(routing, actor)
        known = RoutingMessage.objects.filter(submission_key=_key(row, MessageAuthor.STAFF, draft.key)).first()
        if known:
            return known
        message = _store(row, MessageAuthor.STAFF, draft, row.inquiry.contact_language, actor)
        _answered(row, message.created_at)
        row.save(update_fields=["first_response_at", "promise_kept", "updated_at"])
        audit.record(AuditAction.CHANGED, row, actor=actor, what="message", message=message.pk)
        outbox.queue(*mail.routing_message(message))
    return message


def end(routing: Routing, *, reason: str, note: str, actor: User) -> bool:
    """Stop looking, with a reason that the enterprise reads; nothing is told to who sent no inquiry at all.

    Proposals that wait are taken back. False when it has ended before. Raises ValidationError.
    """
    note = normalise_text(note)
    if reason not in RoutingEnd.values:
        raise ValidationError({"end_reason": _("Choose why.")})
    if reason == RoutingEnd.OTHER and not note:
        raise ValidationError({"end_note": _("Say why.")})
    if len(note) > NOTE_LENGTH:
        said = ValidationError(_("At most %(limit)d characters, please."), params={"limit": NOTE_LENGTH})
        raise ValidationError({"end_note": said})
    with transaction.atomic():
        row = access.worked_routing(routing.pk, actor)
        if not row.is_open:
            return False
        now = timezone.now()
        _close(list(row.offers.filter(state=OfferState.PROPOSED)), OfferState.WITHDRAWN, now)
        row.state, row.end_reason, row.end_note, row.ended_at = RoutingState.ENDED, reason, note, now
        if reason != RoutingEnd.INVALID:
            _answered(row, now)
        row.save()
        audit.record(AuditAction.CHANGED, row, actor=actor, what="routing_ended", reason=reason)
        if reason != RoutingEnd.INVALID:
            outbox.queue(*mail.routing_ended(row))
    return True


def _worked(routing: Routing, actor: User) -> Routing:
    """The locked row of somebody who works at the desk, while work on it makes sense."""
    row = access.worked_routing(routing.pk, actor)
    if not row.is_open:
        raise ValidationError(_("This inquiry has ended at the desk."))
    if row.inquiry.screening == Screening.QUARANTINED:
        raise ValidationError(messages.QUARANTINED)
    return row


# --- The enterprise ---------------------------------------------------------------------------


def waiting_offers(routing: Routing) -> QuerySet[RoutingOffer]:
    """What waits for the enterprise's decision, in the order proposed; parks that take no inquiries any more are left
    out."""
    waiting = routing.offers.filter(state=OfferState.PROPOSED, park__in=Park.objects.accepting())
    return waiting.exclude(park__cases__inquiry=routing.inquiry_id)


def asked(routing: Routing, language: str) -> list[Asked]:
    """The same by recipient."""
    by_recipient: dict[int, list[RoutingOffer]] = {}
    for offer in waiting_offers(routing).select_related("park__operator"):
        by_recipient.setdefault(offer.park.operator_id, []).append(offer)
    country = str(routing.inquiry.enterprise.country)
    return [
        Asked(offers[0].park.operator, offers, consents.for_transfer(offers[0].park.operator, country, language))
        for offers in by_recipient.values()
    ]


def accept(routing: Routing, *, ticks: Collection[str], parks: Collection[str], language: str) -> list[Case]:
    """The enterprise agrees to some recipients; returns the new cases at their parks. `parks` are the short names of
    those that its page showed: what the desk has proposed since waits for a decision of its own.

    1. Lock the row; of two clicks at once the second waits here and finds what the first has left (NotOffered).
    2. Take the recipients of which a box is ticked; each needs all of its boxes in the present words (ConsentMissing).
    3. Store the consents, open one case for each park, mark the offers and the row, tell the parks' staff, the
       enterprise and the desk: all in one transaction.
    """
    with transaction.atomic():
        row = _answerable(routing)
        offered = [one for one in asked(row, language) if any(offer.park.slug in parks for offer in one.offers)]
        if not offered:
            raise NotOffered
        chosen = [one for one in offered if set(one.values) & set(ticks)]
        if not chosen or any(value not in ticks for one in chosen for value in one.values):
            raise ConsentMissing
        now = timezone.now()
        given = [consent for one in chosen for consent in consents.rows(row.inquiry, one.texts, now, language)]
        consents.renew(given)
        offers = [offer for one in chosen for offer in one.offers if offer.park.slug in parks]
        cases = _open(row, offers, now)
        row.state = RoutingState.ROUTED
        row.save(update_fields=["state", "updated_at"])
        agreed = [offer.park.slug for offer in offers]
        audit.record(AuditAction.CHANGED, row, what="proposals_accepted", parks=agreed)
        outbox.queue(*mail.inquiry_new(*cases), *mail.routing_shared(row, cases), *mail.routing_answered(row, offers))
    return cases


def decline(routing: Routing, park: str, *, reason: str) -> None:
    """The enterprise does not want this park (its short name); the desk is told. Raises NotOffered, ValidationError."""
    said = _line(reason, "reason")
    with transaction.atomic():
        row = _answerable(routing)
        offer = row.offers.filter(park__slug=park, state=OfferState.PROPOSED).select_related("park").first()
        if offer is None:
            raise NotOffered
        offer.answer = said
        _close([offer], OfferState.DECLINED, timezone.now())
        audit.record(AuditAction.CHANGED, row, what="proposal_declined", park=offer.park.slug)
        outbox.queue(*mail.routing_answered(row, [offer]))


def reply(routing: Routing, *, body: str, language: str, key: str) -> RoutingMessage:
    """The enterprise writes to the desk; the same words of the same form are one message. Raises ValidationError."""
    draft = messages.checked(messages.Draft(body, (), key))
    with transaction.atomic():
        row = Routing.objects.locked(routing.pk)
        known = RoutingMessage.objects.filter(submission_key=_key(row, MessageAuthor.ENTERPRISE, draft.key)).first()
        if known:
            return known
        message = _store(row, MessageAuthor.ENTERPRISE, draft, language, None)
        audit.record(AuditAction.CHANGED, row, what="enterprise_message", message=message.pk)
        outbox.queue(*mail.routing_reply(message))
    return message


def _answerable(routing: Routing) -> Routing:
    row = Routing.objects.locked(routing.pk)
    if not row.is_open or row.inquiry.screening == Screening.QUARANTINED:
        raise NotOffered
    return row


def _open(row: Routing, offers: Sequence[RoutingOffer], now: datetime.datetime) -> list[Case]:
    """One case for each park; the first line of its log says where it comes from, in the language of the staff."""
    cases = []
    for offer in offers:
        with translation.override(offer.park.operator.default_language):
            note = gettext("Proposed by the platform's desk, with the enterprise's consent.")
        try:
            with transaction.atomic():
                [case] = transitions.open_cases(row.inquiry, [offer.park], now=now, note=note)
        except IntegrityError as error:  # it was handed over there at the same moment
            raise NotOffered from error
        offer.case = case
        cases.append(case)
    _close(offers, OfferState.ACCEPTED, now)
    return cases


def _close(offers: Sequence[RoutingOffer], state: OfferState, now: datetime.datetime) -> None:
    for offer in offers:
        offer.state, offer.answered_at = state, now
        offer.save(update_fields=["state", "answer", "answered_at", "case"])


def _store(
    row: Routing, author: MessageAuthor, draft: messages.Draft, language: str, user: User | None
) -> RoutingMessage:
    return RoutingMessage.objects.create(
        routing=row,
        author=author,
        user=user,
        body=draft.body,
        language=language,
        submission_key=_key(row, author, draft.key),
    )


def _key(row: Routing, author: str, key: str) -> str:
    return messages.mark("routing", row.pk, author, key)


def _line(text: str, field: str) -> str:
    line = normalise_line(text)
    if len(line) > LINE_LENGTH:
        said = ValidationError(_("At most %(limit)d characters, please."), params={"limit": LINE_LENGTH})
        raise ValidationError({field: said})
    return line
