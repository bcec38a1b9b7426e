"""Both catalogues are complete, compiled and true to the source."""

import polib
import pytest

from scripts import messages


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_the_catalogue_is_complete_and_compiled(language):
    assert messages.problems(language) == []


@pytest.mark.skipif(not messages.has_gettext(), reason="needs gettext")
def test_every_string_of_the_source_is_in_both_catalogues():
    collected = messages.collect()
    assert len(collected) > 300
    assert messages.uncollected("zh_Hans", collected) == []
    assert messages.uncollected("en", collected) == []


@pytest.mark.parametrize(
    ("source", "translation", "why"),
    [
        ("%(count)s parks", "%(count)s 个园区", None),
        ("%(count)s parks", "%(number)s 个园区", "has other placeholders"),
        ("{name} wrote", "留言", "has other placeholders"),
        ("Parks", "", "is not translated"),
        ("Parks", "  ", "is not translated"),
    ],
)
def test_what_counts_as_a_problem(source, translation, why):
    found = messages.problems_of(polib.POEntry(msgid=source, msgstr=translation))
    assert [why in problem for problem in found] == ([True] if why else [])


def test_a_fuzzy_translation_is_a_problem():
    entry = polib.POEntry(msgid="Parks", msgstr="园区", flags=["fuzzy"])
    assert messages.problems_of(entry) == ["is marked fuzzy"]


def test_a_rebuilt_catalogue_keeps_translations_and_guesses_none(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Park", msgstr="园区"))
    old.append(polib.POEntry(msgid="Gone", msgstr="没有了"))
    messages.path_of("zh_Hans").parent.mkdir(parents=True)
    old.save(str(messages.path_of("zh_Hans")))
    collected = polib.POFile()
    collected.append(polib.POEntry(msgid="Park"))
    collected.append(polib.POEntry(msgid="Parks"))
    collected.append(polib.POEntry(msgid="one park", msgid_plural="%(count)s parks"))
    chinese = messages.rebuild("zh_Hans", collected)
    assert [(entry.msgid, entry.msgstr) for entry in chinese] == [("Park", "园区"), ("Parks", ""), ("one park", "")]
    english = messages.rebuild("en", collected)
    assert [entry.msgstr for entry in english][:2] == ["Park", "Parks"]
    assert english[2].msgstr_plural == {0: "one park", 1: "%(count)s parks"}
