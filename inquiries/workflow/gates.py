"""What a case needs to enter a stage: a table, the checks it names, and the list of what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inquiries import models
from inquiries.enums import (
    DuplicateAnswer,
    LostReason,
    MessageAuthor,
    ProposalAnswer,
    Stage,
    TransferState,
    VisitState,
)
from inquiries.workflow import stages

# Figures to which “we cannot say” is a valid, recorded answer (`Qualification.cannot_say`).
CANNOT_SAY_FIELDS = ("area_min", "move_in_from", "budget_note")
# Kinds of space whose use needs environmental answers: factories, laboratories, land.
ENVIRONMENT_SPACE_TYPES = (
    "lab",
    "cleanroom",
    "shared_lab",
    "shared_production",
    "pilot_hall",
    "standard_factory",
    "custom_factory",
    "single_user",
    "industrial_base",
    "land",
)


@dataclass(frozen=True)
class Facts:
    """Everything the checks read. The caller's `case` itself, and what hangs on it as the database has it."""

    case: models.Case
    qualification: models.Qualification
    settlement: models.Settlement
    contacted: bool
    visit_agreed: bool
    proposal_sent: bool
    counter_offered: bool
    spaces_named: bool
    environment_asked: bool
    transfer_agreed: bool


Check = Callable[[Facts], bool]


@dataclass(frozen=True)
class Requirement:
    """One line of the gate table; `field` is `relation.field` from the case, where the back office asks for it."""

    code: str
    label: str | Promise
    check: Check
    field: str
    forceable: bool = True


@dataclass(frozen=True)
class Missing:
    """One thing that a case lacks for a stage; prints itself in the reader's language."""

    code: str
    label: str | Promise
    field: str
    forceable: bool = True

    def __str__(self) -> str:
        return str(self.label)


def given(path: str) -> Check:
    """The value at `path` (from `Facts`) is there; a figure of 0 is, blanks and an unticked box are not."""
    read = attrgetter(path)

    def check(facts: Facts) -> bool:
        value = read(facts)
        return bool(value.strip()) if isinstance(value, str) else value is not None and value is not False

    return check


def answered(name: str) -> Check:
    """The figure of the qualification is there, or the enterprise said that it cannot say."""
    value = given(f"qualification.{name}")
    return lambda facts: value(facts) or name in facts.qualification.cannot_say


def either(*checks: Check) -> Check:
    return lambda facts: any(check(facts) for check in checks)


def both(*checks: Check) -> Check:
    return lambda facts: all(check(facts) for check in checks)


def negated(check: Check) -> Check:
    return lambda facts: not check(facts)


def _is(path: str, value: str) -> Check:
    read = attrgetter(path)
    return lambda facts: read(facts) == value


def takes_no_space(facts: Facts) -> bool:
    """Registering a company or cooperating takes no space, so none is leased."""
    mode = facts.qualification.mode
    return mode is not None and not mode.needs_space


def environment_does_not_matter(facts: Facts) -> bool:
    """Only factories, laboratories and land need environmental answers: by the mode or by the space asked for."""
    mode = facts.qualification.mode
    return not facts.environment_asked and not (mode is not None and mode.needs_environment)


_known_company = both(
    _is("qualification.duplicate_answer", DuplicateAnswer.LINKED), given("qualification.duplicate_of")
)
_new_company = both(
    _is("qualification.duplicate_answer", DuplicateAnswer.NOT_DUPLICATE), given("qualification.duplicate_note")
)
_no_commitments = given("settlement.commitments_not_applicable")
_not_other = negated(_is("case.lost_reason", LostReason.OTHER))


def _environment(name: str, label: str | Promise) -> Requirement:
    check = either(environment_does_not_matter, given(f"qualification.{name}"))
    return Requirement(name, label, check, f"qualification.{name}")


GATES: dict[Stage, Sequence[Requirement]] = {
    Stage.ACCEPTED: (
        Requirement("owner", _("Officer in charge"), given("case.owner_id"), "case.owner"),
        Requirement(
            "duplicate",
            _("Whether the company is known already: link it, or say why it is not a duplicate"),
            either(_known_company, _new_company),
            "qualification.duplicate_answer",
        ),
        Requirement("industry", _("Industry"), given("qualification.industry_id"), "qualification.industry"),
    ),
    Stage.CONTACTED: (
        Requirement(
            "contact",
            _("A message to the enterprise, or a logged call, meeting or other contact"),
            given("contacted"),
            "messages.body",
        ),
        Requirement("readiness", _("Readiness"), given("qualification.readiness"), "qualification.readiness"),
    ),
    Stage.VISITING: (
        Requirement("visit", _("A confirmed visit, on site or online"), given("visit_agreed"), "visits.state"),
        Requirement(
            "meeting_language",
            _("Language of meetings"),
            given("qualification.meeting_language"),
            "qualification.meeting_language",
        ),
    ),
    Stage.PROPOSAL: (
        Requirement("area_min", _("Area from (m²)"), answered("area_min"), "qualification.area_min"),
        Requirement("move_in_from", _("Move in from"), answered("move_in_from"), "qualification.move_in_from"),
        Requirement("mode", _("Settlement mode"), given("qualification.mode_id"), "qualification.mode"),
        Requirement(
            "proposal", _("A proposal that was sent, with its validity"), given("proposal_sent"), "proposals.sent_at"
        ),
    ),
    Stage.NEGOTIATING: (
        Requirement(
            "budget",
            _("Budget or counter-offer"),
            either(answered("budget_note"), given("counter_offered")),
            "qualification.budget_note",
        ),
        Requirement(
            "industry_checked",
            _("Industry checked against the space's limits"),
            given("qualification.industry_checked"),
            "qualification.industry_checked",
        ),
    ),
    Stage.ADMITTED: (
        Requirement(
            "registration",
            _("Registration number, or “not yet registered”"),
            either(given("qualification.registration_number"), given("qualification.not_yet_registered")),
            "qualification.registration_number",
        ),
        _environment("emissions", _("Answer about air emissions")),
        _environment("waste_water", _("Answer about industrial waste water")),
        _environment("noise", _("Answer about noise at night")),
        _environment("hazardous", _("Answer about hazardous substances")),
        Requirement(
            "admission_date",
            _("Date of the admission decision"),
            given("qualification.admission_decided_on"),
            "qualification.admission_decided_on",
        ),
        Requirement(
            "admission_reason",
            _("Reason of the admission decision"),
            given("qualification.admission_reason"),
            "qualification.admission_reason",
        ),
    ),
    Stage.SIGNED: (
        Requirement(
            "contract_number",
            _("Contract number"),
            given("settlement.contract_number"),
            "settlement.contract_number",
        ),
        Requirement("signed_on", _("Date of signature"), given("settlement.signed_on"), "settlement.signed_on"),
        Requirement(
            "spaces", _("Spaces of the contract"), either(takes_no_space, given("spaces_named")), "settlement.spaces"
        ),
        Requirement(
            "lease_from",
            _("Start of the lease"),
            either(takes_no_space, given("settlement.lease_from")),
            "settlement.lease_from",
        ),
        Requirement(
            "lease_to",
            _("End of the lease"),
            either(takes_no_space, given("settlement.lease_to")),
            "settlement.lease_to",
        ),
        Requirement(
            "investment",
            _("Committed investment, or “not applicable”"),
            either(_no_commitments, given("settlement.investment")),
            "settlement.investment",
        ),
        Requirement(
            "jobs",
            _("Committed jobs, or “not applicable”"),
            either(_no_commitments, given("settlement.jobs")),
            "settlement.jobs",
        ),
    ),
    Stage.SETTLED: (
        Requirement("settled_on", _("Date of moving in"), given("settlement.settled_on"), "settlement.settled_on"),
        Requirement(
            "company_registered",
            _("Company registered, or why this is waived"),
            either(given("settlement.company_registered"), given("settlement.registration_waiver")),
            "settlement.company_registered",
        ),
    ),
    Stage.LOST: (
        Requirement(
            "lost_reason", _("Why it was lost"), given("case.lost_reason"), "case.lost_reason", forceable=False
        ),
        Requirement(
            "lost_words",
            _("The reason in words, because it is “other”"),
            either(_not_other, given("case.end_note")),
            "case.end_note",
        ),
    ),
    Stage.TRANSFERRED: (
        Requirement(
            "transfer",
            _("The enterprise's agreement to be handed over to another park"),
            given("transfer_agreed"),
            "transfers.to_park",
            forceable=False,
        ),
    ),
}
LABELS = {requirement.code: requirement.label for gate in GATES.values() for requirement in gate}


def facts_of(case: models.Case) -> Facts:
    """One query. A case without a qualification counts as one about which nothing is known."""
    part = OuterRef("pk")
    spaces = models.Settlement.spaces.through.objects
    asked = models.Requirement.objects.filter(inquiry=OuterRef("inquiry"))
    # Another park's space says nothing about what this park would have to admit.
    kind_here = Q(spaces__park=OuterRef("park"), spaces__kind__code__in=ENVIRONMENT_SPACE_TYPES)
    row: Any = (
        models.Case.objects.select_related("qualification__mode", "settlement")
        .annotate(
            contacted=Exists(models.Message.objects.filter(case=part, author=MessageAuthor.STAFF))
            | Exists(models.Interaction.objects.filter(case=part, reached=True)),
            visit_agreed=Exists(
                models.Visit.objects.filter(case=part, state__in=(VisitState.CONFIRMED, VisitState.HELD))
            ),
            proposal_sent=Exists(
                models.Proposal.objects.filter(case=part, sent_at__isnull=False, valid_until__isnull=False)
            ),
            counter_offered=Exists(models.Proposal.objects.filter(case=part, answer=ProposalAnswer.COUNTERED)),
            spaces_named=Exists(spaces.filter(settlement__case=part)),
            environment_asked=Exists(asked.filter(Q(space_types__code__in=ENVIRONMENT_SPACE_TYPES) | kind_here)),
            transfer_agreed=Exists(models.Transfer.objects.filter(case=part, state=TransferState.AGREED)),
        )
        .get(pk=case.pk)
    )
    return Facts(
        case=case,
        qualification=_part(row, "qualification") or models.Qualification(case=case),
        settlement=_part(row, "settlement") or models.Settlement(case=case),
        contacted=row.contacted,
        visit_agreed=row.visit_agreed,
        proposal_sent=row.proposal_sent,
        counter_offered=row.counter_offered,
        spaces_named=row.spaces_named,
        environment_asked=row.environment_asked,
        transfer_agreed=row.transfer_agreed,
    )


def _part(row: models.Case, name: str) -> Any:
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def missing(case: models.Case, to: str) -> list[Missing]:
    """What the case lacks to enter `to`: the gates of every stage on the way, in order of the path.

    Empty for a step back, and for re-opening up to the stage where the case had ended. At most two queries.
    """
    origin = stages.stage_before_end(case) if stages.kind_of(case.stage, to) == stages.Move.REOPEN else case.stage
    requirements = [line for stage in stages.passed(origin, to) for line in GATES.get(stage, ())]
    if not requirements:
        return []
    facts = facts_of(case)
    return [
        Missing(line.code, line.label, line.field, line.forceable) for line in requirements if not line.check(facts)
    ]
