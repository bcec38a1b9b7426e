"""Signing in and out on the public site, under a language prefix."""

from django.urls import path

from accounts.views import signing

app_name = "accounts"
urlpatterns = [
    path("account/sign-in/", signing.sign_in, name="sign_in"),
    path("account/sign-in/code/", signing.code, name="code"),
    path("account/sign-out/", signing.sign_out, name="sign_out"),
    path("account/sign-out/everywhere/", signing.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/settings/", signing.settings, name="settings"),
]
