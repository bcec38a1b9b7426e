"""The public shape of parks and spaces; see `parks.api.base` for what is said in which language."""

from datetime import UTC
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.languages import local_text
from parks.api.base import AddressField, CodeField, LocalSerializer, SourceSerializer, TermSerializer
from parks.figures import unit_label, usual_unit
from parks.models import Fact, Park


class FactSerializer(serializers.ModelSerializer):
    """One figure: value, unit, date and source. `value` is null where the source gives only words (`qualifier`)."""

    metric = TermSerializer()
    industry = TermSerializer(help_text=_("Only for a figure about one industry, such as its share."))
    unit = serializers.SerializerMethodField(help_text=_("Stable unit code."))
    unit_label = serializers.SerializerMethodField()
    qualifier = CodeField()
    source = SourceSerializer()

    class Meta:
        model = Fact
        fields = [
            "metric",
            "industry",
            "value",
            "qualifier",
            "unit",
            "unit_label",
            "as_of",
            "as_of_precision",
            "headline",
            "source",
        ]

    def get_unit(self, fact: Fact) -> str:
        return fact.unit or fact.metric.unit

    def get_unit_label(self, fact: Fact) -> str:
        if fact.unit:
            return unit_label(fact.unit)
        return usual_unit(fact.metric, self.context["language"])


class ReachSerializer(LocalSerializer):
    """A place and how far it is; `within` marks an upper bound."""

    LOCAL_FIELDS = ("place",)
    OWNER = "park"

    place = serializers.CharField(read_only=True)
    mode = CodeField()
    km = serializers.DecimalField(max_digits=7, decimal_places=1, read_only=True)
    minutes = serializers.IntegerField(read_only=True)
    within = serializers.BooleanField(read_only=True)
    as_of = serializers.DateField(read_only=True)
    source = SourceSerializer()


class PhaseSerializer(LocalSerializer):
    """A construction phase; dates are as exact as the source."""

    LOCAL_FIELDS = ("name", "scope")
    OWNER = "park"

    order = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    scope = serializers.CharField(read_only=True)
    state = CodeField()
    starts = serializers.CharField(read_only=True)
    ends = serializers.CharField(read_only=True)
    source = SourceSerializer()


class ParkSummarySerializer(LocalSerializer):
    """A park as lists show it."""

    LOCAL_FIELDS = ("name", "summary")

    slug = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    kind = CodeField()
    level = CodeField()
    state = CodeField()
    country = serializers.CharField(read_only=True, help_text=_("ISO 3166-1 alpha-2."))
    region = serializers.CharField(
        source="region.code", read_only=True, default=None, help_text=_("Code of the place.")
    )
    latitude = serializers.DecimalField(max_digits=8, decimal_places=5, read_only=True)
    longitude = serializers.DecimalField(max_digits=8, decimal_places=5, read_only=True)
    location_is_approximate = serializers.BooleanField(read_only=True)
    accepts_inquiries = serializers.BooleanField(source="can_be_asked", read_only=True)
    industries = serializers.SerializerMethodField()
    url = AddressField("api:park-detail", help_text=_("The same park in this interface."))
    page = AddressField("parks:detail", help_text=_("The park's profile for people."))
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    @extend_schema_field(TermSerializer(many=True))
    def get_industries(self, park: Park) -> list[dict[str, Any]]:
        terms = [link.industry for link in park.park_industries.all()]
        return list(TermSerializer(terms, many=True, context=self.context).data)


class ParkRowSerializer(ParkSummarySerializer):
    """A park as a line of a table, with where it was taken from and when somebody last looked at it."""

    sources = SourceSerializer(many=True, read_only=True)
    last_reviewed_on = serializers.DateField(read_only=True)


class FigureSerializer(FactSerializer):
    """A figure with the park that it is about."""

    park = serializers.CharField(source="park.slug", read_only=True)

    class Meta(FactSerializer.Meta):
        fields = ["park", *FactSerializer.Meta.fields]


class SpaceSerializer(LocalSerializer):
    """A space. Areas in m², load in kN/m², height in m, power in kVA; a missing price means “on request”."""

    LOCAL_FIELDS = ("name", "note", "limits")

    id = serializers.IntegerField(read_only=True)
    park = serializers.CharField(source="park.slug", read_only=True)
    kind = TermSerializer()
    ladder_step = serializers.IntegerField(source="kind.ladder_step", read_only=True)
    name = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    limits = serializers.CharField(read_only=True)
    floor = serializers.CharField(read_only=True)
    area_min = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)
    area_max = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)
    seats = serializers.IntegerField(read_only=True)
    status = CodeField()
    available_from = serializers.DateField(read_only=True)
    fitting = CodeField()
    floor_load = serializers.DecimalField(max_digits=7, decimal_places=2, read_only=True)
    clear_height = serializers.DecimalField(max_digits=6, decimal_places=2, read_only=True)
    power_kva = serializers.DecimalField(max_digits=9, decimal_places=2, read_only=True)
    cleanroom = CodeField()
    crane_tonnes = serializers.DecimalField(max_digits=6, decimal_places=2, read_only=True)
    lift_tonnes = serializers.DecimalField(max_digits=6, decimal_places=2, read_only=True)
    fire_class = CodeField()
    price = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)
    price_currency = serializers.CharField(read_only=True)
    price_period = CodeField()
    price_basis = CodeField()
    minimum_lease_months = serializers.IntegerField(read_only=True)
    industries = TermSerializer(many=True, read_only=True, help_text=_("Only for these; empty for any."))
    source = SourceSerializer()
    verified_on = serializers.DateField(read_only=True)
    is_demonstration = serializers.BooleanField(read_only=True, help_text=_("Invented, to show how the site works."))
    page = AddressField("parks:space", "pk")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)


class ParkSerializer(ParkSummarySerializer):
    """A park with everything its profile shows."""

    LOCAL_FIELDS = ("name", "summary", "description", "address", "contact_hours")

    description = serializers.CharField(read_only=True)
    address = serializers.CharField(read_only=True)
    contact_hours = serializers.CharField(read_only=True)
    parent = serializers.CharField(source="parent.slug", read_only=True, default=None)
    host = serializers.CharField(source="host.slug", read_only=True, default=None)
    opened_on = serializers.CharField(read_only=True)
    languages_spoken = serializers.SerializerMethodField()
    response_hours = serializers.IntegerField(
        source="operator.response_hours", read_only=True, help_text=_("First answer promised within working hours.")
    )
    facts = FactSerializer(many=True, read_only=True)
    reaches = ReachSerializer(many=True, read_only=True)
    phases = PhaseSerializer(many=True, read_only=True)
    services = serializers.SerializerMethodField()
    settlement_modes = TermSerializer(many=True, read_only=True)
    spaces = serializers.SerializerMethodField()
    last_reviewed_on = serializers.DateField(read_only=True)
    is_demonstration = serializers.BooleanField(
        read_only=True, help_text=_("Invented, to show how the site works; in no list.")
    )
    embed = serializers.SerializerMethodField(help_text=_("HTML that shows this park as a small card on another site."))

    def get_embed(self, park: Park) -> str:
        address = f"{self.context['origin']}{reverse('parks:embed', args=[park.slug])}"
        return snippet(address, local_text(park, "name", self.context["language"]).text)

    def get_languages_spoken(self, park: Park) -> list[str]:
        return [code.strip() for code in park.languages_spoken.split(",") if code.strip()]

    @extend_schema_field(TermSerializer(many=True))
    def get_services(self, park: Park) -> list[dict[str, Any]]:
        terms = [link.service for link in park.park_services.all()]
        return list(TermSerializer(terms, many=True, context=self.context).data)

    @extend_schema_field(SpaceSerializer(many=True))
    def get_spaces(self, park: Park) -> list[dict[str, Any]]:
        spaces = park.public_spaces  # type: ignore[attr-defined]  # prefetched by the view
        return list(SpaceSerializer(spaces, many=True, context=self.context).data)


def snippet(address: str, title: str) -> str:
    """The lines that another site copies to show a park."""
    return format_html(
        '<iframe src="{}" title="{}" width="360" height="340" loading="lazy" style="border:0;max-width:100%"></iframe>',
        address,
        title,
    )
