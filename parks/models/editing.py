"""What the back office remembers about the records that it edits: any bilingual or publishable model of any app.

`kind` is the label of a model, such as `parks.park`, and `record` the number of its row: the rooms that keep such rows
lie above this one, and no foreign key points there.
"""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.enums import Language


class RevisionCause(models.TextChoices):
    """How a version of a record came about."""

    FOUND = "found", _("As it was before the first recorded change")
    OUTSIDE = "outside", _("Changed outside these pages")
    SAVED = "saved", _("Saved")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("publication", "Withdrawn")
    IMPORTED = "imported", _("Imported")
    RESTORED = "restored", _("Restored")


class PlanState(models.TextChoices):
    """What became of a planned publication."""

    WAITING = "waiting", pgettext_lazy("publication", "Planned")
    DONE = "done", _("Published")
    BLOCKED = "blocked", _("Not published: something was in the way")
    CANCELLED = "cancelled", _("Cancelled")


class TextSource(models.Model):
    """What one text of a record is in step with: its counterpart when it was last edited or reviewed.

    A text without such a row is in step. `behind_since` is kept for lists; whether a text is behind is judged afresh by
    `common.textstates`.
    """

    kind = models.CharField(max_length=100)
    record = models.PositiveBigIntegerField()
    field = models.CharField(max_length=64)
    language = models.CharField(max_length=10, choices=Language.choices)
    source = models.TextField(_("text of the other language"), blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    behind_since = models.DateTimeField(_("stale since"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of a text")
        verbose_name_plural = _("states of texts")
        constraints = [
            models.UniqueConstraint(fields=["kind", "record", "field", "language"], name="text_source_once"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="text_source_language"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "behind_since"], name="text_source_behind", condition=Q(behind_since__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} {self.field} {self.language}"


class Revision(models.Model):
    """A record as it was after a change, with its own parts: a whole page of the back office as one document.

    Written by `parks.revising` alone and never changed. `data` is what `parks.documents.document` makes.
    """

    kind = models.CharField(max_length=100)
    record = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cause = models.CharField(_("what"), max_length=20, choices=RevisionCause.choices)
    restores = models.PositiveIntegerField(_("version that was restored"), null=True, blank=True)
    data = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("version of a record")
        verbose_name_plural = _("versions of records")
        ordering = ["kind", "record", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "record", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(
                condition=Q(restores__isnull=True) | Q(cause=RevisionCause.RESTORED), name="revision_restores"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} · {self.number}"


class PlannedPublication(models.Model):
    """A language version of a record that shall be published at a moment; one at most waits for each version."""

    kind = models.CharField(max_length=100)
    record = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10, choices=Language.choices)
    due_at = models.DateTimeField(_("publish at"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("planned by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=20, choices=PlanState.choices, default=PlanState.WAITING)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("planned publication")
        verbose_name_plural = _("planned publications")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record", "language"], condition=Q(state=PlanState.WAITING), name="plan_waits_once"
            ),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="plan_language"),
            models.CheckConstraint(
                condition=Q(state=PlanState.WAITING, ended_at__isnull=True)
                | (~Q(state=PlanState.WAITING) & Q(ended_at__isnull=False)),
                name="plan_ends_once",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="plan_due", condition=Q(state=PlanState.WAITING))]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} {self.language} {self.due_at:%Y-%m-%d %H:%M}"
