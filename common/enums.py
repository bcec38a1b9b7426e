"""Words that every room uses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages a text or a person can have; the codes are Django's and modeltranslation's."""

    ZH_HANS = "zh-hans", _("Simplified Chinese")
    EN = "en", _("English")

    @property
    def suffix(self) -> str:
        """The column suffix of a bilingual field: `name_zh_hans`, `name_en`."""
        return self.value.replace("-", "_")


class PublicationState(models.TextChoices):
    """Where one language version of a record stands."""

    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    STALE = "stale", _("Stale (source changed)")
    ARCHIVED = "archived", _("Archived")


# A stale version stays readable (with a note) until somebody archives it.
PUBLIC_STATES = (PublicationState.PUBLISHED, PublicationState.STALE)


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


class Qualification(models.TextChoices):
    """What an enterprise has been recognised as; policies ask for these."""

    HNTE = "hnte", _("National high-tech enterprise")
    TECH_SME = "tech_sme", _("Technology SME")
    SRDI = "srdi", _("SRDI (specialised and innovative) SME")
    LITTLE_GIANT = "little_giant", _("SRDI “Little Giant”")
    GAZELLE = "gazelle", _("Gazelle company")
    UNICORN = "unicorn", _("Unicorn")
    LISTED = "listed", _("Listed company")
    FORTUNE500 = "fortune500", _("Fortune Global 500 company")
    ABOVE_SCALE = "above_scale", _("Above-scale enterprise")
    ADVANCED_SERVICE = "advanced_service", _("Advanced-technology service enterprise")
    SOFTWARE = "software", _("Software enterprise")
