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
