"""How an enterprise settles, step by step."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parks.enums import FeeKind
from parks.models.sources import Source
from parks.models.taxonomies import SettlementMode


class ProcessStep(models.Model):
    """One step of one way to settle in one country. Bilingual: title, who, documents, note, legal_basis, fee_note.

    Days are working days. What no source says stays empty.
    """

    mode = models.ForeignKey(
        SettlementMode, verbose_name=_("settlement mode"), on_delete=models.CASCADE, related_name="steps"
    )
    country = models.CharField(
        _("country code"), max_length=2, help_text=_("Where the enterprise settles. ISO 3166-1 alpha-2.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    title = models.CharField(_("step"), max_length=200)
    who = models.CharField(_("who acts"), max_length=200, blank=True)
    documents = models.TextField(_("documents needed"), blank=True, help_text=_("One on each line."))
    note = models.TextField(_("note"), blank=True)
    days_min = models.PositiveSmallIntegerField(_("working days, from"), null=True, blank=True)
    days_max = models.PositiveSmallIntegerField(_("working days, to"), null=True, blank=True)
    fee_kind = models.CharField(_("fee"), max_length=10, choices=FeeKind.choices, blank=True)
    fee_note = models.CharField(_("about the fee"), max_length=300, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)

    objects: ClassVar[models.Manager["ProcessStep"]] = models.Manager()

    class Meta:
        verbose_name = _("step of a settlement")
        verbose_name_plural = _("steps of a settlement")
        ordering = ["mode", "country", "order"]
        constraints = [
            models.UniqueConstraint(fields=["mode", "country", "order"], name="process_step_order_unique"),
            models.CheckConstraint(
                condition=Q(days_min__isnull=True) | Q(days_max__isnull=True) | Q(days_min__lte=F("days_max")),
                name="process_step_days_in_order",
                violation_error_message=_("The longest time is shorter than the shortest one."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
