"""Words of enterprises."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.enums import EnterpriseType

__all__ = ["AlertPace", "AlertSubject", "EnterpriseType", "MemberRole", "SizeBand"]


class SizeBand(models.TextChoices):
    """Number of staff."""

    MICRO = "1-9", _("1–9")
    SMALL = "10-49", _("10–49")
    MEDIUM = "50-249", _("50–249")
    LARGE = "250-999", _("250–999")
    HUGE = "1000+", _("1,000 or more")


class MemberRole(models.TextChoices):
    """What somebody may do for their company: everybody keeps its profile, owners also look after its people."""

    OWNER = "owner", _("Owner")
    MEMBER = "member", pgettext_lazy("of a company", "Member")


class AlertSubject(models.TextChoices):
    POLICIES = "policies", _("New policies")
    SPACES = "spaces", _("New spaces")


class AlertPace(models.TextChoices):
    AT_ONCE = "at_once", pgettext_lazy("how often", "At once")
    WEEKLY = "weekly", pgettext_lazy("how often", "Once a week")
