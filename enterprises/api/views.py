"""Stories, read-only, filtered like the page."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.api.serializers import StorySerializer
from enterprises.filters import StoryFilter
from enterprises.models import Story
from parks.api.describing import described
from parks.api.readonly import ReadOnlyView


@described(
    _("Stories"),
    _("One story"),
    shared={"slug": "first-tenant", "park": "cbtc", "from_country": "CN", "days_to_sign": 92},
    zh={"title": "从考察到签约"},
    en={"title": "From the visit to the contract"},
)
class StoryViewSet(ReadOnlyView):
    filterset_class = StoryFilter
    serializer_class = StorySerializer
    lookup_field = "slug"
    table = "stories"

    def get_queryset(self) -> QuerySet[Story]:
        return Story.objects.public().select_related("park", "industry", "source")
