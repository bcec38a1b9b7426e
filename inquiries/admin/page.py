"""What the case page shows: who, what they need, where it stands, what is missing, what happened."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language

from common.network import client_address
from inquiries import access
from inquiries.admin.clock import clock
from inquiries.admin.need import answers
from inquiries.admin.timeline import timeline
from inquiries.admin.verbs import VERBS, Verb
from inquiries.enums import ENDS, PATH, Screening, Stage
from inquiries.forms.uploads import Basket, Kept
from inquiries.models import Case
from inquiries.rendering import moment
from inquiries.workflow import gates, stages
from parks.admin.scoping import may

# Where on the page a gate's field is asked for, when it is not a field of the form of the same name.
FIELD_ANCHORS = {
    "case.owner": "id_assign-owner",
    "case.lost_reason": "id_move-lost_reason",
    "case.end_note": "id_move-note",
    "messages.body": "id_reply-body",
    "visits.state": "id_visit-starts_at",
    "proposals.sent_at": "id_proposal-terms",
}
# The form that asks for it, by the relation that the gate names; its section is opened when something is missing.
RELATION_VERBS = {
    "case": "assign",
    "messages": "reply",
    "visits": "visit",
    "proposals": "proposal",
    "qualification": "qualification",
    "settlement": "settlement",
}


@dataclass(frozen=True)
class Step:
    """One stage on the path."""

    label: str | Promise
    state: str  # done, now, ahead


@dataclass(frozen=True)
class Gap:
    """One thing missing for the next stage, with the place where it is filled in."""

    label: str
    anchor: str
    section: str


def build_form(verb: Verb, case: Case, request: HttpRequest, row: Any = None, **kwargs: Any) -> Any:
    """An unbound form, or one bound to this request's POST when `data` is given."""
    options: dict[str, Any] = {"case": case, "user": request.user, "prefix": verb.name, **kwargs}
    if row is not None:
        options["instance"] = row
    if verb.name == "reply" and "data" in options:
        key = options["data"].get("reply-key", "")
        options["basket"] = Basket(request.POST, request.FILES.getlist("reply-files"), key)
    return verb.form(**options)


def path_of(case: Case) -> list[Step]:
    here = Stage(case.stage)
    if here in ENDS:
        last = stages.stage_before_end(case)
        steps = [Step(stage.label, "done" if PATH.index(stage) <= PATH.index(last) else "ahead") for stage in PATH]
        return [*steps, Step(here.label, "now")]
    index = PATH.index(here)
    return [
        Step(stage.label, "done" if place < index else "now" if place == index else "ahead")
        for place, stage in enumerate(PATH)
    ]


def gaps_of(case: Case, to: str | None) -> list[Gap]:
    if to is None:
        return []
    found = []
    for missing in gates.missing(case, to):
        relation = missing.field.partition(".")[0]
        anchor = FIELD_ANCHORS.get(missing.field, f"id_{missing.field.replace('.', '-')}")
        found.append(Gap(str(missing.label), anchor, VERBS[RELATION_VERBS[relation]].section))
    return found


def context(request: HttpRequest, case: Case, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything for the template; `bound` holds the one form that came back with errors."""
    can = {name: may(request, verb.permission, case) for name, verb in VERBS.items()}
    following = stages.next_stage(case)
    gaps = gaps_of(case, following)
    forms = {**_forms(request, case, can), **(bound or {})}
    failed = next(iter(bound), "") if bound else ""
    return {
        "case": case,
        "inquiry": case.inquiry,
        "enterprise": case.inquiry.enterprise,
        "clock": clock(case),
        "steps": path_of(case),
        "following": following,
        "gaps": gaps,
        "can": can,
        "forms": forms,
        "failed": failed,
        "failed_section": VERBS[failed].section if failed else "",
        "kept": _kept(request, forms.get("reply")),
        "refusals": bound[failed].non_field_errors() if bound else [],
        "received": _moment(case, case.created_at),
        "open_sections": {gap.section for gap in gaps} | ({VERBS[failed].section} if failed else set()),
        "may_force": "move" in forms and "force" in forms["move"].fields,
        "is_mine": case.owner_id == request.user.pk,
        "could_be_mine": access.officers(case.operator).filter(pk=request.user.pk).exists(),
        "answers": answers(case.inquiry, [case.park]),
        "consents": case.inquiry.consents.filter(operator=case.operator),
        "attachments": case.inquiry.attachments.all(),
        "duplicates": forms["qualification"].candidates if can["qualification"] else [],
        "visits": _visits(request, case, can, bound),
        "proposals": _proposals(request, case, can, bound),
        "entries": [(entry, _moment(case, entry.at)) for entry in timeline(case)],
        "quarantined": case.inquiry.screening == Screening.QUARANTINED,
    }


def _moment(case: Case, at: datetime.datetime) -> str:
    """As the clocks at the operator show it."""
    return moment(at, case.operator.time_zone, str(get_language()))


def _kept(request: HttpRequest, form: Any) -> list[Kept]:
    """Files that came with a message that could not be stored: they wait for the next try."""
    basket = getattr(form, "basket", None)
    if basket is None:
        return []
    kept = basket.keep(form.data.get("reply-key", ""), client_address(request))
    if basket.notice:
        form.add_error("files", basket.notice)
    return kept


def _forms(request: HttpRequest, case: Case, can: dict[str, bool]) -> dict[str, Any]:
    forms = {}
    for name, verb in VERBS.items():
        if can[name] and name != "resend":
            forms[name] = build_form(verb, case, request, verb.prepare(case, None) if verb.prepare else None)
    if "move" in forms:
        following = stages.next_stage(case)
        forms["move"].initial["to"] = following
    return forms


def _visits(request: HttpRequest, case: Case, can: dict[str, bool], bound: dict[str, Any] | None) -> list[Any]:
    """Each visit with its moment in its own zone and the form that changes it."""
    rows = _rows(request, case, can, bound, "visit", case.visits.all())
    return [(visit, moment(visit.starts_at, visit.time_zone, str(get_language())), form) for visit, form in rows]


def _proposals(request: HttpRequest, case: Case, can: dict[str, bool], bound: dict[str, Any] | None) -> list[Any]:
    """Each version; a draft with the form that changes it."""
    return _rows(request, case, can, bound, "proposal", case.proposals.prefetch_related("spaces__kind"))


def _rows(
    request: HttpRequest, case: Case, can: dict[str, bool], bound: dict[str, Any] | None, name: str, rows: Any
) -> list[Any]:
    listed = []
    came_back = (bound or {}).get(name)
    for row in rows:
        form = None
        if came_back is not None and came_back.instance.pk == row.pk:
            form = came_back
        elif can[name] and not getattr(row, "sent_at", None):
            form = build_form(VERBS[name], case, request, row, auto_id=f"id_{name}{row.pk}_%s")
        listed.append((row, form))
    return listed
