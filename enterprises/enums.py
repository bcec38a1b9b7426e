"""Words of enterprises."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnterpriseType(models.TextChoices):
    STARTUP = "startup", _("Start-up")
    SME = "sme", _("SME")
    PRIVATE = "private", _("Private company")
    SOE = "soe", _("State-owned enterprise")
    WFOE = "wfoe", _("Wholly foreign-owned enterprise")
    CN_FOREIGN_JV = "cn_foreign_jv", _("Sino-foreign joint venture")
    MNC = "mnc", _("Multinational")
    OVERSEAS = "overseas", _("Overseas company (not registered in China)")
    RD_ORG = "rd_org", _("New-type R&D organisation")
    UNIVERSITY_SPINOFF = "university_spinoff", _("University spin-off")
    TEAM = "team", _("Team, not yet registered")
    OTHER = "other", _("Other")


class SizeBand(models.TextChoices):
    """Number of staff."""

    MICRO = "1-9", _("1–9")
    SMALL = "10-49", _("10–49")
    MEDIUM = "50-249", _("50–249")
    LARGE = "250-999", _("250–999")
    HUGE = "1000+", _("1,000 or more")
