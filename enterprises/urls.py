"""Public pages about companies, under a language prefix."""

from django.urls import path

from enterprises.views import stories

app_name = "enterprises"
urlpatterns = [
    path("stories/", stories.stories, name="stories"),
    path("stories/<slug:slug>/", stories.story, name="story"),
]
