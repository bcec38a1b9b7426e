"""Addresses of the mail room, without a language prefix: machines ask for the health page."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("dev/mailbox/", views.mailbox, name="mailbox"),
    path("dev/mailbox/<str:name>/", views.mailbox_mail, name="mailbox_mail"),
    path("dev/mailbox/<str:name>/html/", views.mailbox_html, name="mailbox_html"),
]
