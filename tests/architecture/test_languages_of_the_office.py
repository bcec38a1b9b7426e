"""The back office is complete in both languages: ours, Django's and the libraries' words, for every role.

Not only its pages: refusals, answers to scripts, questions before actions, and the headings of files too.
"""

import gettext
import re
from pathlib import Path

import django
import pytest
from django.core.cache import cache

from tests.architecture import office_words
from tests.architecture.sources import ROOT
from tests.architecture.words import Stored, stored
from tests.architecture.world import ROLES, build

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD, SENTENCE = re.compile(r"[A-Za-z]{3,}"), re.compile(r"[A-Za-z]+(?:[ ,’'-]+[A-Za-z]+){3,}")
# The same in every language: names, formats, standards, units, zones, currencies, a password as it is kept.
NAMES = re.compile(
    r"\w+\*{6,}|\b(Parkbridge|EUR|CNY|UTC|ISO \d+|GMP|CSV|DOCX|XLSX|PPTX|PDF|JPG|PNG|API|UTF-8|UTF-16|https?://\S+|\S+@\S+)\b"
)


@pytest.fixture
def office(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    client.raise_request_exception = False
    return client, build()


def untranslated(text):
    """Whether a text for Chinese readers is English: words and nothing Chinese, or a sentence between Chinese ones."""
    return bool(SENTENCE.search(text) or (WORD.search(text) and not CHINESE.search(text)))


LANGUAGES = pytest.mark.parametrize(("language", "foreign"), [("zh-hans", untranslated), ("en", CHINESE.search)])


def foreign_words(said, foreign):
    """Texts in the other language, with where they were said first, and how many places said anything.

    What stands in the database is content. It is read before and after: what a form changed was on the page before.
    """
    before, places, heard = stored(), {}, 0
    for place, texts in said:
        heard += bool(texts)
        for text in texts:
            if foreign(NAMES.sub(" ", text)):
                places.setdefault(text, place)
    content = Stored({*before, *stored()})
    left = {text[:90]: place for text, place in places.items() if foreign(NAMES.sub(" ", content.taken_out(text)))}
    return left, heard


@LANGUAGES
def test_no_role_reads_words_of_the_other_language(office, language, foreign):
    client, world = office

    def said():
        for role in ROLES:
            client.logout()
            if world.people[role] is not None:
                client.force_login(world.people[role])
            yield from office_words.opened(client, world, language, role)

    found, heard = foreign_words(said(), foreign)
    assert heard > 300
    assert found == {}


@LANGUAGES
@pytest.mark.parametrize("source", [office_words.refused, office_words.acted, office_words.answered])
def test_no_refusal_question_or_file_has_words_of_the_other_language(office, language, foreign, source):
    client, world = office
    client.force_login(world.people["p_admin"])
    found, heard = foreign_words(source(client, world, language), foreign)
    assert heard > 20
    assert found == {}


def test_the_words_of_our_scripts_have_a_translation():
    """They are written into the page by the browser, where no test of a page finds them."""
    known, folder = set(), "locale/zh_Hans/LC_MESSAGES/djangojs.mo"
    for place in (ROOT / folder, Path(django.__file__).parent / "contrib/admin" / folder):
        with place.open("rb") as file:
            known |= {key for key, said in gettext.GNUTranslations(file)._catalog.items() if said}
    scripts = sorted((ROOT / "static/js").glob("*.js"))
    said = {word: path.name for path in scripts for word in re.findall(r'gettext\(\s*"([^"]+)"', path.read_text())}
    assert len(said) >= 5
    assert {word: name for word, name in said.items() if word not in known} == {}


@LANGUAGES
def test_no_heading_of_an_export_has_words_of_the_other_language(office, language, foreign):
    _client, world = office
    found, heard = foreign_words(office_words.headed(world, language), foreign)
    assert heard > 15
    assert found == {}


def test_a_forgotten_word_would_be_found():
    assert [untranslated(text) for text in ("Save", "保存 PDF", "请先 save it and then go on", "2026-11-27")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_content_is_taken_out_as_whole_words_only():
    content = Stored({"en", "Optics", "China-Belgium Centre"})
    assert content.taken_out("Open the centre of Optics (en)").split() == ["Open", "the", "centre", "of", "(", ")"]
    assert content.taken_out("中国China-Belgium Centre园区").split() == ["中国", "园区"]


@pytest.mark.django_db
def test_a_code_of_ours_is_no_content():
    """A raw `park_officer` on a page is a mistake, although it stands in a column."""
    build()
    assert not {"park_officer", "draft", "available", "space", "Can add park"} & stored()
