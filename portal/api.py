"""The public interface, assembled from what each room offers."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from common.rest import LocalizedView
from inquiries.api.views import ConsentView, InquiryView
from parks.api import views as parks


class SchemaView(LocalizedView, SpectacularAPIView):
    """The schema in the reader's language."""


class DocsView(LocalizedView, SpectacularSwaggerSplitView):
    """The schema to read and try, without any file from elsewhere."""

    url_name = "api:schema"


router = SimpleRouter()
router.register("parks", parks.ParkViewSet, basename="park")
router.register("spaces", parks.SpaceViewSet, basename="space")
router.register("settlement-modes", parks.SettlementModeViewSet, basename="settlement-mode")
router.register("industries", parks.IndustryViewSet, basename="industry")
router.register("space-types", parks.SpaceTypeViewSet, basename="space-type")
router.register("services", parks.ServiceViewSet, basename="service")

app_name = "api"
urlpatterns = [
    path("inquiries/", InquiryView.as_view(), name="inquiry"),
    path("inquiries/consents/", ConsentView.as_view(), name="consents"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("", include(router.urls)),
]
