"""Erasing what is personal in one inquiry. What stays is statistics: stages with their times, park, mode, country.

`registry` says what becomes of every column. One inquiry is one transaction: a process that dies leaves it whole, and
`retention.finish` begins anew. Files are deleted after the commit; what is left of them `orphans.clear` finds.
"""

import datetime
from functools import partial

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import indexing, mail
from inquiries.enums import LIVE_SERVICE, OfferState, RoutingEnd, RoutingState, ServiceStatus, Stage
from inquiries.models import (
    Attachment,
    Case,
    Draft,
    IncomingEmail,
    Inquiry,
    Routing,
    RoutingOffer,
    ServiceRequest,
    Settlement,
    Visit,
)
from inquiries.privacy import people
from inquiries.privacy.registry import TABLES, How
from inquiries.workflow import transitions
from notifications import outbox
from notifications.enums import FINAL_STATES
from notifications.models import OutgoingEmail

CONTRACT = (Stage.SIGNED, Stage.SETTLED)
DASH = "—"
LAST_MAIL = "erasure_done"
PAST = datetime.timedelta(minutes=1)


def has_contract(inquiry: Inquiry) -> bool:
    """Whether something was signed that has to be provable."""
    return inquiry.cases.filter(stage__in=CONTRACT).exists()


def erase(
    inquiry: Inquiry, *, actor: User | None, everything: bool = False, ends_contract: bool = False, is_told: bool = True
) -> bool:
    """Erase the inquiry at the portal and at every park; False when it was erased before.

    1. Lock the desk's row and all cases by number; close what is open: holds end, visits are called off, transfers are
       void (`transitions.move`). A signed contract stands with its number and the company's name until its time is
       over (`ends_contract`).
    2. Queue the last mail to the contact (`is_told`), and empty all others; what waited does not leave.
    3. Treat every table as `registry` says; then the company, the account and the trail (`people`). With `everything`
       registrations and subscriptions of the address go too.
    4. Mark the inquiry and write the trail. Files go once all this is certain.
    """
    with transaction.atomic():
        routing = Routing.objects.select_for_update(of=("self",)).filter(inquiry=inquiry).first()
        cases = [Case.objects.locked(pk) for pk in inquiry.cases.order_by("pk").values_list("pk", flat=True)]
        row = (
            Inquiry.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise").get(pk=inquiry.pk)
        )
        keeps_contract = has_contract(row) and not ends_contract
        if row.erased_at is not None and not ends_contract:
            return False
        now = timezone.now()
        is_first = row.erased_at is None
        _close(cases, routing, now)
        if is_first and is_told:
            outbox.queue(*mail.erasure_done(row, keeps_contract=keeps_contract))
        _erase_mails(row, cases, routing, now)
        _delete_files(row)
        people.erase_company(row, now, keeps_contract=keeps_contract)
        people.erase_person(row, everything=everything)
        # The columns of the inquiry itself last: the address is needed above.
        Inquiry.objects.filter(pk=row.pk).update(erased_at=row.erased_at or now)
        _apply(row, keeps_contract=keeps_contract)
        indexing.enter([Inquiry.objects.select_related("enterprise").get(pk=row.pk)])
        audit.record(AuditAction.ERASED, row, actor=actor, keeps_contract=keeps_contract, everything=everything)
    inquiry.refresh_from_db()
    return True


def erase_last_mails(now: datetime.datetime) -> int:
    """Empty the last mails to people whose data is erased, once they have left or were given up."""
    due = OutgoingEmail.objects.filter(event=LAST_MAIL, state__in=FINAL_STATES, created_at__lte=now - PAST)
    return outbox.erase(due, now)


def _close(cases: list[Case], routing: Routing | None, now: datetime.datetime) -> None:
    for case in cases:
        if case.is_open and case.stage not in CONTRACT:
            with translation.override(case.operator.default_language):
                note = gettext("The enterprise's data was erased.")
            transitions.move(case, Stage.WITHDRAWN, actor=None, note=note)
        ServiceRequest.objects.filter(case=case, status__in=LIVE_SERVICE).update(
            status=ServiceStatus.REJECTED, waiting_since=None
        )
    if routing is not None and routing.state != RoutingState.ENDED:
        waiting = RoutingOffer.objects.filter(routing=routing, state=OfferState.PROPOSED)
        waiting.update(state=OfferState.WITHDRAWN, answered_at=now)
        routing.state, routing.end_reason, routing.ended_at = RoutingState.ENDED, RoutingEnd.WITHDRAWN, now
        routing.save(update_fields=["state", "end_reason", "ended_at", "updated_at"])


def _erase_mails(row: Inquiry, cases: list[Case], routing: Routing | None, now: datetime.datetime) -> None:
    about = [row.mail_reference, *(case.mail_reference for case in cases)]
    about += [routing.mail_reference] if routing is not None else []
    about += [draft.mail_reference for draft in Draft.objects.filter(inquiry=row)]
    outbox.erase(OutgoingEmail.objects.filter(about__in=about), now)


def _delete_files(row: Inquiry) -> None:
    """The rows now, the files once that is certain."""
    attached = Attachment.objects.filter(
        Q(inquiry=row)
        | Q(message__case__inquiry=row)
        | Q(proposal__case__inquiry=row)
        | Q(service_entry__request__case__inquiry=row)
    )
    drafts = Draft.objects.filter(inquiry=row)
    raw = IncomingEmail.objects.filter(case__inquiry=row).exclude(raw="")
    names = [*attached.values_list("file", flat=True), *drafts.values_list("files__file", flat=True)]
    names += raw.values_list("raw", flat=True)
    Attachment.objects.filter(pk__in=list(attached.values_list("pk", flat=True))).delete()
    drafts.delete()
    for name in filter(None, names):
        transaction.on_commit(partial(default_storage.delete, str(name)), robust=True)


def _apply(row: Inquiry, *, keeps_contract: bool) -> None:
    """What the registry says, one UPDATE a table. Visits that nobody recorded keep a place, or the table refuses."""
    Visit.objects.filter(case__inquiry=row, place="").update(place=DASH)
    for label, table in TABLES.items():
        model = apps.get_model(label)
        values: dict[str, object] = dict(table.also)
        for column, how in table.columns.items():
            if how is How.BLANK or (how is How.CONTRACT and not keeps_contract):
                values[column] = _empty(model, column)
            elif how is How.DASH:
                values[column] = DASH
        if values:
            model._base_manager.filter(**{table.inquiry: row.pk}).update(**values)
    if not keeps_contract:
        Settlement.objects.filter(case__inquiry=row).update(tenancy=None)


def _empty(model: type[models.Model], column: str) -> object:
    field = model._meta.get_field(column)
    if isinstance(field, models.JSONField):
        return field.get_default()
    return None if getattr(field, "null", False) else ""
