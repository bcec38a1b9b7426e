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
    REVEALED = "revealed", _("Personal data viewed")
    RESENT = "resent", _("Mail sent again")
    RELEASED = "released", _("Released from quarantine")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out everywhere")
    INVITED = "invited", _("Colleague invited")
    JOINED = "joined", _("Joined a company")
    LEFT = "left", _("Left a company")
    WITHDRAWN = "withdrawn", pgettext_lazy("audit", "Consent withdrawn")
    ERASED = "erased", pgettext_lazy("audit", "Personal data erased")
