"""What we say instead of Django is still what Django says: a release that changes a sentence is noticed."""

import gettext
from pathlib import Path

import django
import pytest

from portal.djangowords import WORDS

CATALOGUES = [
    Path(django.__file__).parent / "contrib" / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    for app in ("admin", "auth")
]


@pytest.fixture(scope="module")
def known():
    found = set()
    for path in CATALOGUES:
        with path.open("rb") as file:
            found |= set(gettext.GNUTranslations(file)._catalog)
    return found


def test_every_sentence_is_one_of_djangos(known):
    assert [word for word in WORDS if word not in known] == []


def test_no_sentence_stands_twice():
    assert len(set(WORDS)) == len(WORDS)
