"""Signing a browser in as somebody of an enterprise does it, with the code from the mail."""

from django.urls import reverse

from accounts.models import User
from notifications.models import OutgoingEmail

ANNA = "anna@optics.example.org"


def newest_code(email=ANNA):
    return OutgoingEmail.objects.filter(event="signin_code", to=email).latest("pk").context["code"]


def wrong_code(email=ANNA):
    """Six digits that are not the newest code."""
    return f"{(int(newest_code(email)) + 1) % 10**6:06d}"


def ask(client, email=ANNA, **more):
    return client.post(reverse("accounts:sign_in"), {"email": email, **more})


def enter(client, email=ANNA, **more):
    """Through both pages; returns the answer to the right code."""
    ask(client, email, **more)
    return client.post(reverse("accounts:code"), {"code": newest_code(email)})


def make_anna(email=ANNA, **fields):
    return User.objects.create_user(email, **{"name": "Anna Peeters", "language": "en", **fields})
