"""Signing in and out on the public site, and the pages about signing in to the back office, under a language prefix."""

from django.urls import path

from accounts.views import second_factor, signing, staff

app_name = "accounts"
urlpatterns = [
    path("account/sign-in/", signing.sign_in, name="sign_in"),
    path("account/sign-in/code/", signing.code, name="code"),
    path("account/sign-out/", signing.sign_out, name="sign_out"),
    path("account/sign-out/everywhere/", signing.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/settings/", signing.settings, name="settings"),
    path("staff/verify/", second_factor.verify, name="verify"),
    path("staff/second-factor/", second_factor.overview, name="second_factor"),
    path("staff/second-factor/app/", second_factor.app, name="factor_app"),
    path("staff/second-factor/passkey/", second_factor.passkey, name="factor_passkey"),
    path("staff/second-factor/remove/", second_factor.remove, name="factor_remove"),
    path("staff/second-factor/recovery/", second_factor.recovery, name="recovery"),
    path("staff/sessions/", staff.own_sessions, name="sessions"),
    path("staff/confirm/", staff.confirm, name="confirm"),
    path("staff/password/", staff.forgot, name="forgot"),
    path("staff/password/<str:secret>/", staff.staff_link, name="staff_link"),
]
