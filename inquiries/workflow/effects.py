"""What signing a contract does to the park's spaces, and what undoing it does."""

from django.utils import timezone
from django.utils.translation import gettext

from inquiries.enums import Stage
from inquiries.models import Case, Settlement
from parks.enums import OPEN_SPACE_STATUSES, SpaceStatus
from parks.models import Space

# A space on hold is held for somebody: its signature ends the hold.
SIGNABLE = (*OPEN_SPACE_STATUSES, SpaceStatus.HELD)


def let_spaces(case: Case) -> list[str]:
    """Let the spaces of the settlement; returns why not, in the reader's language, and then changes nothing.

    Runs in the caller's transaction, which holds the case's lock. Of two cases that sign the same space the
    second waits here, reads it as let and is refused. Locks are taken in order of id, so nobody waits in a circle.
    """
    spaces = list(
        Space.objects.select_for_update(of=("self",))
        .filter(settlements__case=case)
        .select_related("park", "kind")
        .order_by("pk")
    )
    refused = [_refusal(space, case) for space in spaces]
    reasons = [reason for reason in refused if reason]
    if spaces and not reasons:
        _set_status(spaces, SpaceStatus.LET)
    return reasons


def free_spaces(case: Case) -> list[int]:
    """Put the spaces that this case had let back on the market; returns their ids.

    A space that another signed case holds by now stays let.
    """
    others = Settlement.spaces.through.objects.filter(
        settlement__case__stage__in=(Stage.SIGNED, Stage.SETTLED)
    ).exclude(settlement__case=case)
    spaces = list(
        Space.objects.select_for_update(of=("self",))
        .filter(settlements__case=case, status=SpaceStatus.LET)
        .exclude(pk__in=others.values("space"))
        .order_by("pk")
    )
    _set_status(spaces, SpaceStatus.AVAILABLE)
    return [space.pk for space in spaces]


def _refusal(space: Space, case: Case) -> str:
    if space.park.operator_id != case.operator_id:
        return gettext("“%(space)s” belongs to another operator's park.") % {"space": space}
    if space.status == SpaceStatus.LET:
        return gettext("“%(space)s” is already let.") % {"space": space}
    if space.status not in SIGNABLE:
        return gettext("“%(space)s” cannot be let now: %(status)s.") % {
            "space": space,
            "status": space.get_status_display(),
        }
    return ""


def _set_status(spaces: list[Space], status: str) -> None:
    Space.objects.filter(pk__in=[space.pk for space in spaces]).update(status=status, updated_at=timezone.now())
