import pytest
from django.test import Client
from django.utils import translation

from accounts.access import CODE_BACKEND
from tests.accounts.codes import make_anna


@pytest.fixture(autouse=True)
def english():
    translation.activate("en")


@pytest.fixture
def anna(db):
    return make_anna()


@pytest.fixture
def piet(db):
    """Anna's colleague, reads Chinese."""
    return make_anna("piet@optics.example.org", name="Piet Claes", language="zh-hans")


@pytest.fixture
def sign_in():
    """A browser of somebody who came in by a code."""

    def browser(user):
        client = Client()
        client.force_login(user, backend=CODE_BACKEND)
        return client

    return browser


@pytest.fixture
def hers(anna, sign_in):
    return sign_in(anna)


@pytest.fixture
def his(piet, sign_in):
    return sign_in(piet)
