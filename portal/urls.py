"""The roof's addresses: pages under a language prefix, the admin and the API beside them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("notifications.urls")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        prefix_default_language=True,
    ),
]
