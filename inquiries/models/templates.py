"""Wordings that staff choose when they answer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inquiries.enums import InquiryKind, Stage
from inquiries.validators import check_placeholders
from parks.models import Operator
from parks.scoping import ScopedQuerySet


class ReplyTemplateQuerySet(ScopedQuerySet["ReplyTemplate"]):
    """Templates of the platform are changed by the platform alone; everybody who answers may use them."""

    SEAT_PATHS = ("operator__memberships",)


class ReplyTemplate(models.Model):
    """A wording in both languages (`name` and `body` are bilingual); the enterprise's language is the one used.

    Without an operator every park may use it. Without a kind or a stage it suits every inquiry or case.
    """

    operator = models.ForeignKey(
        Operator,
        verbose_name=_("operator"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reply_templates",
        help_text=_("Empty: every operator may use it; only the platform writes such templates."),
    )
    name = models.CharField(_("name"), max_length=120)
    body = models.TextField(
        _("text"),
        max_length=4000,
        validators=[check_placeholders],
        help_text=_(
            "Filled in: {contact} the contact, {park} the park, {reference} the reference, {staff} your name, "
            "{answer_by} until when an answer is promised."
        ),
    )
    kind = models.CharField(
        _("kind of inquiry"), max_length=10, choices=InquiryKind.choices, blank=True, help_text=_("Empty: every kind.")
    )
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, blank=True, help_text=_("Empty: every stage.")
    )
    is_active = models.BooleanField(_("offered"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects: ClassVar[ReplyTemplateQuerySet] = ReplyTemplateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="") | Q(kind__in=InquiryKind.values), name="reply_kind_known"),
            models.CheckConstraint(condition=Q(stage="") | Q(stage__in=Stage.values), name="reply_stage_known"),
        ]

    def __str__(self) -> str:
        return self.name
