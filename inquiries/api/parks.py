"""The public interface's parks with their record of promises kept, which `parks/` does not know of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inquiries import promises
from parks.api.parks import ParkViewSet
from parks.api.serializers import ParkSerializer, ParkSummarySerializer
from parks.models import Park


class RecordSerializer(serializers.Serializer):
    """How often first answers came in time."""

    kept = serializers.IntegerField()
    counted = serializers.IntegerField()
    since = serializers.DateField()


class RecordedParkSerializer(ParkSerializer):
    """The whole profile of a park, with its record."""

    answered_in_time = serializers.SerializerMethodField(
        help_text=_("How many of the promised first answers came in time; null below ten of them.")
    )

    @extend_schema_field(RecordSerializer(allow_null=True))
    def get_answered_in_time(self, park: Park) -> dict[str, Any] | None:
        rate = promises.rate_of([park.pk]).get(park.pk)
        return dict(RecordSerializer(rate).data) if rate else None


class RecordedParkViewSet(ParkViewSet):
    def get_serializer_class(self) -> type[ParkSummarySerializer]:
        return RecordedParkSerializer if self.action == "retrieve" else super().get_serializer_class()
