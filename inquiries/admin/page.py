"""What the case page shows: who, what they need, where it stands, what is missing, what happened."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from accounts.models import User
from common.network import client_address
from inquiries import access, replies, screening
from inquiries.admin import holds, mails, service_block
from inquiries.admin.clock import clock
from inquiries.admin.need import answers
from inquiries.admin.timeline import KINDS, narrowed, timeline
from inquiries.admin.verbs import PER_ROW, VERBS, Verb
from inquiries.admin.visits import Row, rows_of
from inquiries.enums import ENDS, PATH, HoldState, Screening, Stage
from inquiries.forms.uploads import Basket, Kept
from inquiries.models import Case, Settlement, Transfer, Visit
from inquiries.rendering import moment
from inquiries.workflow import gates, holding, quarantine, reviewing, stages, tenancies
from parks.admin.scoping import may

# Where on the page a gate's field is asked for, when it is not a field of the form of the same name.
FIELD_ANCHORS = {
    "case.owner": "id_assign-owner",
    "case.lost_reason": "id_move-lost_reason",
    "case.end_note": "id_move-note",
    "messages.body": "id_reply-body",
    "visits.state": "id_visit_confirm-starts_at",
    "proposals.sent_at": "id_proposal-terms",
    "transfers.to_park": "id_transfer-to_park",
}
# The form that asks for it, by the relation that the gate names; its section is opened when something is missing.
RELATION_VERBS = {
    "case": "assign",
    "messages": "reply",
    "visits": "visit_confirm",
    "proposals": "proposal",
    "qualification": "qualification",
    "settlement": "settlement",
    "transfers": "transfer",
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
    if verb.name == "proposal" and "data" in options:
        options["files"] = request.FILES
    return verb.form(**options)


def with_template(case: Case, request: HttpRequest) -> Any:
    """The form of a message with what was typed, and below it the text of the template that was chosen."""
    user: Any = request.user
    typed = request.POST.get("reply-body", "").strip()
    chosen = request.POST.get("reply-template", "")
    texts = [replies.filled(row, case, user) for row in replies.suitable(case) if str(row.pk) == chosen]
    key = request.POST.get("reply-key", "")
    basket = Basket(request.POST, request.FILES.getlist("reply-files"), key)
    initial = {"body": "\n\n".join(filter(None, [typed, *texts])), **({"key": key} if key else {})}
    return build_form(VERBS["reply"], case, request, initial=initial, basket=basket)


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
    user: Any = request.user
    prefetch_related_objects([case.inquiry], "attachments")  # asked for twice: with the need and in the timeline
    can = {name: may(request, verb.permission, case) for name, verb in VERBS.items()}
    following = stages.next_stage(case)
    gaps = gaps_of(case, following)
    forms = {**_forms(request, case, can), **(bound or {})}
    failed = next((name for name, form in (bound or {}).items() if form.errors), "")
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
        "held": mails.held_of(case, get_language() or "") if can["mail_take"] else [],
        "replies": _replies(case, user) if can["reply"] else [],
        "refusals": forms[failed].non_field_errors() if failed else [],
        "received": _moment(case, case.created_at),
        "open_sections": {gap.section for gap in gaps} | ({VERBS[failed].section} if failed else set()),
        "may_force": "move" in forms and "force" in forms["move"].fields,
        "may_be_decided": case.stage in reviewing.UNDECIDED,
        **_charge(case, user),
        "answers": answers(case.inquiry, [case.park]),
        "consents": case.inquiry.consents.filter(operator=case.operator),
        "attachments": case.inquiry.attachments.all(),
        "duplicates": forms["qualification"].candidates if can["qualification"] else [],
        **_entries(request, case),
        "desk": service_block.block(case, request.user, can, bound or {}),  # type: ignore[arg-type]
        "transfers": _transfers(case),
        "waiting_since": _moment(case, case.awaiting_enterprise_since) if case.awaiting_enterprise_since else "",
        **_dealings(request, case, can, bound),
        **_held_back(case),
    }


def _charge(case: Case, user: User) -> dict[str, bool]:
    """Whether this person is in charge, or could be."""
    could = access.officers(case.operator).filter(pk=user.pk).exists()
    return {"is_mine": case.owner_id == user.pk, "could_be_mine": could}


def _entries(request: HttpRequest, case: Case) -> dict[str, Any]:
    """The timeline, narrowed to the kind in the address, and the buttons that narrow it, each with its number."""
    entries, kind = timeline(case), request.GET.get("kind", "")
    counts = {name: len(narrowed(entries, name)) for name in KINDS}
    return {
        "entries": [(entry, _moment(case, entry.at)) for entry in narrowed(entries, kind)],
        "kinds": [(name, label, counts[name], name == kind) for name, (label, _of) in KINDS.items() if counts[name]],
        "kind": kind if kind in KINDS else "",
        "total": len(entries),
    }


def print_context(case: Case, *, with_notes: bool) -> dict[str, Any]:
    """Everything of a case on paper, oldest first; what staff noted among themselves only when asked for."""
    prefetch_related_objects([case.inquiry], "attachments")
    entries = [entry for entry in timeline(case) if with_notes or not entry.is_internal]
    settlement = Settlement.objects.filter(case=case).prefetch_related("spaces__kind").first()
    return {
        "case": case,
        "inquiry": case.inquiry,
        "enterprise": case.inquiry.enterprise,
        "clock": clock(case),
        "steps": path_of(case),
        "answers": answers(case.inquiry, [case.park]),
        "attachments": case.inquiry.attachments.all(),
        "received": _moment(case, case.created_at),
        "printed": _moment(case, timezone.now()),
        "entries": [(entry, _moment(case, entry.at)) for entry in reversed(entries)],
        "visits": rows_of(case, lambda _name, _visit: None, None),
        "proposals": case.proposals.prefetch_related("spaces__kind"),
        "holds": holds.rows(case),
        "settlement": settlement,
        "with_notes": with_notes,
    }


def _replies(case: Case, user: User) -> list[tuple[int, str, str]]:
    """The prepared wordings that suit this case, filled in."""
    return [(row.pk, row.name, replies.filled(row, case, user)) for row in replies.suitable(case)]


def _dealings(request: HttpRequest, case: Case, can: dict[str, bool], bound: dict[str, Any] | None) -> dict[str, Any]:
    """Visits, proposals and spaces, and whether the company may leave."""
    return {
        "visits": _visits(request, case, can, bound),
        "proposals": _proposals(request, case, can, bound),
        "holds": _holds(request, case, can, bound),
        "may_hold": holding.may_hold(case),
        "may_leave": can["leave"] and case.stage == Stage.SETTLED and tenancies.is_there(case),
    }


def _held_back(case: Case) -> dict[str, Any]:
    """Whether the spam defences hold the inquiry back, and why."""
    return {
        "quarantined": case.inquiry.screening == Screening.QUARANTINED,
        "rejected": quarantine.is_rejected(case),
        "doubts": [screening.REASONS.get(code, code) for code in case.inquiry.screening_reasons],
    }


def _moment(case: Case, at: datetime.datetime) -> str:
    """As the clocks at the operator show it."""
    return moment(at, case.operator.time_zone, str(get_language()))


def _transfers(case: Case) -> list[tuple[Transfer, str]]:
    """What the enterprise was asked about handing the case over, newest first, each with its moment."""
    asked = case.transfers.select_related("to_park__operator").order_by("-asked_at", "-pk")
    return [(transfer, _moment(case, transfer.answered_at or transfer.asked_at)) for transfer in asked]


def _kept(request: HttpRequest, form: Any) -> list[Kept]:
    """Files that came with a message that could not be stored: they wait for the next try."""
    basket = getattr(form, "basket", None)
    if basket is None:
        return []
    kept = basket.keep(request.POST.get("reply-key", ""), client_address(request))
    if basket.notice:
        form.add_error("files", basket.notice)
    return kept


def _forms(request: HttpRequest, case: Case, can: dict[str, bool]) -> dict[str, Any]:
    forms = {}
    for name, verb in VERBS.items():
        if can[name] and name not in PER_ROW:
            forms[name] = build_form(verb, case, request, verb.prepare(case, None) if verb.prepare else None)
    if "move" in forms:
        following = stages.next_stage(case)
        forms["move"].initial["to"] = following
    return forms


def _visits(request: HttpRequest, case: Case, can: dict[str, bool], bound: dict[str, Any] | None) -> list[Row]:
    def form_for(name: str, visit: Visit) -> Any:
        """Each form of each visit has names of its own on the page, though not in what it posts."""
        if not can[name]:
            return None
        return build_form(VERBS[name], case, request, visit, auto_id=f"id_{name}{visit.pk}_%s")

    return rows_of(case, form_for, bound)


def _proposals(request: HttpRequest, case: Case, can: dict[str, bool], bound: dict[str, Any] | None) -> list[Any]:
    """Each version; a draft with the form that changes it."""
    versions = case.proposals.select_related("attachment", "case__operator").prefetch_related("spaces__kind")
    return _rows(request, case, can, bound, "proposal", versions)


def _holds(request: HttpRequest, case: Case, can: dict[str, bool], bound: dict[str, Any] | None) -> list[Any]:
    """Each hold with its end, whether its time is over, and the form that ends or declines it."""
    listed = []
    for hold, end, is_over in holds.rows(case):
        name = {HoldState.LIVE: "release_space", HoldState.ASKED: "decline_hold"}.get(HoldState(hold.state), "")
        form = (bound or {}).get(name)
        if not name or not can[name]:
            form = None
        elif form is None or form.data.get(f"{name}-hold") != str(hold.pk):
            form = build_form(VERBS[name], case, request, auto_id=f"id_{name}{hold.pk}_%s", initial={"hold": hold.pk})
        listed.append((hold, end, is_over, name, form))
    return listed


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
