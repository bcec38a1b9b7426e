"""The back office is complete in both languages: ours, Django's and the libraries' words."""

import re

import pytest
from django.core.cache import cache
from django.utils.translation import override

from tests.architecture.test_walk import EXPECTED
from tests.architecture.walk import address
from tests.architecture.words import shown, stored
from tests.architecture.world import build

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD, SENTENCE = re.compile(r"[A-Za-z]{3,}"), re.compile(r"[A-Za-z]+(?:[ ,’'-]+[A-Za-z]+){3,}")
# The same in every language: names, formats, standards, units, zones.
NAMES = re.compile(
    r"\b(Parkbridge|UTC|ISO \d+|GMP|CSV|DOCX|XLSX|PPTX|PDF|JPG|PNG|API|UTF-8|UTF-16|https?://\S+|\S+@\S+)\b"
)
# The mail itself, in the language that was asked for.
MAILS = {"admin:notifications_outgoingemail_preview_html"}


@pytest.fixture
def office(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    world = build()
    client.force_login(world.people["p_admin"])
    return client, world


def pages(client, world, language):
    """Every page of the back office that answers 200, in this language."""
    with override(language):
        addresses = {name: address(name, world) for name in EXPECTED if name.startswith("admin:")}
    for name, path in addresses.items():
        response = client.get(path)
        if (
            name not in MAILS
            and response.status_code == 200
            and response.headers["Content-Type"].startswith("text/html")
        ):
            yield name, response.content.decode()


def untranslated(text):
    """Whether a text for Chinese readers is English: words and nothing Chinese, or a sentence between Chinese ones."""
    return bool(SENTENCE.search(text) or (WORD.search(text) and not CHINESE.search(text)))


@pytest.mark.parametrize(("language", "foreign"), [("zh-hans", untranslated), ("en", CHINESE.search)])
def test_no_page_shows_words_of_the_other_language(office, language, foreign):
    client, world = office
    found, seen = {}, 0
    for name, html in pages(client, world, language):
        known, seen = stored(), seen + 1
        for text in shown(html):
            rest = text
            for value in known:
                rest = rest.replace(value, " ")
            if foreign(NAMES.sub(" ", rest)):
                found.setdefault(text[:90], []).append(name)
    assert seen > 90
    assert found == {}


def test_a_forgotten_word_would_be_found():
    assert [untranslated(text) for text in ("Save", "保存 PDF", "请先 save it and then go on", "2026-11-27")] == [
        True, False, True, False,
    ]  # fmt: skip
