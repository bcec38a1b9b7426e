"""Signing a browser in as staff do it, with the second factor that tests need."""

import pyotp
from django.urls import reverse

from accounts import factors
from accounts.models import Authenticator
from common import sealing
from tests.cast import PASSWORD

STEP = 30  # seconds


def give_app(user):
    """An app with a secret of its own; returns the secret. No code of it was used."""
    secret = pyotp.random_base32()
    Authenticator.objects.create(user=user, secret=sealing.seal(factors.PURPOSE, secret))
    return secret


def code(secret, now, steps=0):
    return pyotp.TOTP(secret).generate_otp(int(now.timestamp()) // STEP + steps)


def wrong(secret, now):
    """Six digits that are no code of these minutes."""
    near = {code(secret, now, steps) for steps in range(-4, 5)}
    return next(f"{number:06d}" for number in range(100) if f"{number:06d}" not in near)


def password(client, user, typed=PASSWORD, **more):
    data = {"username": user.email, "password": typed, **more}
    return client.post(reverse("admin:login"), data, REMOTE_ADDR="192.0.2.7")


def sign_in(client, user, secret, now):
    """Password and code; returns the answer to the code."""
    password(client, user)
    return client.post(reverse("accounts:verify"), {"code": code(secret, now)}, REMOTE_ADDR="192.0.2.7")
