"""The roof's addresses: pages under a language prefix, the admin and the API beside them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from parks.views import pictures
from portal import previews, search, searchengines, sharing, views

urlpatterns = [
    # First, since each pattern that is tried before the right one costs every page some microseconds.
    *i18n_patterns(
        path("", views.home, name="home"),
        path("search/", search.results, name="search"),
        path("search/suggest/", search.suggestions, name="suggest"),
        path("", include("parks.urls")),
        path("", include("enterprises.urls")),
        path("", include("inquiries.urls")),
        path("", include("accounts.urls")),
        path("about/", views.about, name="about"),
        path("privacy/", views.privacy, name="privacy"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("admin/", admin.site.urls),
        path("preview/<str:kind>/<int:pk>/", admin.site.admin_view(previews.preview), name="preview"),
        prefix_default_language=True,
    ),
    path("", include("notifications.urls")),
    path("covers/<slug:slug>.svg", pictures.cover, name="cover"),
    path("photos/<int:pk>/", pictures.photo, name="photo"),
    re_path(
        r"^photos/(?P<pk>\d{1,18})/(?P<digest>[0-9a-f]{16})/(?P<width>\d{1,5})\.(?P<extension>webp|jpg|avif)$",
        pictures.rendition,
        name="rendition",
    ),
    path("api/v1/", include("portal.api")),
    path("robots.txt", searchengines.robots, name="robots"),
    path("llms.txt", searchengines.llms, name="llms"),
    path("sitemap.xml", searchengines.sitemap_index, name="sitemaps"),
    path("sitemap-<str:language>-<int:number>.xml", searchengines.sitemap, name="sitemap"),
    path("og/<str:language>/site.png", sharing.site_picture, name="og_site"),
    path("og/<str:language>/<str:kind>/<slug:slug>.png", sharing.picture, name="og"),
    path("qr.svg", sharing.qr, name="qr"),
]
