"""What each role may do with enterprises; rows are narrowed by `EnterpriseQuerySet.for_staff`.

Also which company somebody who signed in by a code belongs to.
"""

from uuid import UUID

from accounts.enums import PlatformRole
from accounts.models import User
from enterprises.models import Member
from parks.access import grant
from parks.enums import SeatRole

PERMISSIONS: dict[str, frozenset[str]] = {
    SeatRole.EDITOR: grant("view add change", "story"),
    SeatRole.OFFICER: grant("view", "enterprise", "story") | grant("view add change", "tenancy"),
    SeatRole.MANAGER: grant("view", "enterprise") | grant("view add change", "tenancy", "story"),
    PlatformRole.EDITOR: grant("view add change", "story"),
    PlatformRole.ADMIN: grant("view change", "enterprise") | grant("view add change", "tenancy", "story"),
}


def membership(user: User, company: UUID) -> Member | None:
    """This person's membership of this company, with both rows; None for everybody else."""
    return Member.objects.select_related("company__industry", "user").filter(user=user, company__uuid=company).first()
