"""The public interface, assembled from what each room offers."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from common.rest import LocalizedView, OpenData, origin
from enterprises.api.views import StoryViewSet
from inquiries.api.parks import RecordedParkViewSet
from inquiries.api.recommendations import RecommendationView
from inquiries.api.views import ConsentView, InquiryView
from parks.api import catalogues
from parks.api import views as parks
from parks.api.parks import FigureViewSet
from parks.api.readonly import ListView
from parks.exports import FORMATS
from portal.search_api import SearchView


class SchemaView(OpenData, SpectacularAPIView):
    """The schema in the reader's language."""


class DocsView(LocalizedView, SpectacularSwaggerSplitView):
    """The schema to read and try, without any file from elsewhere."""

    url_name = "api:schema"


class OpenSearchView(OpenData, SearchView):
    """Search, for pages of other sites too."""


VIEWS: dict[str, type[ListView]] = {
    "parks": RecordedParkViewSet,
    "figures": FigureViewSet,
    "spaces": parks.SpaceViewSet,
    "land": parks.LandViewSet,
    "exchange-rates": parks.RateViewSet,
    "services": parks.ServiceViewSet,
    "settlement-modes": parks.ModeViewSet,
    "steps": parks.StepViewSet,
    "policies": parks.PolicyViewSet,
    "opportunities": parks.OpportunityViewSet,
    "partnerships": parks.PartnershipViewSet,
    "organisations": parks.OrganisationViewSet,
    "articles": parks.ArticleViewSet,
    "stories": StoryViewSet,
    "events": parks.EventViewSet,
    "industries": catalogues.IndustryViewSet,
    "space-types": catalogues.SpaceTypeViewSet,
    "regions": catalogues.RegionViewSet,
    "metrics": catalogues.MetricViewSet,
}


class TypeSerializer(serializers.Serializer):
    """One list of the interface."""

    type = serializers.CharField(help_text=_("The name of the list in addresses."))
    title = serializers.CharField()
    url = serializers.URLField()
    files = serializers.ListField(child=serializers.URLField(), help_text=_("The same list as a file."))


class RootSerializer(serializers.Serializer):
    """Where everything stands."""

    types = TypeSerializer(many=True)
    search = serializers.URLField()
    schema = serializers.URLField(help_text=_("OpenAPI 3."))
    docs = serializers.URLField(help_text=_("The schema to read and try."))


class RootView(OpenData, APIView):
    """What can be read here, for whoever starts at the top."""

    @extend_schema(summary=_("All lists"), responses=RootSerializer)
    def get(self, request: Request) -> Response:
        def full(name: str) -> str:
            return origin(request) + reverse(f"api:{name}")

        lists = [
            {
                "type": name,
                "title": str(view.title),
                "url": full(f"{basename(name)}-list"),
                "files": [full(f"{name}-{form}") for form in FORMATS if view.table],
            }
            for name, view in VIEWS.items()
        ]
        return Response({"types": lists, **{name: full(name) for name in ("search", "schema", "docs")}})


SINGULAR = {"policies": "policy", "opportunities": "opportunity", "stories": "story", "industries": "industry"}


def basename(name: str) -> str:
    """What the addresses of one record and of the list are called."""
    return SINGULAR.get(name, name.removesuffix("s"))


router = SimpleRouter()
for name, view in VIEWS.items():
    router.register(name, view, basename=basename(name))
files = [
    path(f"{name}.{form}", view.as_view({"get": form}), name=f"{name}-{form}")
    for name, view in VIEWS.items()
    if view.table
    for form in FORMATS
]

app_name = "api"
urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("inquiries/", InquiryView.as_view(), name="inquiry"),
    path("inquiries/consents/", ConsentView.as_view(), name="consents"),
    path("recommendations/", RecommendationView.as_view(), name="recommendations"),
    path("search/", OpenSearchView.as_view(), name="search"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("parks.geojson", RecordedParkViewSet.as_view({"get": "geojson"}), name="parks-geojson"),
    *files,
    path("", include(router.urls)),
]
