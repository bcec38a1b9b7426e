"""What each platform role may do with people and with the audit trail; seats give nothing here."""

from accounts.enums import PlatformRole

PERMISSIONS: dict[str, frozenset[str]] = {
    PlatformRole.ADMIN: frozenset({"view_user", "add_user", "change_user", "view_auditentry"}),
    PlatformRole.AUDITOR: frozenset({"view_auditentry"}),
}
