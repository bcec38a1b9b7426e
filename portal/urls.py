"""The roof's addresses: pages under a language prefix, the admin and the API beside them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from parks.views import pictures
from portal import views

urlpatterns = [
    path("", include("notifications.urls")),
    path("covers/<slug:slug>.svg", pictures.cover, name="cover"),
    path("photos/<int:pk>/", pictures.photo, name="photo"),
    path("api/v1/", include("portal.api")),
    path("robots.txt", views.robots, name="robots"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("parks.urls")),
        path("", include("inquiries.urls")),
        path("about/", views.about, name="about"),
        path("privacy/", views.privacy, name="privacy"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("admin/", admin.site.urls),
        prefix_default_language=True,
    ),
]
