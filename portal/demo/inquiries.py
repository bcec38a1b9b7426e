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
from inquiries import consents, conversation
from inquiries.models import Case, Inquiry, Proposal, Visit
from inquiries.submission import Company, Contact, Need, Submission, submit
from inquiries.workflow import transitions
from parks.imports import Row
from parks.models import Industry, Park, SettlementMode, SpaceType

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
    texts = consents.needed([park.operator for park in parks], company["country"], row["language"])
    return Submission(
        key=submission_key(row),
        language=row["language"],
        parks=parks,
        mode=_term(SettlementMode, row["mode"]),
        company=_company(company),
        contact=Contact(**contact),
        ticks=frozenset(text.value for text in texts),
        need=_need(row.get("need", {})),
        space_types=[_term(SpaceType, code) for code in row.get("space_types", ())],
        message=row["message"],
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
        industry=_term(Industry, row["industry"]),
        size_band=row.get("size_band", ""),
        website=row.get("website", ""),
        founded_year=row.get("founded"),
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


def _visit(step: Step) -> None:
    record, zone = step.record, step.case.operator.time_zone
    hour = datetime.time(record["hour"], tzinfo=zoneinfo.ZoneInfo(zone))
    Visit.objects.create(
        case=step.case,
        mode=record["mode"],
        state=record["state"],
        starts_at=datetime.datetime.combine(_day(record["in_days"]), hour),
        time_zone=zone,
        interpreter=record["interpreter"],
    )


def _propose(step: Step) -> None:
    record = step.record
    offer = Proposal.objects.create(case=step.case, terms=record["text"], valid_until=_day(record["valid_days"]))
    conversation.send_proposal(offer, actor=step.actor)


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
    "visit": _visit,
    "propose": _propose,
}
