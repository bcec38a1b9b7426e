"""Who gets a new case, as each operator has arranged it."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from inquiries.enums import Direction
from parks.models import Industry, Operator, Park, SettlementMode
from parks.scoping import ScopedQuerySet


class AssignmentRuleQuerySet(ScopedQuerySet["AssignmentRule"]):
    SEAT_PATHS = ("operator__memberships",)


class AssignmentRule(models.Model):
    """One line of an operator's rules. They are read in order; the first that fits and has somebody there decides.

    A condition that is left empty fits everything. A group of industries fits its branches too. With several people
    the one with the fewest open cases gets the case.
    """

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), on_delete=models.CASCADE, related_name="assignment_rules"
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=10, validators=[MinValueValidator(1)], help_text=_("The smallest number is read first.")
    )
    park = models.ForeignKey(
        Park,
        verbose_name=_("park"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Empty: every park of the operator."),
    )
    industry = models.ForeignKey(
        Industry,
        verbose_name=_("industry"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Empty: every industry. A group of industries means its branches too."),
    )
    language = models.CharField(_("contact's language"), max_length=10, choices=Language.choices, blank=True)
    mode = models.ForeignKey(
        SettlementMode,
        verbose_name=_("settlement mode"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given to"),
        related_name="+",
        help_text=_("One person, or several: then whoever has the fewest open cases."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects: ClassVar[AssignmentRuleQuerySet] = AssignmentRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        ordering = ["operator", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="assignment_position_real"),
            models.CheckConstraint(
                condition=Q(language="") | Q(language__in=Language.values), name="assignment_language_known"
            ),
            models.CheckConstraint(
                condition=Q(direction="") | Q(direction__in=Direction.values), name="assignment_direction_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator} · {self.position}"
