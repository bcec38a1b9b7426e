"""The public shape of land, rates, services, the ways to settle, and investment projects."""

from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from parks.api.base import (
    CODE,
    AddressField,
    CatalogueSerializer,
    CodeField,
    LocalSerializer,
    SourceSerializer,
    TermSerializer,
)
from parks.enums import CooperationMode
from parks.models import Opportunity

INVENTED = _("Invented, to show how the site works.")


def amount(digits: int, places: int = 2) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=digits, decimal_places=places, read_only=True)


class LandSerializer(LocalSerializer):
    """A plot of land."""

    LOCAL_FIELDS = ("name", "note")

    id = serializers.IntegerField(read_only=True)
    park = serializers.CharField(source="park.slug", read_only=True)
    code = serializers.CharField(read_only=True, help_text=_("Number of the plot."))
    name = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    use = CodeField()
    area_ha = amount(12, 4)
    plot_ratio_min = amount(5)
    plot_ratio_max = amount(5)
    tenure_years = serializers.IntegerField(read_only=True)
    supply_mode = CodeField()
    auction_on = serializers.DateField(read_only=True)
    notice_url = serializers.URLField(read_only=True)
    investment_min = amount(18)
    price = amount(16)
    currency = serializers.CharField(read_only=True)
    price_basis = CodeField()
    status = CodeField()
    verified_on = serializers.DateField(read_only=True)
    source = SourceSerializer()
    is_demonstration = serializers.BooleanField(read_only=True, help_text=INVENTED)
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)


class RateSerializer(serializers.Serializer):
    """An exchange rate."""

    operator = serializers.CharField(
        source="operator.slug", read_only=True, default=None, help_text=_("Whose rate it is; null for the whole site.")
    )
    base = serializers.CharField(read_only=True)
    quote = serializers.CharField(read_only=True)
    rate = serializers.DecimalField(
        max_digits=16, decimal_places=6, read_only=True, help_text=_("What one unit of base costs, in quote.")
    )
    as_of = serializers.DateField(read_only=True)
    source = SourceSerializer()
    is_demonstration = serializers.BooleanField(read_only=True, help_text=INVENTED)


class ServiceSerializer(CatalogueSerializer):
    """A service of the catalogue."""

    LOCAL_FIELDS = ("name", "summary", "scope", "documents")

    tier = CodeField()
    scope = serializers.CharField(read_only=True)
    documents = serializers.CharField(read_only=True, help_text=_("One on each line."))
    lead_days = serializers.IntegerField(read_only=True, help_text=_("Working days."))
    fee_kind = CodeField()
    modes = TermSerializer(many=True, read_only=True)
    park_count = serializers.IntegerField(read_only=True, help_text=_("How many public parks offer it."))
    sources = SourceSerializer(many=True, read_only=True)
    page = AddressField("parks:service", "code")


class StepSerializer(LocalSerializer):
    """One step of one way to settle in one country."""

    LOCAL_FIELDS = ("title", "who", "documents", "note", "fee_note", "legal_basis")

    mode = serializers.CharField(source="mode.code", read_only=True)
    country = serializers.CharField(read_only=True, help_text=_("ISO 3166-1 alpha-2."))
    order = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    who = serializers.CharField(read_only=True)
    documents = serializers.CharField(read_only=True, help_text=_("One on each line."))
    note = serializers.CharField(read_only=True)
    days_min = serializers.IntegerField(read_only=True, help_text=_("Working days."))
    days_max = serializers.IntegerField(read_only=True, help_text=_("Working days."))
    fee_kind = CodeField()
    fee_note = serializers.CharField(read_only=True)
    legal_basis = serializers.CharField(read_only=True)
    as_of = serializers.DateField(read_only=True)
    source = SourceSerializer()


class ModeSerializer(CatalogueSerializer):
    """A way to settle."""

    needs_space = serializers.BooleanField(read_only=True)
    needs_environment = serializers.BooleanField(read_only=True)
    space_types = TermSerializer(many=True, read_only=True)
    countries = serializers.SerializerMethodField(help_text=_("Countries whose steps are described."))
    page = AddressField("parks:mode", "code")

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_countries(self, mode: Any) -> list[str]:
        return sorted({step.country for step in mode.steps.all()})


class ModeWithStepsSerializer(ModeSerializer):
    """A way to settle with its steps, by country."""

    steps = StepSerializer(many=True, read_only=True)


class OpportunitySerializer(LocalSerializer):
    """An investment project."""

    LOCAL_FIELDS = ("title", "summary", "description", "offered", "wanted")

    slug = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    description = serializers.CharField(read_only=True)
    offered = serializers.CharField(read_only=True, help_text=_("One on each line."))
    wanted = serializers.CharField(read_only=True, help_text=_("One on each line."))
    park = serializers.CharField(source="park.slug", read_only=True, default=None)
    industry = TermSerializer()
    state = CodeField()
    is_offered = serializers.BooleanField(read_only=True, help_text=_("Still sought today."))
    cooperation = serializers.SerializerMethodField()
    investment_min = amount(18)
    investment_max = amount(18)
    currency = serializers.CharField(read_only=True)
    area_min = amount(12)
    area_max = amount(12)
    jobs = serializers.IntegerField(read_only=True)
    open_until = serializers.DateField(read_only=True)
    as_of = serializers.DateField(read_only=True)
    source = SourceSerializer()
    is_demonstration = serializers.BooleanField(read_only=True, help_text=INVENTED)
    page = AddressField("parks:opportunity")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    @extend_schema_field({"type": "array", "items": CODE})
    def get_cooperation(self, project: Opportunity) -> list[dict[str, str]]:
        known = {mode.value: str(mode.label) for mode in CooperationMode}
        return [{"code": code, "label": known[code]} for code in project.cooperation if code in known]
