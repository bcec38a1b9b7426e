"""The companies that ask for a place."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from enterprises import likeness
from enterprises.enums import EnterpriseType, SizeBand
from enterprises.models.profiles import CompanyProfile
from parks.models import Industry, Operator, Park, Publishable, Source, Space
from parks.models.parks import seat_paths
from parks.models.publication import PublishableQuerySet
from parks.models.richtext import RichTexts
from parks.scoping import ScopedQuerySet


class EnterpriseQuerySet(ScopedQuerySet["Enterprise"]):
    """Reached through the cases that its inquiries opened; `inquiries` sits above and owns that relation's name."""

    SEAT_PATHS = ("inquiries__cases__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "inquiries__cases__consent_withdrawn_at"}


class Enterprise(models.Model):
    """A company as it described itself in one inquiry; never merged silently with another row.

    At least one of the two names is filled: `name_zh_hans` or `name_en`. They are plain columns, not
    translations of each other: a company may have only one. An erased one has none.
    """

    name_zh_hans = models.CharField(_("Chinese name"), max_length=200, blank=True)
    name_en = models.CharField(_("name in Latin script"), max_length=200, blank=True)
    country = CountryField(verbose_name=_("country/region"))
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    kind = models.CharField(_("type"), max_length=30, choices=EnterpriseType.choices, blank=True)
    industry = models.ForeignKey(
        Industry, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    size_band = models.CharField(_("staff"), max_length=10, choices=SizeBand.choices, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    qualifications = models.JSONField(
        pgettext_lazy("enterprise", "qualifications"),
        default=list,
        blank=True,
        help_text=_("Codes of `common.enums.Qualification`."),
    )
    # What the names and the number are compared by, see `enterprises.likeness`; written by every save.
    name_key_zh = models.CharField(max_length=likeness.KEY_LENGTH, blank=True, editable=False)
    name_key_latin = models.CharField(max_length=likeness.KEY_LENGTH, blank=True, editable=False)
    registration_key = models.CharField(max_length=40, blank=True, editable=False)
    profile = models.ForeignKey(
        CompanyProfile,
        verbose_name=_("company profile"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="descriptions",
        help_text=_("The account of the company that sent this inquiry."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    objects: ClassVar[EnterpriseQuerySet] = EnterpriseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_zh_hans="", name_en="") | models.Q(erased_at__isnull=False),
                name="enterprise_has_a_name",
            )
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="enterprise_newest"),
            models.Index(Left("name_key_zh", likeness.HEAD), name="enterprise_head_zh"),
            models.Index(Left("name_key_latin", likeness.HEAD), name="enterprise_head_latin"),
            models.Index(
                fields=["registration_key"], condition=~models.Q(registration_key=""), name="enterprise_number"
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return gettext("(erased)")
        return self.name_zh_hans or self.name_en

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the keys of the names and the number as they are now."""
        self.name_key_zh = likeness.key(self.name_zh_hans)
        self.name_key_latin = likeness.key(self.name_en)
        self.registration_key = likeness.registration_key(self.registration_number, str(self.country))[:40]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key_zh", "name_key_latin", "registration_key"}
        super().save(*args, **kwargs)


class TenancyQuerySet(ScopedQuerySet["Tenancy"]):
    SEAT_PATHS = seat_paths("park__")

    def listed(self) -> "TenancyQuerySet":
        """Tenants that agreed to be named, from the day on which they did, and are still there."""
        return self.filter(consent_on__lte=timezone.localdate(), until__isnull=True)


class Tenancy(models.Model):
    """A company in a park. It is named on public pages only with its consent."""

    enterprise = models.ForeignKey(
        Enterprise, verbose_name=_("enterprise"), on_delete=models.PROTECT, related_name="tenancies"
    )
    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="tenancies")
    space = models.ForeignKey(
        Space, verbose_name=_("space"), null=True, blank=True, on_delete=models.SET_NULL, related_name="tenancies"
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    consent_on = models.DateField(
        _("agreed to be listed on"), null=True, blank=True, help_text=_("Without this day nothing is shown in public.")
    )

    objects: ClassVar[TenancyQuerySet] = TenancyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tenancy")
        verbose_name_plural = _("tenancies")
        ordering = ["park_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(since__lte=models.F("until")),
                name="tenancy_in_order",
                violation_error_message=_("The tenancy ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["enterprise", "park"], condition=models.Q(until__isnull=True), name="tenancy_live_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.park}"


class StoryQuerySet(PublishableQuerySet["Story"]):
    SEAT_PATHS = ("operator__memberships",)

    def public(self) -> "StoryQuerySet":
        """Published stories of public parks, from the day on which their company agreed."""
        return super().public().filter(consent_on__lte=timezone.localdate(), park__in=Park.objects.public())

    def days_to_sign(self) -> list[int]:
        """Of every story that has both days, without those made up for demonstration; one query."""
        known = self.filter(is_demonstration=False).order_by().only("visited_on", "signed_on")
        return [days for story in known if (days := story.days_to_sign) is not None]


class Story(RichTexts, Publishable):
    """How a company settled. Bilingual: title, summary, body, company. Shown only with the company's consent."""

    REQUIRED_TEXTS = ("title", "summary", "body")
    RICH_TEXTS = ("body",)

    operator = models.ForeignKey(Operator, verbose_name=_("operator"), on_delete=models.PROTECT, related_name="stories")
    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="stories")
    enterprise = models.ForeignKey(
        Enterprise,
        verbose_name=_("enterprise"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
    )
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    company = models.CharField(_("company, as it is named"), max_length=200, blank=True)
    summary = models.CharField(_("short text"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_html_zh_hans = models.TextField(blank=True, default="", editable=False)
    body_html_en = models.TextField(blank=True, default="", editable=False)
    from_country = CountryField(verbose_name=_("came from"), blank=True)
    industry = models.ForeignKey(
        Industry, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    consent_on = models.DateField(
        _("company agreed on"), null=True, blank=True, help_text=_("Without this day nothing is shown in public.")
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demonstration = models.BooleanField(_("demonstration only"), default=False)

    objects: ClassVar[StoryQuerySet] = StoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-signed_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visited_on__isnull=True)
                | models.Q(signed_on__isnull=True)
                | models.Q(visited_on__lte=models.F("signed_on")),
                name="story_signed_after_visit",
                violation_error_message=_("The company signed before it visited."),
            ),
            models.CheckConstraint(
                condition=models.Q(signed_on__isnull=True)
                | models.Q(settled_on__isnull=True)
                | models.Q(signed_on__lte=models.F("settled_on")),
                name="story_settled_after_signing",
                violation_error_message=_("The company settled before it signed."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def days_to_sign(self) -> int | None:
        """Days from the visit to the signing, as the calendar counts them."""
        if self.visited_on is None or self.signed_on is None:
            return None
        return (self.signed_on - self.visited_on).days
