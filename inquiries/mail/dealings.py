"""Mails on the way to the contract: the proposal, holds on spaces, the welcome."""

from typing import Any

from inquiries import rendering
from inquiries.enums import Stage
from inquiries.mail.addressing import name, readers_of, to_enterprise, to_staff
from inquiries.mail.enterprise import stage_public_change
from inquiries.models import Letting, Message, Proposal, SpaceHold, StageChange
from notifications.outbox import Mail


def proposal_sent(proposal: Proposal, message: Message) -> list[Mail]:
    """To the enterprise: that a proposal waits, and the link to it. Neither its terms nor its file leave the site."""
    case = proposal.case
    inquiry = case.inquiry
    return to_enterprise(
        "proposal_sent",
        inquiry,
        f"proposal:{proposal.pk}",
        case=case,
        version=proposal.version,
        valid_until=f"{proposal.valid_until:%Y-%m-%d}" if proposal.valid_until else "",
        replaces=proposal.version > 1 and Proposal.objects.filter(case=case, superseded_at__isnull=False).exists(),
        author=message.user.name if message.user else "",
        proposal_url=rendering.proposal_address(inquiry, case.park.slug, proposal.version, inquiry.contact_language),
    )


def hold_requested(hold: SpaceHold) -> list[Mail]:
    """To the staff: which space the enterprise wants kept, and why."""
    return [
        mail
        for case, readers in readers_of("hold_requested", [hold.case])
        for reader in readers
        for mail in to_staff(
            "hold_requested",
            case,
            [reader],
            f"hold:{hold.pk}",
            space=rendering.space_name(hold.space, reader.language),
            note=hold.note,
        )
    ]


def hold_expiring(hold: SpaceHold, *, is_over: bool = False) -> list[Mail]:
    """To both sides: the hold ends soon, or (`is_over`) it has ended by itself and the space is free again."""
    case = hold.case
    subject = f"hold:{hold.pk}:{'over' if is_over else 'soon'}"

    def words(language: str) -> dict[str, Any]:
        end = rendering.moment(hold.expires_at, case.operator.time_zone, language) if hold.expires_at else ""
        return {"space": rendering.space_name(hold.space, language), "end": end, "is_over": is_over}

    mails = to_enterprise("hold_expiring", case.inquiry, subject, case=case, **words(case.inquiry.contact_language))
    for _case, readers in readers_of("hold_expiring", [case]):
        for reader in readers:
            mails += to_staff("hold_expiring", case, [reader], subject, **words(reader.language))
    return mails


def stage_news(change: StageChange) -> list[Mail]:
    """To the enterprise, one mail for one move: the welcome when the contract is signed or the company moves in,
    else where its inquiry stands."""
    if change.to_stage not in (Stage.SIGNED, Stage.SETTLED):
        return stage_public_change(change)
    case, language = change.case, change.case.inquiry.contact_language
    lettings = Letting.objects.live().filter(settlement__case=case).select_related("space__kind", "settlement")
    spaces = [rendering.space_name(letting.space, language) for letting in lettings]
    lease_from = next((letting.settlement.lease_from for letting in lettings), None)
    return to_enterprise(
        "signed_welcome",
        case.inquiry,
        f"stage:{change.pk}",
        case=case,
        settled=change.to_stage == Stage.SETTLED,
        operator=name(case.operator, language),
        spaces=spaces,
        lease_from=f"{lease_from:%Y-%m-%d}" if lease_from else "",
        author=case.owner.name if case.owner else "",
    )
