"""A request comes in: from the tenant's page, or entered by staff after a call."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.uploads import MAX_FILES, CheckedFile
from inquiries import mail
from inquiries.enums import MessageAuthor, ServiceStatus
from inquiries.models import Case, CheckIn, ServiceNumber, ServiceRequest
from inquiries.servicing import rows
from inquiries.servicing.catalogue import is_open_for, offers
from inquiries.workflow import deadlines, messages
from notifications import outbox

DEFAULT_LEAD_DAYS = 5  # working days, for a service whose lead time nobody has stated
LIVE_AT_ONCE = 20  # for one tenant
DESCRIPTION_LENGTH = 5000


@dataclass(frozen=True)
class Wish:
    """What is asked for: the code of an `Offer`, and what it is about. `check_in` names the check-in it came from."""

    offer: str
    description: str
    files: Sequence[CheckedFile] = ()
    check_in: CheckIn | None = None


def ask(case: Case, wish: Wish, *, key: str) -> ServiceRequest:
    """The tenant asks for a service; the staff get a mail, and the tenant the number and the due date.

    The same words under the same `key` again return the first request. Raises ValidationError before moving in, after
    leaving, and for a service that is not offered.
    """
    return _open(case, wish, None, key)


def enter(case: Case, wish: Wish, *, actor: User, key: str = "") -> ServiceRequest:
    """Staff enter what the tenant asked for in a call, or needs by its answer to a check-in; as `ask`."""
    return _open(case, wish, actor, key)


def _open(case: Case, wish: Wish, actor: User | None, key: str) -> ServiceRequest:
    """1. Lock the case. 2. A known key returns the first request. 3. Write number, request, log, files, mails."""
    description = rows.words_of(
        wish.description, "description", needed=_("Say what you need."), limit=DESCRIPTION_LENGTH
    )
    if len(wish.files) > MAX_FILES:
        raise ValidationError({"files": _("Too many files.")})
    with messages.stored_files() as stored, transaction.atomic():
        row = rows.lock_case(case.pk, actor)
        digests = sorted(file.sha256 for file in wish.files)
        mark = messages.submission_key(row, "service", messages.bound(key, wish.offer, description, *digests))
        first = ServiceRequest.objects.filter(submission_key=mark).first()
        if first:
            return first
        request = _request(row, wish, actor)
        request.description, request.submission_key = description, mark
        request.save()
        line = rows.Line(request.asked_by, actor, description)
        entry = rows.write(request, line, to_status=ServiceStatus.OPEN)
        messages.attach(wish.files, stored, service_entry=entry)
        rows.record(request, actor, "service_asked")
        outbox.queue(*mail.service_request_new(request), *mail.service_request_update(entry))
    return request


def _request(row: Case, wish: Wish, actor: User | None) -> ServiceRequest:
    """The unsaved request on a locked case, or a ValidationError."""
    if not is_open_for(row):
        raise ValidationError(_("Services can be asked for once a company has moved in, until it leaves."))
    offer = next((offer for offer in offers(row) if offer.code == wish.offer), None)
    if offer is None:
        raise ValidationError({"offer": _("Choose one of the services offered.")})
    if not actor and ServiceRequest.objects.live().filter(case=row).count() >= LIVE_AT_ONCE:
        raise ValidationError(_("Many of your requests are open already. Please write to the park instead."))
    if wish.check_in is not None and wish.check_in.settlement.case_id != row.pk:
        raise ValidationError(_("There is no such entry on this case."))
    now = timezone.now()
    days = offer.service.lead_days or DEFAULT_LEAD_DAYS
    return ServiceRequest(
        number=str(ServiceNumber.objects.create(year=deadlines.today(row.operator).year)),
        case=row,
        park=offer.park,
        service=offer.service,
        check_in=wish.check_in,
        asked_by=MessageAuthor.STAFF if actor else MessageAuthor.ENTERPRISE,
        lead_days=days,
        due_at=rows.due_at(row.operator, now, days),
        created_at=now,
    )
