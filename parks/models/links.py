"""Addresses that our content leads to, and whether they answer."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.fetching import Trouble
from parks.enums import LinkState

MAX_ADDRESS = 1000


class LinkQuerySet(models.QuerySet["Link"]):
    def broken(self) -> Self:
        return self.filter(state=LinkState.BROKEN)


class Link(models.Model):
    """One address. `due_at` is when it is asked next; whoever asks moves it first, so that two never ask at once."""

    url = models.CharField(_("address"), max_length=MAX_ADDRESS, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=LinkState.choices, default=LinkState.NEW)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=20, choices=Trouble.choices, blank=True)
    moved_to = models.CharField(_("moved to"), max_length=MAX_ADDRESS, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)

    objects: ClassVar[LinkQuerySet] = LinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["pk"]
        indexes = [models.Index(fields=["due_at"], name="link_due"), models.Index(fields=["state"], name="link_state")]

    def __str__(self) -> str:
        return self.url

    @property
    def reason(self) -> str:
        """What the last answer was, in words and numbers."""
        if self.trouble:
            return str(Trouble(self.trouble).label)
        return str(_("The server answers with %(status)s.") % {"status": self.status}) if self.status else ""


class LinkUse(models.Model):
    """Where an address stands: the column of a record. Rows follow the content, see `parks.links`."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(_("kind of record"), max_length=60)
    record = models.BigIntegerField(_("record"))
    field = models.CharField(_("field"), max_length=60)

    class Meta:
        verbose_name = _("use of a link")
        verbose_name_plural = _("uses of links")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "record", "field", "link"], name="link_use_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} {self.field}"
