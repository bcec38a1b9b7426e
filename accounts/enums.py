"""Words of people and of what they did."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlatformRole(models.TextChoices):
    """What a person may do for the platform itself; park roles are seats (`parks.Membership`)."""

    NONE = "", _("None")
    EDITOR = "platform_editor", _("Platform editor")
    ADMIN = "platform_admin", _("Platform administrator")
    AUDITOR = "auditor", _("Auditor")


class AuditAction(models.TextChoices):
    """What an audit entry says was done."""

    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    DELETED = "deleted", _("Deleted")
    MOVED = "moved", _("Stage changed")
    FORCED = "forced", _("Stage forced")
    PUBLISHED = "published", _("Published")
    EXPORTED = "exported", _("Exported")
    FETCHED = "fetched", pgettext_lazy("audit", "Finished file fetched")
    IMPORTED = "imported", pgettext_lazy("audit", "Imported from a file")
    VIEWED = "viewed", _("Record opened")
    REVEALED = "revealed", _("Personal data viewed")
    RESENT = "resent", _("Mail sent again")
    RELEASED = "released", _("Released from quarantine")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out everywhere")
    LOCKED_OUT = "locked_out", _("Locked out after many attempts")
    FACTOR_SET = "factor_set", _("Second factor set up")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    FACTOR_RESET = "factor_reset", _("Second factor reset by an administrator")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    SESSION_ENDED = "session_ended", _("Session ended")
    INVITED = "invited", _("Colleague invited")
    JOINED = "joined", _("Joined a company")
    LEFT = "left", _("Left a company")
    WITHDRAWN = "withdrawn", pgettext_lazy("audit", "Consent withdrawn")
    ERASED = "erased", pgettext_lazy("audit", "Personal data erased")


class LinkPurpose(models.TextChoices):
    """Why a link to set a password was mailed to somebody of the back office."""

    INVITATION = "invitation", _("Invitation")
    RESET = "reset", _("New password")
