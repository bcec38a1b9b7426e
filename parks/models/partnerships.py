"""Agreements between parks and with other bodies, and what came of them."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.enums import PartnershipKind
from parks.models.organisations import Organisation
from parks.models.parks import Park, seat_paths
from parks.models.publication import Publishable, PublishableQuerySet
from parks.models.sources import Source
from parks.scoping import ScopedQuerySet

IDLE_AFTER = datetime.timedelta(days=180)


def idle_limits() -> dict[int, str]:
    """By the length of a partial date: below which it is certainly more than 180 days ago, its latest day counted."""
    limit = (timezone.localdate() - IDLE_AFTER).isoformat()
    return {length: limit[:length] for length in (4, 7, 10)}


def is_idle() -> Q:
    """For rows with `length`, that of their `last`."""
    found = Q()
    for length, limit in idle_limits().items():
        found |= Q(length=length, last__lt=limit)
    return found


def has_ended() -> Q:
    return Q(ended_on__isnull=False, ended_on__lte=timezone.localdate())


class PartnershipQuerySet(PublishableQuerySet["Partnership"]):
    SEAT_PATHS = seat_paths("parties__park__")

    def with_last(self) -> Any:
        """With `last`: the partial date of the latest activity, the signing among them; empty when nothing is dated."""
        latest = Activity.objects.filter(partnership=OuterRef("pk")).order_by("-happened").values("happened")[:1]
        return self.annotate(
            latest=Subquery(latest),
            last=Case(
                When(latest__gt=F("signed"), then=F("latest")),
                default=F("signed"),
                output_field=models.CharField(max_length=10),
            ),
        )

    def idle(self) -> Any:
        """With `last`: those that go on, and of which nothing has been heard for more than 180 days."""
        return self.with_last().annotate(length=Length("last")).exclude(has_ended()).filter(is_idle())


class Partnership(Publishable):
    """One agreement. Bilingual: title, summary, place, functions, signed_note.

    Sides that are parks reach it in the back office, through their operators.
    """

    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PartnershipKind.choices)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    signed = models.CharField(
        _("signed"), max_length=10, blank=True, help_text=_("A year, a month or a day: 2016, 2016-06, 2016-06-20.")
    )
    signed_note = models.CharField(_("about the date"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    functions = models.TextField(_("functions"), blank=True, help_text=_("One on each line."))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True, related_name="+")
    # The partial date after which nothing had been heard when the sides were last reminded: another one, another time.
    idle_told_for = models.CharField(
        _("reminded of the silence since"), max_length=10, blank=True, default="", editable=False
    )

    objects: ClassVar[PartnershipQuerySet] = PartnershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["-signed", "slug"]

    def __str__(self) -> str:
        return self.title or self.slug

    def idle_since(self) -> str:
        """The partial date of what last happened, where that is more than 180 days ago; else, and once ended, empty."""
        if self.ended_on is not None and self.ended_on <= timezone.localdate():
            return ""
        last = max([self.signed, *self.activities.values_list("happened", flat=True)])
        return last if last < idle_limits().get(len(last), "") else ""


class PartnershipPartQuerySet(ScopedQuerySet):
    SEAT_PATHS = seat_paths("partnership__parties__park__")


class Party(models.Model):
    """One side of a partnership: a park or another body."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="parties")
    park = models.ForeignKey(
        Park, verbose_name=_("park"), null=True, blank=True, on_delete=models.CASCADE, related_name="parties"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    objects: ClassVar[PartnershipPartQuerySet] = PartnershipPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(park__isnull=False, organisation__isnull=True)
                | Q(park__isnull=True, organisation__isnull=False),
                name="party_is_one_thing",
                violation_error_message=_("Choose a park or an organisation, not both."),
            ),
            models.UniqueConstraint(fields=["partnership", "park"], name="party_park_once"),
            models.UniqueConstraint(fields=["partnership", "organisation"], name="party_organisation_once"),
        ]

    def __str__(self) -> str:
        return str(self.park or self.organisation)


class Activity(models.Model):
    """Something that happened within a partnership. Bilingual: text."""

    PUBLISHED_WITH = "partnership"

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="activities")
    happened = models.CharField(
        _("when"), max_length=10, help_text=_("A year, a month or a day: 2016, 2016-06, 2016-06-20.")
    )
    text = models.CharField(_("what happened"), max_length=500)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[PartnershipPartQuerySet] = PartnershipPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-happened", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]
