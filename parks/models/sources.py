"""Where facts come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A document or page that facts were taken from. Bilingual: title."""

    code = models.CharField(_("code"), max_length=250, unique=True, help_text=_("The address, or a file's name."))
    title = models.CharField(_("title"), max_length=250, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    retired = models.BooleanField(_("retired"), default=False, help_text=_("Hidden in new records, shown in old ones."))

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title or self.code
