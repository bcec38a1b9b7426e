"""The public shape of policies, partnerships, organisations, articles and events."""

from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from parks.api.base import AddressField, CodeField, LocalSerializer, SlugsField, SourceSerializer, TermSerializer
from parks.api.serializers import FactSerializer
from parks.enums import OrganisationRole
from parks.models import Organisation, Partnership, Party
from parks.networking import STATES, standing

PARTIAL = _("A year, a month or a day; empty when undated.")
STATE_LABELS = dict(STATES)


def money(digits: int, places: int) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=digits, decimal_places=places, read_only=True)


class PolicyFigureSerializer(LocalSerializer):
    """A figure that a policy states."""

    LOCAL_FIELDS = ("label", "unit_label")
    OWNER = "policy"

    label = serializers.CharField(read_only=True)
    value = money(20, 4)
    unit = serializers.CharField(read_only=True)
    unit_label = serializers.CharField(read_only=True)
    cap = money(20, 2)
    qualifier = CodeField()
    year = serializers.IntegerField(read_only=True)
    is_benefit = serializers.BooleanField(read_only=True, help_text=_("Whether it is what the policy gives."))


class PolicyConditionSerializer(LocalSerializer):
    """A condition in words, and as it is checked."""

    LOCAL_FIELDS = ("text",)
    OWNER = "policy"

    text = serializers.CharField(read_only=True)
    attribute = CodeField()
    test = CodeField()
    values = serializers.JSONField(read_only=True, help_text=_("Codes, or one number."))


class PolicySerializer(LocalSerializer):
    """A policy."""

    LOCAL_FIELDS = ("title", "issuer", "summary")

    slug = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    issuer = serializers.CharField(read_only=True)
    document_number = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    kind = CodeField()
    level = CodeField()
    effect = CodeField()
    delivery = CodeField()
    country = serializers.CharField(read_only=True, help_text=_("ISO 3166-1 alpha-2."))
    region = serializers.CharField(source="region.code", read_only=True, default=None)
    published = serializers.CharField(read_only=True, help_text=PARTIAL)
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True)
    has_expired = serializers.BooleanField(read_only=True)
    figures = PolicyFigureSerializer(many=True, read_only=True)
    conditions = PolicyConditionSerializer(many=True, read_only=True)
    parks = SlugsField(help_text=_("Public parks that it names."))
    industries = TermSerializer(many=True, read_only=True)
    modes = TermSerializer(many=True, read_only=True)
    sources = SourceSerializer(many=True, read_only=True)
    link = serializers.URLField(read_only=True, help_text=_("The text itself."))
    last_reviewed_on = serializers.DateField(read_only=True)
    page = AddressField("parks:policy")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)


class PolicyDetailSerializer(PolicySerializer):
    """A policy with how to apply."""

    LOCAL_FIELDS = ("title", "issuer", "summary", "materials", "how_to_apply")

    materials = serializers.CharField(read_only=True, help_text=_("One on each line."))
    how_to_apply = serializers.CharField(read_only=True)


class PartySerializer(serializers.Serializer):
    """One side: a park or an organisation."""

    park = serializers.CharField(source="park.slug", read_only=True, default=None)
    organisation = serializers.CharField(source="organisation.slug", read_only=True, default=None)
    name = serializers.SerializerMethodField()
    country = serializers.SerializerMethodField()

    def get_name(self, party: Party) -> str:
        side = party.park or party.organisation
        return _Name(side, context=self.context).data["name"]

    def get_country(self, party: Party) -> str:
        side: Any = party.park or party.organisation
        return str(side.country)


class _Name(LocalSerializer):
    LOCAL_FIELDS = ("name",)


class ActivitySerializer(LocalSerializer):
    """Something that happened within a partnership."""

    LOCAL_FIELDS = ("text",)
    OWNER = "partnership"

    happened = serializers.CharField(read_only=True, help_text=PARTIAL)
    text = serializers.CharField(read_only=True)
    source = SourceSerializer()


class PartnershipSerializer(LocalSerializer):
    """An agreement between parks and other bodies."""

    LOCAL_FIELDS = ("title", "summary", "place", "functions", "signed_note")

    slug = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    kind = CodeField()
    state = serializers.SerializerMethodField()
    last_activity = serializers.CharField(source="last", read_only=True, help_text=PARTIAL)
    signed = serializers.CharField(read_only=True, help_text=PARTIAL)
    signed_note = serializers.CharField(read_only=True)
    place = serializers.CharField(read_only=True)
    functions = serializers.CharField(read_only=True, help_text=_("One on each line."))
    ended_on = serializers.DateField(read_only=True)
    parties = PartySerializer(many=True, read_only=True)
    activities = ActivitySerializer(many=True, read_only=True)
    sources = SourceSerializer(many=True, read_only=True)
    page = AddressField("parks:partnership")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    @extend_schema_field({"type": "object", "properties": {"code": {"type": "string"}, "label": {"type": "string"}}})
    def get_state(self, row: Partnership) -> dict[str, str]:
        state = standing(row).state
        return {"code": state, "label": str(STATE_LABELS[state])}


class OrganisationSerializer(LocalSerializer):
    """A body that parks work with."""

    LOCAL_FIELDS = ("name", "summary", "committees")

    slug = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    kind = CodeField()
    country = serializers.CharField(source="country.code", read_only=True, help_text=_("ISO 3166-1 alpha-2."))
    summary = serializers.CharField(read_only=True)
    committees = serializers.CharField(read_only=True, help_text=_("One on each line."))
    partner_of = serializers.SerializerMethodField(help_text=_("Public parks that work with it."))
    tenant_of = serializers.SerializerMethodField(help_text=_("Public parks in which it is a tenant."))
    facts = FactSerializer(many=True, read_only=True)
    sources = SourceSerializer(many=True, read_only=True)
    page = AddressField("parks:organisation")

    def get_partner_of(self, row: Organisation) -> list[str]:
        return _parks(row, OrganisationRole.PARTNER)

    def get_tenant_of(self, row: Organisation) -> list[str]:
        return _parks(row, OrganisationRole.TENANT)


def _parks(row: Any, role: str) -> list[str]:
    """From links to public parks, prefetched by the view."""
    return [link.park.slug for link in row.park_organisations.all() if link.role == role]


class ArticleSerializer(LocalSerializer):
    """An article, or a headline alone."""

    LOCAL_FIELDS = ("title", "summary", "body")

    slug = serializers.CharField(read_only=True)
    kind = CodeField()
    title = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    body = serializers.CharField(read_only=True)
    published = serializers.CharField(read_only=True, help_text=PARTIAL)
    region = serializers.CharField(source="region.code", read_only=True, default=None)
    parks = SlugsField(help_text=_("Public parks that it names."))
    organisations = SlugsField()
    industries = TermSerializer(many=True, read_only=True)
    source = SourceSerializer()
    page = AddressField("parks:article")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)


class EventSerializer(LocalSerializer):
    """An event. `day` is as exact as the source; hours are in UTC."""

    LOCAL_FIELDS = ("title", "summary", "place", "date_note")

    slug = serializers.CharField(read_only=True)
    kind = CodeField()
    title = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    place = serializers.CharField(read_only=True)
    day = serializers.CharField(read_only=True, help_text=PARTIAL)
    date_note = serializers.CharField(read_only=True)
    starts_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)
    ends_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)
    time_zone = serializers.CharField(read_only=True)
    languages = serializers.CharField(read_only=True)
    online_url = serializers.URLField(read_only=True)
    registration_until = serializers.DateTimeField(read_only=True, default_timezone=UTC)
    cancelled = serializers.BooleanField(read_only=True)
    parks = SlugsField(help_text=_("Public parks that take part."))
    organisations = SlugsField()
    industries = TermSerializer(many=True, read_only=True)
    source = SourceSerializer()
    is_demonstration = serializers.BooleanField(read_only=True, help_text=_("Invented, to show how the site works."))
    page = AddressField("parks:event")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)
