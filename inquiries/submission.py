"""One inquiry in: the one door, for the form and for the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.uploads import CheckedFile
from enterprises.models import Enterprise
from inquiries import belonging, consents, drafting, indexing, mail, rendering
from inquiries.enums import Direction, InquiryKind, InquirySource, Screening
from inquiries.models import Attachment, Case, Consent, Draft, Inquiry, ReferenceNumber, Requirement, Routing
from inquiries.workflow import promise, quarantine, routing, transitions
from inquiries.workflow.messages import stored_files
from notifications import outbox
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from parks.models import (
    Industry,
    Operator,
    Opportunity,
    Park,
    Policy,
    Region,
    Service,
    SettlementMode,
    Space,
    SpaceType,
)

MAX_PARKS = 5
HOME = "CN"  # inbound and outbound are seen from China


@dataclass(frozen=True)
class Company:
    """The columns of `Enterprise`; at least one of the two names is filled."""

    country: str
    name_zh_hans: str = ""
    name_en: str = ""
    registration_number: str = ""
    kind: str = ""
    industry: Industry | None = None
    size_band: str = ""
    website: str = ""
    founded_year: int | None = None
    qualifications: Sequence[str] = ()


@dataclass(frozen=True)
class Contact:
    """The `contact_…` columns of `Inquiry`; an e-mail address or a phone number (E.164) is filled."""

    name: str
    language: str
    latin_name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    wechat: str = ""


@dataclass(frozen=True)
class Need:
    """The columns of `Requirement`, in its units."""

    area_min: Decimal | None = None
    area_max: Decimal | None = None
    land_area: Decimal | None = None
    seats: int | None = None
    power_kva: Decimal | None = None
    clear_height: Decimal | None = None
    floor_load: Decimal | None = None
    special_needs: str = ""
    wanted_country: str = ""
    wanted_region: Region | None = None
    staff_now: int | None = None
    staff_12: int | None = None
    staff_36: int | None = None
    move_in_from: date | None = None
    move_in_to: date | None = None
    budget: Decimal | None = None
    budget_currency: str = ""
    budget_period: str = ""
    investment: Decimal | None = None
    investment_currency: str = ""
    emissions: str = ""
    waste_water: str = ""
    noise: str = ""
    hazardous: str = ""


@dataclass(frozen=True)
class Call:
    """When to call: a `CallWindow` on the clocks of a `CallZone`."""

    window: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Submission:
    """Cleaned values of one inquiry.

    `key` makes it idempotent (`web:<form>`, `api:<sha256 of the Idempotency-Key>`); `payload_hash`, where
    given, tells a repeat from another request under the same key. `ticks` are the `ConsentText.value`s given.
    A whole inquiry (`kind`) has a `mode`; a call back has a phone and a `call`, a brochure has an e-mail address.
    Without `parks` it goes to the platform's `desk`; `wanted_direction` counts where no place is named either.
    `draft` is where it was filled in: its files go along, and it is empty afterwards. `sender` was signed in and
    finds the inquiry in the account; colleagues find it too when it names their company.
    """

    key: str
    language: str
    parks: Sequence[Park]
    mode: SettlementMode | None
    company: Company
    contact: Contact
    ticks: frozenset[str]
    kind: str = InquiryKind.FULL
    desk: Operator | None = None
    wanted_direction: str = ""
    draft: Draft | None = None
    opportunity: Opportunity | None = None
    call: Call = field(default_factory=Call)
    need: Need = field(default_factory=Need)
    services: Sequence[Service] = ()
    policies: Sequence[Policy] = ()
    space_types: Sequence[SpaceType] = ()
    spaces: Sequence[Space] = ()
    message: str = ""
    readiness: str = ""
    visit_wanted: bool = False
    files: Sequence[CheckedFile] = ()
    source: str = InquirySource.WEB
    utm: Mapping[str, str] = field(default_factory=dict)
    payload_hash: str = ""
    suspicions: tuple[str, ...] = ()
    sender: User | None = None


@dataclass(frozen=True)
class Outcome:
    inquiry: Inquiry
    created: bool


class IdempotencyConflict(Exception):
    """The key was used before, for another request."""


class ConsentMissing(Exception):
    """`texts` were not agreed to in their present words."""

    def __init__(self, texts: list[consents.ConsentText]) -> None:
        super().__init__(", ".join(text.key for text in texts))
        self.texts = texts


def find(key: str, payload_hash: str = "") -> Inquiry | None:
    """The inquiry that was already made under this key."""
    inquiry = Inquiry.objects.filter(submission_key=key).first()
    if inquiry and payload_hash and inquiry.payload_hash != payload_hash:
        raise IdempotencyConflict(key)
    return inquiry


def submit(submission: Submission) -> Outcome:
    """Make one inquiry with everything that belongs to it, or return the one its key made before.

    1. A known key returns the first inquiry at once.
    2. The files are written, outside the transaction so that it stays short.
    3. One transaction writes all rows, opens the cases and queues the mails. Two requests with one key meet at
       the unique `submission_key`: the second waits, fails there and returns the first one's inquiry.
    4. Whatever goes wrong in 3, the written files are deleted again.

    Raises ConsentMissing, IdempotencyConflict, and drafting.Elsewhere when the draft has changed since it was read;
    touches no network.
    """
    texts = _texts(submission)
    if first := find(submission.key, submission.payload_hash):
        return Outcome(first, created=False)
    if absent := consents.missing(texts, submission.ticks):
        raise ConsentMissing(absent)
    try:
        with stored_files() as stored:
            attachments = [_store(file, stored) for file in submission.files]
            with transaction.atomic():
                inquiry = _write(submission, texts, attachments)
    except IntegrityError:
        first = find(submission.key, submission.payload_hash)
        if first is None:
            raise
        return Outcome(first, created=False)
    return Outcome(inquiry, created=True)


def release(inquiry: Inquiry, actor: User) -> bool:
    """Let an inquiry out of quarantine and its withheld mails into the queue; False when it was not there.

    The promise of a first answer starts now, and the mails say so: nobody could answer before. What this person's
    operator had rejected is opened again first.
    """
    with transaction.atomic():
        list(Case.objects.select_for_update(of=("self",)).filter(inquiry=inquiry).order_by("pk"))
        quarantine.take_back(inquiry, actor)
        moved = Inquiry.objects.filter(pk=inquiry.pk, screening=Screening.QUARANTINED).update(
            screening=Screening.RELEASED
        )
        if not moved:
            return False
        inquiry.screening = Screening.RELEASED
        if at_the_desk := Routing.objects.filter(inquiry=inquiry).first():
            routing.restart(at_the_desk, timezone.now())
        else:
            _let_mails_go(inquiry, _restart_promises(inquiry, timezone.now()), actor)
        audit.record(AuditAction.RELEASED, inquiry, actor=actor, reasons=inquiry.screening_reasons)
    return True


def _restart_promises(inquiry: Inquiry, now: datetime) -> list[Case]:
    """The inquiry's cases, locked in order of id; open ones whose promise is not settled count from `now`."""
    cases = [Case.objects.locked(pk) for pk in inquiry.cases.order_by("pk").values_list("pk", flat=True)]
    for case in cases:
        if case.is_open and case.promise_kept is None:
            promise.give(case, now)
            case.save(update_fields=[*promise.PROMISE_FIELDS, "updated_at"])
    return cases


def _let_mails_go(inquiry: Inquiry, cases: list[Case], actor: User) -> None:
    """Bring the withheld mails up to date, then queue them.

    The confirmation and the mails to the staff are composed anew: who reads them by now gets one, who does not
    any more gets none. A mail that somebody cancelled meanwhile stays cancelled.
    """
    about = {case.mail_reference: case for case in cases}
    withheld = OutgoingEmail.objects.about(inquiry.mail_reference, *about).filter(state=MailState.WITHHELD)
    going_on = [case for case in cases if case.is_open] or cases
    fresh = {m.dedupe: m for m in (*mail.confirmation(inquiry, going_on), *mail.inquiry_new(*going_on))}
    for row in withheld:
        if row.dedupe_key in fresh:
            row.context = fresh[row.dedupe_key].context
        elif row.event in ("inquiry_received", "brochure", "inquiry_new"):
            outbox.abort(row, actor)
        elif row.context.get("answer_by") and row.about in about:
            case = about[row.about]
            row.context["answer_by"] = rendering.moment(case.answer_by, case.operator.time_zone, row.language)
        row.save(update_fields=["context"])
    outbox.queue(*fresh.values())
    outbox.release(withheld.all())


def direction_of(country: str, parks: Sequence[Park]) -> str:
    """From the enterprise's country to where these parks are."""
    return direction_to(country, {park.country for park in parks})


def direction_to(country: str, places: set[str]) -> str:
    """Outbound: from China to a park elsewhere. Inbound: from elsewhere to a park in China. Else domestic."""
    if country == HOME and places - {HOME}:
        return Direction.OUTBOUND
    if country != HOME and HOME in places:
        return Direction.INBOUND
    return Direction.DOMESTIC


def _texts(submission: Submission) -> list[consents.ConsentText]:
    """What has to be agreed to. An inquiry to nobody is a mistake of the caller."""
    country, language = submission.company.country, submission.language
    if submission.parks:
        return consents.needed([park.operator for park in submission.parks], country, language)
    if submission.desk is None:
        raise ValueError("An inquiry needs parks or the platform's desk.")
    return consents.for_desk(submission.desk, country, language)


def _direction(submission: Submission) -> str:
    """Empty when neither a park nor a place nor a direction was named."""
    country, wanted = submission.company.country, submission.need.wanted_country
    if submission.parks:
        return direction_of(country, submission.parks)
    return direction_to(country, {wanted}) if wanted else submission.wanted_direction


def _write(submission: Submission, texts: list[consents.ConsentText], attachments: list[Attachment]) -> Inquiry:
    """All rows of one inquiry, in the caller's transaction. The inquiry first: a repeated key fails early."""
    now = timezone.now()
    company = {**vars(submission.company), "qualifications": list(submission.company.qualifications)}
    enterprise = Enterprise.objects.create(**company, created_at=now)
    inquiry = Inquiry.objects.create(**_columns(submission), enterprise=enterprise, submitted_at=now)
    requirement = Requirement.objects.create(inquiry=inquiry, **vars(submission.need))
    for name in ("space_types", "spaces", "services", "policies"):
        if wanted := getattr(submission, name):
            getattr(requirement, name).add(*wanted)
    Consent.objects.bulk_create(consents.rows(inquiry, texts, now))
    for attachment in attachments:
        attachment.inquiry = inquiry
    Attachment.objects.bulk_create(attachments)
    if submission.draft is not None:
        drafting.hand_over(submission.draft, inquiry)
    if submission.sender is not None:
        belonging.add(inquiry, submission.sender)
    if not submission.parks and submission.desk is not None:
        routing.open_routing(inquiry, submission.desk, now)
        indexing.enter([inquiry])
        return inquiry
    cases = transitions.open_cases(inquiry, submission.parks, now=now)
    outbox.queue(*mail.confirmation(inquiry, cases), *mail.inquiry_new(*cases))
    return inquiry


def _columns(submission: Submission) -> dict[str, Any]:
    """The own columns of the inquiry. Takes the next reference number, which a failed attempt leaves unused."""
    return {
        "reference": str(ReferenceNumber.objects.create(year=timezone.localdate().year)),
        "submission_key": submission.key,
        "payload_hash": submission.payload_hash,
        "language": submission.language,
        "direction": _direction(submission),
        "kind": submission.kind,
        "mode": submission.mode,
        "opportunity": submission.opportunity,
        "message": submission.message,
        "readiness": submission.readiness,
        "visit_wanted": submission.visit_wanted,
        "source": submission.source,
        "utm": dict(submission.utm),
        "call_window": submission.call.window,
        "call_zone": submission.call.zone,
        "screening": Screening.QUARANTINED if submission.suspicions else Screening.CLEAR,
        "screening_reasons": list(submission.suspicions),
        **{f"contact_{name}": value for name, value in vars(submission.contact).items()},
    }


def _store(file: CheckedFile, stored: list[str]) -> Attachment:
    """Write one file under a random name, note that name in `stored` and return the unsaved row."""
    attachment = Attachment(name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256)
    attachment.file.save(file.name, file.file, save=False)
    stored.append(str(attachment.file.name))
    return attachment
