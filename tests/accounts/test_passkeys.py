"""Answers that prove nothing; a true one is made by a browser in tests/browser/test_staff_sign_in.py."""

import base64
import json

import pytest
from django.test import RequestFactory

from accounts import factors, passkeys
from accounts.factors import State
from accounts.models import Passkey
from accounts.passkeys import NewKey, Place

HERE = Place("parks.example.org", "https://parks.example.org")
CHALLENGE = "Y2hhbGxlbmdl"


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


CLIENT = b64(json.dumps({"type": "webauthn.create", "challenge": CHALLENGE, "origin": HERE.origin}).encode())
HOSTILE = [
    "",
    "null",
    "[]",
    "{",
    "{}",
    '{"id": 3}',
    json.dumps({"id": "a2V5", "rawId": "a2V5", "type": "public-key", "response": {}}),
    json.dumps(
        {
            "id": "a2V5",
            "rawId": "a2V5",
            "type": "public-key",
            "response": {"clientDataJSON": CLIENT, "attestationObject": b64(b"\xff\x00")},
        }
    ),
    json.dumps(
        {
            "id": "a2V5",
            "rawId": "a2V5",
            "type": "public-key",
            "response": {"clientDataJSON": CLIENT, "attestationObject": b64(b"\xa0")},
        }
    ),
    json.dumps(
        {
            "id": "a2V5",
            "rawId": "a2V5",
            "type": "public-key",
            "response": {"clientDataJSON": "!!!", "authenticatorData": b64(b"x"), "signature": b64(b"y")},
        }
    ),
    "9" * 20_000,
    '{"id": "' + "é" * 40 + '"}',
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_creation_is_refused(answer):
    with pytest.raises(passkeys.Refused):
        passkeys.check_creation(HERE, CHALLENGE, answer)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_is_wrong(lin, answer):
    Passkey.objects.create(user=lin, name="A", credential="a2V5", public_key=b"\xa0")
    assert factors.check_passkey(lin, answer, place=HERE, challenge=CHALLENGE) is State.WRONG


@pytest.mark.django_db
def test_without_a_question_no_answer_counts(lin):
    factors.add_passkey(lin, NewKey("a2V5", b"x", 0), "A")
    assert factors.check_passkey(lin, HOSTILE[-2], place=HERE, challenge="") is State.WRONG


@pytest.mark.parametrize(
    ("host", "name", "possible"),
    [
        ("parks.example.org", "parks.example.org", True),
        ("localhost:8000", "localhost", True),
        ("127.0.0.1:8000", "127.0.0.1", False),
        ("[::1]:8000", "[::1]", False),
        ("[::1]", "[::1]", False),
    ],
)
def test_a_passkey_belongs_to_a_name(settings, host, name, possible):
    settings.ALLOWED_HOSTS = ["*"]
    place = passkeys.place_of(RequestFactory().get("/", HTTP_HOST=host))
    assert (place.host, place.origin, passkeys.is_possible(place)) == (name, f"http://{host}", possible)
