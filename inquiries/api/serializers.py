"""What the interface says back."""

from datetime import UTC

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inquiries.models import Case, Inquiry, Routing


class RecipientSerializer(serializers.Serializer):
    """An organisation that gets the data."""

    name = serializers.CharField()
    country = serializers.CharField(help_text=_("ISO 3166-1 alpha-2."))


class ConsentSerializer(serializers.Serializer):
    """One text to agree to. Show it to the enterprise word for word; send `value` back when it agrees."""

    value = serializers.CharField()
    purpose = serializers.CharField()
    text = serializers.CharField()
    recipients = RecipientSerializer(many=True)


class CaseSerializer(serializers.ModelSerializer):
    """What one park promised."""

    park = serializers.CharField(source="park.slug")
    answer_by = serializers.DateTimeField(default_timezone=UTC, help_text=_("First answer promised by then."))

    class Meta:
        model = Case
        fields = ["park", "answer_by"]


class DeskSerializer(serializers.ModelSerializer):
    """What the platform's desk promised, for an inquiry that names no park."""

    answer_by = serializers.DateTimeField(default_timezone=UTC, help_text=_("First answer promised by then."))

    class Meta:
        model = Routing
        fields = ["answer_by"]


class OutcomeSerializer(serializers.ModelSerializer):
    """The receipt. `progress_page` holds a secret: whoever has it reads and answers the inquiry's messages."""

    submitted_at = serializers.DateTimeField(default_timezone=UTC)
    cases = serializers.SerializerMethodField()
    desk = serializers.SerializerMethodField(help_text=_("Null for an inquiry that names its parks."))
    progress_page = serializers.SerializerMethodField()

    class Meta:
        model = Inquiry
        fields = ["reference", "submitted_at", "cases", "desk", "progress_page"]

    @extend_schema_field(CaseSerializer(many=True))
    def get_cases(self, inquiry: Inquiry) -> list[dict[str, object]]:
        return list(CaseSerializer(inquiry.cases.select_related("park").order_by("pk"), many=True).data)

    @extend_schema_field(DeskSerializer(allow_null=True))
    def get_desk(self, inquiry: Inquiry) -> dict[str, object] | None:
        routing = Routing.objects.filter(inquiry=inquiry).first()
        return dict(DeskSerializer(routing).data) if routing else None

    @extend_schema_field(OpenApiTypes.URI)
    def get_progress_page(self, inquiry: Inquiry) -> str:
        return f"{settings.SITE_URL}{self.context['page']}"
