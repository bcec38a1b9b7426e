"""The park: what the whole product is about."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from parks.enums import OrganisationRole, ParkKind, ParkLevel, ParkState
from parks.models.operators import Operator
from parks.models.organisations import Organisation
from parks.models.publication import ONE_LANGUAGE, STALE, Publishable, PublishableQuerySet
from parks.models.richtext import RichTexts
from parks.models.sources import Source
from parks.models.taxonomies import Industry, Region, Service, SettlementMode
from parks.scoping import operators_of, permissions_of

VIEW = "parks.view_park"
MOST_BELOW = 1000  # parks of others, below one's own, that are named by their numbers
MAX_DEPTH = 3  # a park, its sub-park, and a part of that


def seat_paths(prefix: str = "") -> tuple[str, ...]:
    """Lookups from a park (after `prefix`) to the seats that reach it: its operator's and its ancestors'."""
    return tuple(f"{prefix}{'parent__' * depth}operator__memberships" for depth in range(MAX_DEPTH))


class ParkQuerySet(PublishableQuerySet["Park"]):
    SEAT_PATHS = seat_paths()

    def listed(self) -> Self:
        """Public parks that lists name and counts count: an invented one has its page and is no place to find."""
        return self.public().filter(is_demonstration=False)

    def in_order_for(self, user: Any) -> Self:
        """As `for_staff`, for lists in the order of names: by the operator alone, so that the index that begins with it
        serves them and nothing else of a large operator is read.

        Few parks are parts of another operator's; their numbers are read first. Many are left to `for_staff`.
        """
        operators = operators_of(user, VIEW) if user.is_active and user.is_staff else []
        if not operators or user.is_superuser or VIEW in permissions_of(user.platform_role):
            return self.for_staff(user)
        above = Q(parent__operator__in=operators) | Q(parent__parent__operator__in=operators)
        parts = Park._base_manager.order_by().filter(above, parent__isnull=False).exclude(operator__in=operators)
        below = list(parts.values_list("pk", flat=True)[: MOST_BELOW + 1])
        if len(below) > MOST_BELOW:
            return self.for_staff(user)
        own = Q(operator__in=operators)
        return self.filter(own | Q(pk__in=below)) if below else self.filter(own)

    def demonstration(self) -> "Park | None":
        """The invented park that shows every part of a profile; none in an installation without the demo."""
        return self.public().filter(is_demonstration=True).order_by("pk").first()

    def accepting(self) -> Self:
        """Public parks that can be asked for a place."""
        return self.public().filter(
            accepts_inquiries=True,
            operator__is_active=True,
            state__in=(ParkState.PLANNING, ParkState.BUILDING, ParkState.OPERATING),
        )


class Park(RichTexts, Publishable):
    """One park, sub-park or park-in-park.

    Bilingual: name, summary, description, address, contact_name, contact_hours. Each language version is
    published on its own (`state_zh_hans`, `state_en`). `is_demonstration` marks an invented park plainly wherever it
    is shown.
    """

    operator = models.ForeignKey(Operator, verbose_name=_("operator"), on_delete=models.PROTECT, related_name="parks")
    REQUIRED_TEXTS = ("name", "summary", "description")
    RICH_TEXTS = ("description",)

    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="sub_parks"
    )
    host = models.ForeignKey(
        "self",
        verbose_name=_("host park"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="guest_parks",
        help_text=_("For a park-in-park: the park whose space it uses."),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=ParkKind.choices)
    level = models.CharField(_("level"), max_length=20, choices=ParkLevel.choices, blank=True)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    aliases = models.CharField(
        _("other names"), max_length=500, blank=True, help_text=_("Separated by semicolons; found by search.")
    )
    summary = models.CharField(_("short text"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    description_html_zh_hans = models.TextField(blank=True, default="", editable=False)
    description_html_en = models.TextField(blank=True, default="", editable=False)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="parks"
    )
    country = models.CharField(_("country code"), max_length=2, help_text=_("ISO 3166-1 alpha-2."))
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("WGS 84, as GPS gives it."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    location_is_approximate = models.BooleanField(_("location is approximate"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=ParkState.choices, default=ParkState.OPERATING)
    accepts_inquiries = models.BooleanField(_("takes settlement inquiries"), default=True)
    opened_on = models.CharField(
        _("opened"), max_length=10, blank=True, help_text=_("A year, a month or a day: 2016, 2016-06, 2016-06-20.")
    )
    languages_spoken = models.CharField(
        _("languages spoken"), max_length=100, blank=True, help_text=_("Language codes separated by commas: zh,en,fr.")
    )
    contact_name = models.CharField(_("public contact"), max_length=120, blank=True)
    contact_phone = models.CharField(_("public phone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("public e-mail"), blank=True)
    contact_wechat = models.CharField(_("public WeChat ID"), max_length=64, blank=True)
    contact_hours = models.CharField(_("office hours"), max_length=120, blank=True)
    office_opens = models.TimeField(
        _("office opens"), null=True, blank=True, help_text=_("On working days, in the operator's time zone.")
    )
    office_closes = models.TimeField(_("office closes"), null=True, blank=True)
    industries = models.ManyToManyField(
        Industry, through="ParkIndustry", verbose_name=_("industries"), related_name="parks"
    )
    services = models.ManyToManyField(Service, through="ParkService", verbose_name=_("services"), related_name="parks")
    settlement_modes = models.ManyToManyField(
        SettlementMode, verbose_name=_("settlement modes"), blank=True, related_name="parks"
    )
    organisations = models.ManyToManyField(
        Organisation, through="ParkOrganisation", verbose_name=_("organisations"), related_name="parks"
    )
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True, related_name="+")
    featured = models.BooleanField(_("shown on the home page"), default=False)
    is_demonstration = models.BooleanField(
        _("demonstration only"),
        default=False,
        help_text=_("An invented park: marked, and left out of lists and counts."),
    )
    sort_key = models.CharField(_("sort key"), max_length=400, blank=True, editable=False, db_index=True)

    objects: ClassVar[ParkQuerySet] = ParkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ["sort_key", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="park_not_own_parent",
                violation_error_message=_("A park cannot be a part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(host__isnull=True) | ~Q(host=F("id")),
                name="park_not_own_host",
                violation_error_message=_("A park cannot be its own host."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="park_latitude_real",
                violation_error_message=_("A latitude lies between -90 and 90 degrees."),
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="park_longitude_real",
                violation_error_message=_("A longitude lies between -180 and 180 degrees."),
            ),
            models.CheckConstraint(
                condition=Q(office_opens__isnull=True, office_closes__isnull=True)
                | Q(office_opens__lt=F("office_closes")),
                name="park_office_hours_in_order",
                violation_error_message=_("Enter both times, the opening before the closing."),
            ),
        ]
        indexes = [
            models.Index(fields=["country", "kind"], name="park_country_kind"),
            # for counting the listed parks
            models.Index(fields=["state_zh_hans", "state_en", "is_demonstration"], name="park_states"),
            # for the lists of the back office: an operator's parks, and the few that need care, in their order
            models.Index(fields=["operator", "sort_key", "slug"], name="park_operator_order"),
            models.Index(fields=["sort_key", "slug"], condition=STALE, name="park_stale"),
            models.Index(fields=["sort_key", "slug"], condition=ONE_LANGUAGE, name="park_one_language"),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    def clean(self) -> None:
        """Refuse a circle of parents and a tree deeper than `MAX_DEPTH`, counting what stands below this park too."""
        seen, node, depth = {self.pk} - {None}, self.parent, 1
        while node is not None:
            depth += 1
            if node is self or node.pk in seen or depth > MAX_DEPTH:
                raise ValidationError({"parent": _("This would make a circle, or a tree of more than three levels.")})
            seen.add(node.pk)
            node = node.parent
        if depth > 1 and depth + self._levels_below(MAX_DEPTH) > MAX_DEPTH:
            raise ValidationError({"parent": _("With the parks below it, this would be more than three levels.")})

    def _levels_below(self, limit: int) -> int:
        """How many levels of sub-parks hang below; counts no further than `limit`, whatever the rows say."""
        level, below = 0, [self.pk] if self.pk is not None else []
        while below and level < limit:
            below = list(Park._base_manager.filter(parent__in=below).values_list("pk", flat=True))
            level += bool(below)
        return level

    @property
    def can_be_asked(self) -> bool:
        """Whether an inquiry may be sent now; the row-level twin of `ParkQuerySet.accepting`."""
        return (
            self.accepts_inquiries
            and self.operator.is_active
            and self.state in (ParkState.PLANNING, ParkState.BUILDING, ParkState.OPERATING)
            and any(self.is_public_in(code) for code in Language.values)
        )


class ParkIndustry(models.Model):
    """An industry of a park, by rank."""

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="park_industries")
    industry = models.ForeignKey(Industry, verbose_name=_("industry"), on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        verbose_name = _("industry of the park")
        verbose_name_plural = _("industries of the park")
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["park", "industry"], name="park_industry_unique")]

    def __str__(self) -> str:
        return str(self.industry)


class ParkService(models.Model):
    """A catalogue service that a park offers, and by whom. Bilingual: note."""

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="park_services")
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="park_services"
    )
    provider = models.ForeignKey(
        Organisation, verbose_name=_("provider"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("service of the park")
        verbose_name_plural = _("services of the park")
        ordering = ["service__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["park", "service"], name="park_service_unique")]

    def __str__(self) -> str:
        return str(self.service)


class ParkOrganisation(models.Model):
    """A partner or tenant of a park."""

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="park_organisations")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="park_organisations"
    )
    role = models.CharField(_("role"), max_length=20, choices=OrganisationRole.choices)

    class Meta:
        verbose_name = _("organisation of the park")
        verbose_name_plural = _("organisations of the park")
        ordering = ["role", "organisation__slug"]
        constraints = [
            models.UniqueConstraint(fields=["park", "organisation", "role"], name="park_organisation_unique")
        ]

    def __str__(self) -> str:
        return str(self.organisation)
