"""What the desk's page of one inquiry shows: who asks for what, which parks fit and why, and what was proposed."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language

from common.text import normalise_line
from inquiries.admin.clock import desk_clock
from inquiries.admin.desk_forms import VERBS
from inquiries.admin.need import answers
from inquiries.enums import Screening
from inquiries.mail.occasions import occasion
from inquiries.matching.recommend import recommend
from inquiries.matching.requirements import wish_of
from inquiries.models import Routing
from inquiries.rendering import moment
from inquiries.screening import REASONS
from inquiries.workflow import routing as verbs
from notifications.enums import Audience
from notifications.models import OutgoingEmail
from parks.admin.scoping import may
from parks.models import Park
from parks.search import search

SUGGESTED = 5
FOUND = 10
LONGEST_TEXT = 100


def context(request: HttpRequest, routing: Routing, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything for the template; `bound` holds the one form that came back with errors."""
    inquiry, bound = routing.inquiry, bound or {}
    quarantined = inquiry.screening == Screening.QUARANTINED
    may_change = may(request, "inquiries.change_routing", routing)
    blank = {name: verb.form(routing=routing, prefix=name) for name, verb in VERBS.items()}
    text = normalise_line(request.GET.get("q", ""))[:LONGEST_TEXT]
    works = may_change and routing.is_open and not quarantined
    return {
        "routing": routing,
        "inquiry": inquiry,
        "enterprise": inquiry.enterprise,
        "clock": desk_clock(routing),
        "received": _moment(routing, routing.created_at),
        "forms": {**blank, **bound},
        "failed": next(iter(bound), ""),
        "refusals": next(iter(bound.values())).non_field_errors() if bound else [],
        "quarantined": quarantined,
        "suspicions": [REASONS.get(code, code) for code in inquiry.screening_reasons],
        "can_work": works,
        "can_end": may_change and routing.is_open,
        "can_release": may_change and quarantined,
        "answers": answers(inquiry, list(Park.objects.filter(spaces__in=inquiry.requirement.spaces.all()))),
        "consents": inquiry.consents.filter(operator=routing.operator),
        "attachments": inquiry.attachments.all(),
        "text": text,
        **(_choice(routing, text, bound) if works else {}),
        "offers": [(o, _moment(routing, o.answered_at or o.proposed_at)) for o in _offers(routing)],
        "messages_said": [(m, _moment(routing, m.created_at)) for m in routing.messages.select_related("user")],
        "mails": _mails(routing),
    }


def _choice(routing: Routing, text: str, bound: dict[str, Any]) -> dict[str, Any]:
    """The parks to tick: those that fit best with the reasons, and those that a text finds."""
    form = bound.get("propose")
    ticked = form.data.getlist("propose-parks") if form is not None else []
    open_parks = verbs.targets(routing)
    result = recommend(wish_of(routing.inquiry), limit=SUGGESTED)
    known = set(open_parks.filter(pk__in=[one.park.pk for one in result.found]).values_list("pk", flat=True))
    suggested = [one for one in result.found if one.park.pk in known]
    shown = {one.park.slug for one in suggested}
    found: Any = search(open_parks, text).order_by("name_rank", "sort_key", "slug")[:FOUND] if text else []
    others = [park for park in found if park.slug not in shown]
    kept = open_parks.filter(slug__in=[slug for slug in ticked if slug not in shown][:FOUND]) if ticked else []
    return {
        "result": result,
        "suggested": [(one, one.park.slug in ticked) for one in suggested],
        "others": [(park, park.slug in ticked) for park in {park.pk: park for park in [*kept, *others]}.values()],
    }


def _offers(routing: Routing) -> Any:
    return routing.offers.select_related("park__operator", "proposed_by", "case").order_by("-proposed_at", "-pk")


def _mails(routing: Routing) -> Any:
    """To the desk, and to the enterprise about the inquiry as a whole."""
    about = Q(about=routing.mail_reference)
    about |= Q(about=routing.inquiry.mail_reference, audience=Audience.ENQUIRER)
    found = OutgoingEmail.objects.filter(about).order_by("-created_at", "-pk")
    return [(mail, occasion(mail.event)) for mail in found]


def _moment(routing: Routing, at: Any) -> str:
    """As the clocks at the desk show it."""
    return moment(at, routing.operator.time_zone, str(get_language()))
