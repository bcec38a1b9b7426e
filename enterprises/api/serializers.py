"""The public shape of stories."""

from datetime import UTC

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from common.enums import Language
from enterprises.models import Story
from parks.api.base import AddressField, LocalSerializer, SourceSerializer, TermSerializer


class StorySerializer(LocalSerializer):
    """How a company settled; told with its consent."""

    LOCAL_FIELDS = ("title", "company", "summary", "body")

    slug = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    company = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    body = serializers.CharField(read_only=True)
    park = serializers.SerializerMethodField(help_text=_("Short name of the park; null when it is not public."))
    from_country = serializers.CharField(source="from_country.code", read_only=True, help_text=_("ISO 3166-1 alpha-2."))
    industry = TermSerializer()
    visited_on = serializers.DateField(read_only=True)
    signed_on = serializers.DateField(read_only=True)
    days_to_sign = serializers.IntegerField(read_only=True, help_text=_("From the visit to the signing."))
    settled_on = serializers.DateField(read_only=True)
    source = SourceSerializer()
    is_demonstration = serializers.BooleanField(read_only=True, help_text=_("Invented, to show how the site works."))
    page = AddressField("enterprises:story")
    updated_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    def get_park(self, story: Story) -> str | None:
        public = any(story.park.is_public_in(language) for language in Language.values)
        return story.park.slug if public else None
