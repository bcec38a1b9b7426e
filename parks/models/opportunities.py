"""Investment projects (招商项目): what a park looks for a partner for."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.enums import CooperationMode, OpportunityState
from parks.models.operators import Operator
from parks.models.parks import Park
from parks.models.publication import Publishable, PublishableQuerySet
from parks.models.richtext import RichTexts
from parks.models.sources import Source
from parks.models.spaces import AREA
from parks.models.taxonomies import Industry


class OpportunityQuerySet(PublishableQuerySet["Opportunity"]):
    SEAT_PATHS = ("operator__memberships",)

    def public(self) -> Self:
        """Published projects whose park, if they name one, is public too: offered ones and those of the past."""
        return super().public().filter(Q(park__isnull=True) | Q(park__in=Park.objects.public()))

    def offered(self, today: datetime.date) -> Self:
        """Projects that still seek somebody."""
        return self.filter(Q(open_until__isnull=True) | Q(open_until__gte=today)).exclude(state=OpportunityState.CLOSED)

    def past(self, today: datetime.date) -> Self:
        """Projects that were closed, or whose last day is over."""
        return self.filter(Q(state=OpportunityState.CLOSED) | Q(open_until__lt=today))


class Opportunity(RichTexts, Publishable):
    """One project that seeks a partner. Bilingual: title, summary, description, offered, wanted.

    Money is in `currency`; areas in m². `is_demonstration` marks invented content plainly on every page.
    """

    REQUIRED_TEXTS = ("title", "summary")
    RICH_TEXTS = ("description",)

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), on_delete=models.PROTECT, related_name="opportunities"
    )
    park = models.ForeignKey(
        Park, verbose_name=_("park"), null=True, blank=True, on_delete=models.CASCADE, related_name="opportunities"
    )
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("short text"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    description_html_zh_hans = models.TextField(blank=True, default="", editable=False)
    description_html_en = models.TextField(blank=True, default="", editable=False)
    offered = models.TextField(_("what is offered"), blank=True, help_text=_("One on each line."))
    wanted = models.TextField(_("what is looked for"), blank=True, help_text=_("One on each line."))
    industry = models.ForeignKey(
        Industry, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=20, choices=OpportunityState.choices, default=OpportunityState.OPEN)
    cooperation = models.JSONField(_("ways to cooperate"), default=list, blank=True)
    investment_min = models.DecimalField(_("investment from"), **{**AREA, "max_digits": 18})
    investment_max = models.DecimalField(_("investment to"), **{**AREA, "max_digits": 18})
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO 4217, such as CNY."))
    area_min = models.DecimalField(_("area from (m²)"), **AREA)
    area_max = models.DecimalField(_("area to (m²)"), **AREA)
    jobs = models.PositiveIntegerField(_("jobs"), null=True, blank=True)
    open_until = models.DateField(_("open until"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demonstration = models.BooleanField(_("demonstration only"), default=False)

    objects: ClassVar[OpportunityQuerySet] = OpportunityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["state", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(investment_min__isnull=True)
                | Q(investment_max__isnull=True)
                | Q(investment_min__lte=F("investment_max")),
                name="opportunity_investment_in_order",
                violation_error_message=_("The largest investment is smaller than the smallest one."),
            ),
            models.CheckConstraint(
                condition=Q(investment_min__isnull=True, investment_max__isnull=True) | ~Q(currency=""),
                name="opportunity_money_complete",
                violation_error_message=_("An amount needs its currency."),
            ),
            models.CheckConstraint(
                condition=Q(area_min__isnull=True) | Q(area_max__isnull=True) | Q(area_min__lte=F("area_max")),
                name="opportunity_area_in_order",
                violation_error_message=_("The largest area is smaller than the smallest one."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def is_offered(self) -> bool:
        """The row-level twin of `OpportunityQuerySet.offered`, today."""
        in_time = self.open_until is None or self.open_until >= timezone.localdate()
        return in_time and self.state != OpportunityState.CLOSED

    @property
    def cooperation_labels(self) -> list[str]:
        """The ways to cooperate in the reader's language; unknown codes are left out."""
        known = {mode.value: str(mode.label) for mode in CooperationMode}
        return [known[code] for code in self.cooperation if code in known]
