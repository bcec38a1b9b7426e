"""What each role may do with enterprises; rows are narrowed by `EnterpriseQuerySet.for_staff`."""

from accounts.enums import PlatformRole
from parks.access import grant
from parks.enums import SeatRole

PERMISSIONS: dict[str, frozenset[str]] = {
    SeatRole.OFFICER: grant("view", "enterprise"),
    SeatRole.MANAGER: grant("view", "enterprise"),
    PlatformRole.ADMIN: grant("view change", "enterprise"),
}
