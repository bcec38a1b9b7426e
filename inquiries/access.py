"""What each role may do with inquiries and cases; rows are narrowed by `for_staff`."""

from accounts.enums import PlatformRole
from parks.access import grant
from parks.enums import SeatRole

_CASE_WORK = (
    grant("view", "inquiry", "requirement", "consent", "attachment", "stagechange", "message", "note")
    | grant("view change", "case", "qualification")
    | grant("view add change", "visit", "proposal", "settlement")
    | grant("view add", "interaction")
    | grant("add", "message", "note")
)
PERMISSIONS: dict[str, frozenset[str]] = {
    SeatRole.OFFICER: _CASE_WORK,
    SeatRole.MANAGER: _CASE_WORK | grant("force export", "case"),
    PlatformRole.ADMIN: _CASE_WORK | grant("force export", "case"),
}
