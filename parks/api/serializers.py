"""The public shape of parks and spaces.

Texts come in the language of the request; `untranslated` names the fields that exist only in the other one.
Codes never change with the language; beside each stands its label.
"""

from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from common.languages import local_text
from parks.models import Fact, Park, Phase, Reach, Space
from parks.models.taxonomies import Term


class LocalSerializer(serializers.Serializer):
    """Prints the fields in `LOCAL_FIELDS` in the reader's language and lists those that had to fall back.

    Expects `language` in the serializer's context.
    """

    LOCAL_FIELDS: tuple[str, ...] = ()

    untranslated = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text=_("Names of the text fields that are shown in the other language because this one has none."),
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        texts = {name: local_text(instance, name, self.context["language"]) for name in self.LOCAL_FIELDS}
        instance.untranslated = [name for name, text in texts.items() if text.text and text.is_fallback]
        data = super().to_representation(instance)
        data.update({name: text.text for name, text in texts.items()})
        return data


class CodeField(serializers.Field):
    """An enumerated value as `{"code": …, "label": …}`, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> dict[str, str] | None:
        code = getattr(instance, str(self.source))
        return {"code": code, "label": str(getattr(instance, f"get_{self.source}_display")())} if code else None

    def to_representation(self, value: dict[str, str]) -> dict[str, str]:
        return value


CODE = {
    "type": "object",
    "nullable": True,
    "properties": {"code": {"type": "string"}, "label": {"type": "string"}},
    "example": {"code": "science_park", "label": "Science park"},
}
extend_schema_field(CODE)(CodeField)


class TermSerializer(LocalSerializer):
    """A value of a catalogue."""

    LOCAL_FIELDS = ("name",)

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)

    class Meta:
        model = Term


class CatalogueSerializer(TermSerializer):
    """A value of a catalogue with what it means."""

    LOCAL_FIELDS = ("name", "summary")

    summary = serializers.CharField(read_only=True)


class SourceSerializer(LocalSerializer):
    """Where a fact comes from."""

    LOCAL_FIELDS = ("title",)

    title = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True)


class FactSerializer(serializers.ModelSerializer):
    """One figure: value, unit, date and source. `value` is null where the source gives only words (`qualifier`)."""

    metric = TermSerializer()
    unit = serializers.CharField(source="metric.unit", read_only=True, help_text=_("Stable unit code."))
    unit_label = serializers.SerializerMethodField()
    qualifier = CodeField()
    source = SourceSerializer()

    class Meta:
        model = Fact
        fields = [
            "metric",
            "value",
            "qualifier",
            "unit",
            "unit_label",
            "as_of",
            "as_of_precision",
            "headline",
            "source",
        ]

    def get_unit_label(self, fact: Fact) -> str:
        return local_text(fact.metric, "unit_label", self.context["language"]).text


class ReachSerializer(LocalSerializer):
    """A place and how far it is; `within` marks an upper bound."""

    LOCAL_FIELDS = ("place",)

    place = serializers.CharField(read_only=True)
    mode = CodeField()
    km = serializers.DecimalField(max_digits=7, decimal_places=1, read_only=True)
    minutes = serializers.IntegerField(read_only=True)
    within = serializers.BooleanField(read_only=True)
    source = SourceSerializer()

    class Meta:
        model = Reach


class PhaseSerializer(LocalSerializer):
    """A construction phase; dates are as exact as the source."""

    LOCAL_FIELDS = ("name", "scope")

    order = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    scope = serializers.CharField(read_only=True)
    state = CodeField()
    starts = serializers.CharField(read_only=True)
    ends = serializers.CharField(read_only=True)
    source = SourceSerializer()

    class Meta:
        model = Phase


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
    latitude = serializers.DecimalField(max_digits=8, decimal_places=5, read_only=True)
    longitude = serializers.DecimalField(max_digits=8, decimal_places=5, read_only=True)
    location_is_approximate = serializers.BooleanField(read_only=True)
    accepts_inquiries = serializers.BooleanField(source="can_be_asked", read_only=True)
    industries = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text=_("The same park in this interface."))
    page = serializers.SerializerMethodField(help_text=_("The park's profile for people."))
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    @extend_schema_field(TermSerializer(many=True))
    def get_industries(self, park: Park) -> list[dict[str, Any]]:
        terms = [link.industry for link in park.park_industries.all()]
        return list(TermSerializer(terms, many=True, context=self.context).data)

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, park: Park) -> str:
        return reverse("api:park-detail", args=[park.slug], request=self.context["request"])

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, park: Park) -> str:
        return reverse("parks:detail", args=[park.slug], request=self.context["request"])


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
    price = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)
    price_currency = serializers.CharField(read_only=True)
    price_period = CodeField()
    price_basis = CodeField()
    minimum_lease_months = serializers.IntegerField(read_only=True)
    verified_on = serializers.DateField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    class Meta:
        model = Space


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
