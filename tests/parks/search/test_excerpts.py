"""Excerpts show why something was found, and are safe to print."""

import pytest

from parks.search.excerpts import excerpt, highlight
from parks.search.query import parse


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Photonics park", "photon", "<mark>Photonics</mark> park"),
        ("中国—比利时科技园", "科技", "中国—比利时<mark>科技</mark>园"),
        ("园中园", "园", "<mark>园</mark>中<mark>园</mark>"),
        ("科技园科技", "科技园 园科", "<mark>科技园科</mark>技"),
        ("Liège et Ｌｉège", "liege", "<mark>Liège</mark> et <mark>Ｌｉège</mark>"),
        ("ﬁnance straße", "finance strasse", "<mark>ﬁnance</mark> <mark>straße</mark>"),
        ("<script>alert(1)</script>", "script", "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"),
        ("a & b <mark>", "mark", "a &amp; b &lt;<mark>mark</mark>&gt;"),
        ("12 and 123", "12", "<mark>12</mark> and 123"),
        ("", "x", ""),
        ("판교 테크노", "판교", "<mark>판교</mark> 테크노"),
    ],
)
def test_matches_are_marked_and_the_rest_is_escaped(text, query, shown):
    assert highlight(text, parse(query)) == shown


def test_a_long_text_is_cut_around_its_first_match():
    text = "First words. " * 40 + "Then photonics & more. " + "Last words. " * 40
    shown, matches = excerpt(text, parse("photonics"), 100)
    assert matches
    assert shown.startswith("… ") and shown.endswith(" …") and "<mark>photonics</mark> &amp; more" in shown
    assert len(shown) < 140


def test_a_text_without_a_match_is_shown_from_its_beginning():
    shown, matches = excerpt("园" * 300, parse("科技"), 90)
    assert (shown, matches) == ("园" * 90 + " …", False)
    assert excerpt("Short\n\ntext", parse("科技"), 90) == ("Short text", False)
    assert excerpt("", parse("科技"), 90) == ("", False)
