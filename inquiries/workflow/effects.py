"""What entering and leaving stages does beside the case: spaces are let and freed, holds end, a tenancy begins.

Everything here runs in the caller's transaction, which holds the case's lock. Spaces are locked after it, all at once
and in order of id.
"""

import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from inquiries.enums import ENDS, OPEN_STAGES, Stage, TransferState
from inquiries.models import Case, Letting, Settlement, SpaceHold, Transfer
from inquiries.workflow import availability, holding, tenancies
from parks.enums import ASKABLE_SPACE_STATUSES, SpaceStatus
from parks.models import Space

CONTRACT_STAGES = (Stage.SIGNED, Stage.SETTLED)


def take(case: Case, origin: Stage, to: Stage, now: datetime.datetime) -> tuple[list[str], dict[str, Any]]:
    """What the move from `origin` to `to` does. Returns what stands against it, in the reader's language (then the
    caller undoes everything), and what to write into the audit entry.

    Between signed and settled the contract stays as it is; only the tenancy begins or ends.
    """
    details: dict[str, Any] = {}
    if origin == Stage.SETTLED:
        tenancies.end(case)
    if origin in CONTRACT_STAGES and to not in CONTRACT_STAGES:
        details["freed_spaces"] = free_spaces(case, now)
    if to in CONTRACT_STAGES and origin not in CONTRACT_STAGES:
        reasons = let_spaces(case, now)
        if reasons:
            return reasons, {}
    if to in ENDS:
        holding.end_all(case, now, spaces=availability.locked(holding.held_spaces(case)))
    if to == Stage.SETTLED:
        tenancies.begin(case)
    if to not in OPEN_STAGES:
        _void_transfer(case, now)
    return [], details


def let_spaces(case: Case, now: datetime.datetime) -> list[str]:
    """Let the spaces of the settlement; returns why not, and then the caller must undo what was begun.

    Of two cases that sign the same space the second waits here, reads it as let and is refused; the database allows
    one live letting per space besides. A space on hold is let only to the case it is held for. The case's other
    holds end.
    """
    settlement = Settlement.objects.filter(case=case).first()
    named = set(settlement.spaces.values_list("pk", flat=True)) if settlement else set()
    spaces = availability.locked(named | holding.held_spaces(case))
    contract = [space for space in spaces if space.pk in named]
    for space in contract:
        holding.end_if_over(space, now)
    held = SpaceHold.objects.live().filter(space__in=contract).select_related("case__operator")
    holds = {hold.space_id: hold for hold in held}
    refused = [_refusal(space, case, holds.get(space.pk)) for space in contract]
    reasons = [reason for reason in refused if reason]
    if reasons:
        return reasons
    Letting.objects.bulk_create(
        Letting(
            settlement=settlement,
            space=space,
            let_at=now,
            former_status=holds[space.pk].former_status if space.pk in holds else space.status,
        )
        for space in contract
    )
    for space in contract:
        availability.set_status(space, SpaceStatus.LET)
    holding.end_all(case, now, signed=contract, spaces=spaces)
    return []


def free_spaces(case: Case, now: datetime.datetime, *, to: str = "") -> list[int]:
    """Put the spaces that this case has let back on the market; returns their ids.

    They go back to what they were before the signature, or to the status `to`.
    """
    lettings = {
        letting.space_id: letting for letting in Letting.objects.live().filter(settlement__case=case).order_by("pk")
    }
    for space in availability.locked(lettings):
        letting = lettings[space.pk]
        letting.ended_at = now
        letting.save(update_fields=["ended_at"])
        if space.status == SpaceStatus.LET:
            availability.set_status(space, to or availability.back_on_market(letting.former_status))
    return sorted(lettings)


def _void_transfer(case: Case, now: datetime.datetime) -> None:
    """A case that is no longer open is not handed over: the question about it, if one is open, is taken back."""
    open_question = Transfer.objects.filter(case=case, state=TransferState.ASKED)
    open_question.update(state=TransferState.WITHDRAWN, answered_at=now)


def _refusal(space: Space, case: Case, hold: SpaceHold | None) -> str:
    if space.park.operator_id != case.operator_id:
        return gettext("“%(space)s” belongs to another operator's park.") % {"space": space}
    if hold is not None:
        if hold.case_id == case.pk:
            return ""
        return gettext("“%(space)s” is on hold for another inquiry until %(end)s.") % {
            "space": space,
            "end": holding.until(hold, str(get_language())),
        }
    if space.status == SpaceStatus.LET or holding.is_let(space):
        return gettext("“%(space)s” is already let.") % {"space": space}
    if space.status not in ASKABLE_SPACE_STATUSES:
        return gettext("“%(space)s” cannot be let now: %(status)s.") % {
            "space": space,
            "status": space.get_status_display(),
        }
    return ""
