"""Everything that is kept about the enterprise in one inquiry, for its own eyes. What only staff wrote for themselves
is said to exist and is part of no copy: it may be about others, and is given on request after a look at it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from enterprises.models import Story, Tenancy
from inquiries.enums import ServiceEntryKind
from inquiries.models import (
    Attachment,
    Case,
    CheckIn,
    Consent,
    Inquiry,
    Interaction,
    Message,
    Note,
    Proposal,
    Routing,
    RoutingMessage,
    ServiceRequest,
    SpaceHold,
    Visit,
)
from inquiries.privacy import retention, withdrawing
from notifications.enums import Audience
from notifications.models import OutgoingEmail

MAILS_SHOWN = 200


@dataclass(frozen=True)
class MyData:
    """Rows as they are stored; the page and the copy put them into words."""

    inquiry: Inquiry
    cases: Sequence[Case]
    consents: Sequence[Consent]
    listings: Sequence[Tenancy]
    stories: Sequence[Story]
    messages: Sequence[Message]
    desk_messages: Sequence[RoutingMessage]
    visits: Sequence[Visit]
    proposals: Sequence[Proposal]
    holds: Sequence[SpaceHold]
    services: Sequence[ServiceRequest]
    check_ins: Sequence[CheckIn]
    files: Sequence[Attachment]
    mails: Sequence[OutgoingEmail]
    contacts: int
    notes: int
    kept_until: datetime.datetime | None

    @property
    def readers(self) -> Sequence[Case]:
        """Whose staff can open it."""
        return [case for case in self.cases if case.consent_withdrawn_at is None]

    @property
    def has_contract(self) -> bool:
        return any(case.stage in withdrawing.CONTRACT for case in self.cases)


def gather(inquiry: Inquiry) -> MyData:
    """About twenty queries, whatever the length."""
    here: dict[str, Any] = {"case__inquiry": inquiry}
    told = ServiceRequest.objects.filter(**here).select_related("service", "case__operator")
    return MyData(
        inquiry=inquiry,
        cases=list(inquiry.cases.select_related("park", "operator").order_by("pk")),
        consents=list(inquiry.consents.select_related("operator").order_by("pk")),
        listings=withdrawing.listings(inquiry),
        stories=withdrawing.stories(inquiry),
        messages=list(Message.objects.filter(**here).select_related("case__park", "case__operator", "user")),
        desk_messages=list(RoutingMessage.objects.filter(routing__inquiry=inquiry)),
        visits=list(Visit.objects.filter(**here).select_related("case__park", "case__operator")),
        proposals=list(
            Proposal.objects.filter(**here, sent_at__isnull=False).select_related("case__park", "case__operator")
        ),
        holds=list(SpaceHold.objects.filter(**here).select_related("space__kind", "case__park", "case__operator")),
        services=list(told.prefetch_related("entries")),
        check_ins=list(CheckIn.objects.filter(settlement__case__inquiry=inquiry, answered_at__isnull=False)),
        files=files_of(inquiry),
        mails=list(mails_of(inquiry)[:MAILS_SHOWN]),
        contacts=Interaction.objects.filter(**here).count(),
        notes=Note.objects.filter(**here).count(),
        kept_until=retention.kept_until(inquiry),
    )


def files_of(inquiry: Inquiry) -> list[Attachment]:
    """What the progress page hands out, all of it."""
    served = Q(service_entry__request__case__inquiry=inquiry) & ~Q(service_entry__kind=ServiceEntryKind.NOTE)
    offered = Q(proposal__case__inquiry=inquiry, proposal__sent_at__isnull=False)
    found = Q(inquiry=inquiry) | Q(message__case__inquiry=inquiry) | offered | served
    return list(Attachment.objects.filter(found).order_by("pk"))


def mails_of(inquiry: Inquiry) -> Any:
    """Mails to the enterprise, newest first."""
    about = [inquiry.mail_reference, *(case.mail_reference for case in inquiry.cases.all())]
    routing: Routing | None = getattr(inquiry, "routing", None)
    about += [routing.mail_reference] if routing is not None else []
    return OutgoingEmail.objects.filter(about__in=about, audience=Audience.ENQUIRER).order_by("-created_at", "-pk")
