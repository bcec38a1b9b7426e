"""The demo's inquiries: invented companies, brought in and moved on by the product's own verbs."""

import datetime
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from inquiries import consents, conversation, proposing, servicing, visiting
from inquiries.enums import ContactOutcome, InquiryKind, VisitState
from inquiries.models import Case, CheckIn, Inquiry, Proposal, Qualification, Routing, Settlement, Slot, Visit
from inquiries.submission import Call, Company, Contact, Need, Submission, submit
from inquiries.workflow import holding, routing, transferring, transitions
from parks.imports import Row
from parks.models import Industry, Operator, Park, Service, SettlementMode, Space, SpaceType
from portal.demo.replies import receive_mail

M = TypeVar("M", bound=Model)
DECIMALS = ("area_min", "area_max", "power_kva", "clear_height", "floor_load", "budget")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does: the case, what the record says, and a key that names it for good."""

    case: Case
    record: Row
    key: str

    @property
    def actor(self) -> User:
        """The member of staff who does it."""
        return User.objects.get(email=self.record["by"])


def load_inquiries(rows: list[Row]) -> int:
    """Submit the inquiries that were never submitted and carry their steps out; one that exists stays as it is."""
    keys = {submission_key(row): row for row in rows}
    present = set(Inquiry.objects.filter(submission_key__in=keys).values_list("submission_key", flat=True))
    fresh = [row for key, row in keys.items() if key not in present]
    for row in fresh:
        inquiry = submit(_submission(row)).inquiry
        for place, step in enumerate(row.get("steps", ()), 1):
            _carry_out(inquiry, step, f"{submission_key(row)}:{place}")
    return len(fresh)


def submission_key(row: Row) -> str:
    return f"demo:{row['slug']}"


def _submission(row: Row) -> Submission:
    parks = list(Park.objects.select_related("operator").filter(slug__in=row["parks"]))
    company, contact = row["company"], row["contact"]
    desk = None if parks else Operator.objects.desk()
    texts = consents.needed([park.operator for park in parks], company["country"], row["language"])
    if desk is not None:
        texts = consents.for_desk(desk, company["country"], row["language"])
    return Submission(
        key=submission_key(row),
        language=row["language"],
        parks=parks,
        desk=desk,
        kind=row.get("kind", InquiryKind.FULL),
        mode=_term(SettlementMode, row["mode"]) if "mode" in row else None,
        call=Call(**row.get("call", {})),
        services=[_term(Service, code) for code in row.get("services", ())],
        company=_company(company),
        contact=Contact(**contact),
        ticks=frozenset(text.value for text in texts),
        need=_need({**row.get("need", {}), "wanted_country": row.get("place", "")}),
        space_types=[_term(SpaceType, code) for code in row.get("space_types", ())],
        message=row.get("message", ""),
        readiness=row.get("readiness", ""),
        visit_wanted=row.get("visit_wanted", False),
    )


def _term(model: type[M], code: str) -> M:
    return model._default_manager.get(code=code)


def _company(row: Row) -> Company:
    return Company(
        country=row["country"],
        name_zh_hans=row.get("name_zh", ""),
        name_en=row.get("name_en", ""),
        registration_number=row.get("registration_number", ""),
        kind=row.get("kind", ""),
        industry=_term(Industry, row["industry"]) if "industry" in row else None,
        size_band=row.get("size_band", ""),
        website=row.get("website", ""),
        founded_year=row.get("founded"),
        qualifications=row.get("qualifications", []),
    )


def _need(row: Row) -> Need:
    values: dict[str, Any] = {name: Decimal(str(value)) if name in DECIMALS else value for name, value in row.items()}
    days = values.pop("move_in_in_days", None)
    return Need(**values, move_in_from=_day(days) if days else None)


def _day(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def _carry_out(inquiry: Inquiry, step: Row, key: str) -> None:
    """One step on the case as it stands now."""
    [(name, record)] = step.items()
    if name in DESK_VERBS:
        DESK_VERBS[name](inquiry.routing, record, key)
        return
    case = Case.objects.select_related("operator", "park", "inquiry").get(inquiry=inquiry, park__slug=record["park"])
    VERBS[name](Step(case, record, key))


def _assign(step: Step) -> None:
    officer = step.actor
    transitions.assign(step.case, officer, officer)


def _qualify(step: Step) -> None:
    """What the officer found out; one row, as the back office's form writes it."""
    qualification = step.case.qualification
    answers = {name: value for name, value in step.record.items() if name != "park"}
    for name, value in answers.items():
        setattr(qualification, name, value)
    qualification.save(update_fields=[*answers, "updated_at"])


def _move(step: Step) -> None:
    transitions.move(step.case, step.record["to"], actor=step.actor)


def _lose(step: Step) -> None:
    record = step.record
    transitions.move(step.case, "lost", actor=step.actor, note=record["note"], lost_reason=record["reason"])


def _ask(step: Step) -> None:
    transitions.await_enterprise(step.case, step.record["text"], step.actor)


def _reply(step: Step) -> None:
    conversation.reply(step.case, actor=step.actor, body=step.record["text"], key=step.key)


def _write(step: Step) -> None:
    language = step.case.inquiry.contact_language
    conversation.write(step.case, body=step.record["text"], language=language, key=step.key)


def _note(step: Step) -> None:
    conversation.note(step.case, actor=step.actor, body=step.record["text"])


def _call(step: Step) -> None:
    record = step.record
    conversation.log_interaction(
        step.case, actor=step.actor, kind=record["kind"], happened_at=timezone.now(), summary=record["text"]
    )


def _moment(step: Step, days: int) -> datetime.datetime:
    """So many days from now, at the record's hour on the operator's clocks."""
    zone = zoneinfo.ZoneInfo(step.case.operator.time_zone)
    return datetime.datetime.combine(_day(days), datetime.time(step.record["hour"], tzinfo=zone))


def _try(step: Step) -> None:
    """A contact that reached nobody."""
    record = step.record
    contact = conversation.Contact(record["kind"], timezone.now(), record["text"], ContactOutcome.TRIED)
    conversation.log_contact(step.case, contact, actor=step.actor)


def _transfer(step: Step) -> None:
    """The enterprise is asked whether another park may have its inquiry."""
    record = step.record
    to_park = Park.objects.get(slug=record["to"])
    transferring.ask(step.case, to_park=to_park, reason=record["reason"], actor=step.actor)


def _visit(step: Step) -> None:
    """A visit that staff agreed on by phone."""
    record = step.record
    words = {
        name: record[name] for name in ("mode", "place", "online_url", "language", "interpreter") if name in record
    }
    terms = visiting.Terms(starts_at=_moment(step, record["in_days"]), **words)
    visiting.book(step.case, actor=step.actor, terms=terms, key=step.key)


def _visited(step: Step) -> None:
    """A visit that lies in the past, with how it went and what the enterprise thought: no verb agrees to the past."""
    record = step.record
    at = _moment(step, record["in_days"])
    visit = Visit.objects.create(
        case=step.case,
        mode=record["mode"],
        state=VisitState.CONFIRMED,
        starts_at=at,
        time_zone=step.case.operator.time_zone,
        online_url=record["online_url"],
        interpreter=record["interpreter"],
        stamp=at - datetime.timedelta(days=7),
    )
    visiting.record(visit, actor=step.actor, state=VisitState.HELD, outcome=record["outcome"])
    visiting.feed_back(visit, rating=record["rating"], text=record["feedback"])


def _offer(step: Step) -> None:
    """Times for visits that the park offers; one that is there stays as it is."""
    record = step.record
    for days in record["in_days"]:
        Slot.objects.get_or_create(
            park=step.case.park,
            mode=record["mode"],
            starts_at=_moment(step, days),
            defaults={"place": record.get("place", "")},
        )


def _ask_visits(step: Step) -> None:
    """The enterprise asks its parks for visits, in this order and a day apart."""
    record, inquiry = step.record, step.case.inquiry
    cases = {case.park.slug: case for case in inquiry.cases.select_related("park", "operator")}
    stops = [
        visiting.Stop(cases[slug], record["mode"], tuple(_moment(step, days + place) for days in record["in_days"]))
        for place, slug in enumerate(record["parks"])
    ]
    words = {name: record[name] for name in ("zone", "language", "interpreter", "visa_letter", "note")}
    visiting.ask(inquiry, stops=stops, wishes=visiting.Wishes(**words), key=step.key)


def _propose(step: Step) -> None:
    """`rent` is amount, currency, period and basis; `spaces` counts the park's spaces from 1."""
    record, case = step.record, step.case
    rent, currency, period, basis = record.get("rent", (None, "", "", ""))
    offer = Proposal.objects.create(
        case=case,
        version=case.proposals.count() + 1,
        rent=rent,
        rent_currency=currency,
        rent_period=period,
        rent_basis=basis,
        incentives=record.get("incentives", ""),
        terms=record["text"],
        valid_until=_day(record["valid_days"]),
    )
    offer.spaces.set([_space(case, number) for number in record.get("spaces", ())])
    proposing.send(offer, actor=step.actor)


def _space(case: Case, number: int) -> Space:
    return Space.objects.filter(park=case.park).order_by("order", "pk")[number - 1]


def _answer(step: Step) -> None:
    """The enterprise opens the last version and answers it."""
    offer = step.case.proposals.latest("version")
    proposing.view(offer, timezone.now())
    language = step.case.inquiry.contact_language
    proposing.answer(offer, said=step.record["said"], words=step.record["text"], language=language, key=step.key)


def _ask_hold(step: Step) -> None:
    holding.ask(step.case, _space(step.case, step.record["space"]), note=step.record["text"])


def _desk_write(at_the_desk: Routing, record: Row, key: str) -> None:
    routing.write(at_the_desk, body=record["text"], actor=User.objects.get(email=record["by"]), key=key)


def _desk_propose(at_the_desk: Routing, record: Row, key: str) -> None:
    parks = Park.objects.filter(slug__in=record["parks"])
    actor = User.objects.get(email=record["by"])
    routing.propose(at_the_desk, parks=parks, reason=record["reason"], actor=actor)


# What the platform's desk does with an inquiry that names no park.
DESK_VERBS: dict[str, Callable[[Routing, Row, str], None]] = {
    "desk_write": _desk_write,
    "desk_propose": _desk_propose,
}


def _mail(step: Step) -> None:
    """Somebody writes from an address that nobody knows; the park decides."""
    receive_mail(step.case, step.record, actor=step.actor, key=step.key)


def _contract(step: Step) -> None:
    """The decision on admission and the contract, some days ago; no space is named."""
    record, case = step.record, step.case
    decided = {"admission_decided_on": _day(record["signed_in_days"]), "admission_reason": record["reason"]}
    Qualification.objects.filter(case=case).update(**decided)
    Settlement.objects.create(
        case=case,
        contract_number=record["number"],
        signed_on=_day(record["signed_in_days"]),
        lease_from=_day(record["signed_in_days"]),
        lease_to=_day(record["until_in_days"]),
        commitments_not_applicable=True,
        settled_on=_day(record["settled_in_days"]),
        company_registered=True,
    )


def _ask_service(step: Step) -> None:
    """The tenant asks; where the record says so the officer takes it on and solves it, and the tenant rates it."""
    record = step.record
    wish = servicing.Wish(f"{step.case.park.slug}:{record['service']}", record["text"])
    request = servicing.ask(step.case, wish, key=step.key)
    if "by" in record:
        servicing.accept(request, owner=step.actor, actor=step.actor)
    if "solution" in record:
        servicing.solve(request, actor=step.actor, words=record["solution"])
        servicing.rate(request, rating=record["rating"], comment=record["comment"])


def _check_in(step: Step) -> None:
    """What the tenant answered when it was asked how it goes."""
    servicing.open_due(timezone.now())
    record = step.record
    row = CheckIn.objects.select_related("settlement").filter(settlement__case=step.case).latest("month")
    servicing.answer(row, servicing.Answers(record["satisfaction"], record["jobs"], record["needs"]))


VERBS: dict[str, Callable[[Step], None]] = {
    "assign": _assign,
    "qualify": _qualify,
    "move": _move,
    "lose": _lose,
    "ask": _ask,
    "reply": _reply,
    "write": _write,
    "note": _note,
    "call": _call,
    "try": _try,
    "transfer": _transfer,
    "visit": _visit,
    "visited": _visited,
    "offer": _offer,
    "ask_visits": _ask_visits,
    "propose": _propose,
    "answer": _answer,
    "ask_hold": _ask_hold,
    "mail": _mail,
    "contract": _contract,
    "ask_service": _ask_service,
    "check_in": _check_in,
}
