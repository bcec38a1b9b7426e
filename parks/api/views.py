"""Parks, spaces and the catalogues they use, read-only, filtered by the same FilterSets as the pages."""

from typing import ClassVar

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from common.rest import LocalizedView
from parks.api.serializers import CatalogueSerializer, ParkSerializer, ParkSummarySerializer, SpaceSerializer
from parks.filters import ParkFilter, SpaceFilter
from parks.models import Fact, Industry, Park, Service, SettlementMode, Space, SpaceType


class ReadOnlyView(LocalizedView, ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """List and detail in the reader's language."""


@extend_schema_view(
    list=extend_schema(summary=_("Parks"), description=_("Public parks, filtered like the park list on the site.")),
    retrieve=extend_schema(
        summary=_("One park"), description=_("The whole profile: figures with unit, date and source.")
    ),
)
class ParkViewSet(ReadOnlyView):
    lookup_field = "slug"
    filterset_class = ParkFilter

    def get_queryset(self) -> QuerySet[Park]:
        parks = Park.objects.public().select_related("operator").prefetch_related("park_industries__industry")
        if self.action != "retrieve":
            return parks
        return parks.prefetch_related(
            Prefetch("parent", Park.objects.public()),
            Prefetch("host", Park.objects.public()),
            Prefetch("facts", Fact.objects.select_related("metric", "source")),
            "reaches__source",
            "phases__source",
            "park_services__service",
            "settlement_modes",
            Prefetch("spaces", Space.objects.public().select_related("kind", "park"), to_attr="public_spaces"),
        )

    def get_serializer_class(self) -> type[ParkSummarySerializer]:
        return ParkSerializer if self.action == "retrieve" else ParkSummarySerializer


@extend_schema_view(
    list=extend_schema(summary=_("Spaces"), description=_("Spaces on the market in public parks.")),
    retrieve=extend_schema(summary=_("One space")),
)
class SpaceViewSet(ReadOnlyView):
    filterset_class = SpaceFilter
    serializer_class = SpaceSerializer
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Space]:
        return Space.objects.public().select_related("park", "kind")


class CatalogueViewSet(LocalizedView, ListModelMixin, GenericViewSet):
    """The current values of one catalogue, unpaginated: the codes that filters and inquiries take."""

    serializer_class = CatalogueSerializer
    pagination_class = None
    filter_backends: ClassVar[list] = []


@extend_schema_view(list=extend_schema(summary=_("Settlement modes")))
class SettlementModeViewSet(CatalogueViewSet):
    queryset = SettlementMode.objects.current()


@extend_schema_view(list=extend_schema(summary=_("Industries")))
class IndustryViewSet(CatalogueViewSet):
    queryset = Industry.objects.current()


@extend_schema_view(list=extend_schema(summary=_("Kinds of space")))
class SpaceTypeViewSet(CatalogueViewSet):
    queryset = SpaceType.objects.current()


@extend_schema_view(list=extend_schema(summary=_("Services")))
class ServiceViewSet(CatalogueViewSet):
    queryset = Service.objects.current()
