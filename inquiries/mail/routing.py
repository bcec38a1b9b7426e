"""Mails about inquiries that named no park: to the platform's desk, and from it to the enterprise."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django_countries import countries

from inquiries import consents, rendering
from inquiries.enums import OfferState, RoutingEnd
from inquiries.mail.addressing import in_language, name, to_desk, to_enterprise
from inquiries.mail.enterprise import promise_of
from inquiries.models import Case, Routing, RoutingMessage, RoutingOffer
from notifications.outbox import Mail

# --- To the enterprise ------------------------------------------------------------------------


def routing_received(routing: Routing) -> list[Mail]:
    """The confirmation of an inquiry without a park: who looks for parks, and by when it hears from them."""
    inquiry, language = routing.inquiry, routing.inquiry.contact_language
    desk = {
        "operator": name(routing.operator, language),
        "answer_by": rendering.moment(routing.answer_by, routing.operator.time_zone, language),
    }
    return to_enterprise("inquiry_received", inquiry, inquiry.mail_reference, parks=[], desk=desk, is_callback=False)


def routing_proposed(routing: Routing, offers: Sequence[RoutingOffer]) -> list[Mail]:
    """Which parks would get the inquiry, whose data controller where, why, and the page on which it decides."""
    language = routing.inquiry.contact_language
    return to_enterprise(
        "routing_proposed",
        routing.inquiry,
        "offers:" + "-".join(str(offer.pk) for offer in offers),
        envelope=_unseen_by_parks(routing),
        offers=[_offer(offer, language) for offer in offers],
        desk=name(routing.operator, language),
        decide_url=rendering.desk_address(routing.inquiry, language),
    )


def routing_message(message: RoutingMessage) -> list[Mail]:
    """What the desk wrote."""
    routing, language = message.routing, message.routing.inquiry.contact_language
    return to_enterprise(
        "routing_message",
        routing.inquiry,
        f"routing-message:{message.pk}",
        envelope=_unseen_by_parks(routing),
        body=message.body,
        author=message.user.name if message.user else "",
        desk=name(routing.operator, language),
        desk_url=rendering.desk_address(routing.inquiry, language),
    )


def routing_shared(routing: Routing, cases: Sequence[Case]) -> list[Mail]:
    """Who has the inquiry now, and answers by when."""
    language = routing.inquiry.contact_language
    subject = "cases:" + "-".join(str(case.pk) for case in cases)
    parks = [promise_of(case, language) for case in cases]
    return to_enterprise("routing_shared", routing.inquiry, subject, parks=parks)


def routing_ended(routing: Routing) -> list[Mail]:
    """Why the desk has stopped looking."""
    language = routing.inquiry.contact_language
    return to_enterprise(
        "routing_ended",
        routing.inquiry,
        routing.mail_reference,
        envelope=_unseen_by_parks(routing),
        reason=in_language(language, RoutingEnd(routing.end_reason).label),
        note=routing.end_note,
        desk=name(routing.operator, language),
        desk_url=rendering.desk_address(routing.inquiry, language),
    )


def _unseen_by_parks(routing: Routing) -> dict[str, str]:
    """The page of a case lists what the enterprise was told of its inquiry: not what is between it and the desk."""
    return {"about": routing.mail_reference}


def _offer(offer: RoutingOffer, language: str) -> dict[str, Any]:
    operator = offer.park.operator
    with translation.override(language):
        recipient = {
            "recipient": consents.controller_of(operator),
            "country": str(countries.name(str(operator.country))),
        }
    return {"park": name(offer.park, language), "reason": offer.reason, **recipient}


# --- To the desk ------------------------------------------------------------------------------


def routing_new(routing: Routing) -> list[Mail]:
    """An inquiry without a park has arrived."""
    return to_desk("routing_new", routing, routing.mail_reference)


def routing_reply(message: RoutingMessage) -> list[Mail]:
    """What the enterprise wrote to the desk."""
    return to_desk("routing_reply", message.routing, f"routing-message:{message.pk}", body=message.body)


def routing_answered(routing: Routing, offers: Sequence[RoutingOffer]) -> list[Mail]:
    """What the enterprise decided about proposed parks."""
    subject = "offers:" + "-".join(str(offer.pk) for offer in offers)
    agreed = offers[0].state == OfferState.ACCEPTED
    return [
        mail
        for language in ("zh-hans", "en")
        for mail in to_desk(
            "routing_answered",
            routing,
            subject,
            agreed=agreed,
            parks=[name(offer.park, language) for offer in offers],
            answer=offers[0].answer,
        )
        if mail.language == language
    ]


def routing_due(routing: Routing, *, overdue: bool) -> list[Mail]:
    """The promised time runs out, or is over."""
    subject = f"{routing.mail_reference}:{routing.answer_by.isoformat()}:{'over' if overdue else 'risk'}"
    return to_desk("routing_due", routing, subject, overdue=overdue)
