"""Public pages about parks, under a language prefix."""

from django.urls import path

from parks.views import detail, listing

app_name = "parks"
urlpatterns = [
    path("parks/", listing.park_list, name="list"),
    path("parks/<slug:slug>/", detail.park_detail, name="detail"),
]
