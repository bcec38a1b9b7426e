"""A small part of Markdown in, harmless HTML out."""

import re

import pytest

from common import richtext

LINK = 'rel="noopener nofollow"'


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("", ""),
        ("  \n ", ""),
        ("一段\n两行\n\n二段", "<p>一段<br>两行</p>\n\n<p>二段</p>"),
        ("# H\n## H\n### H", "<h3>H</h3>\n<h3>H</h3>\n<h4>H</h4>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("**a** and *b*", "<p><strong>a</strong> and <em>b</em></p>"),
        ("[x](https://a.org/?b=1&c=2)", f'<p><a href="https://a.org/?b=1&amp;c=2" {LINK}>x</a></p>'),
        ("<https://a.org>", f'<p><a href="https://a.org" {LINK}>https://a.org</a></p>'),
        ("[x](mailto:a@b.org)", f'<p><a href="mailto:a@b.org" {LINK}>x</a></p>'),
        (r"\*not\*", "<p>*not*</p>"),
        # What the site does not show stays what was typed.
        ("> quoted", "<p>&gt; quoted</p>"),
        ("    code", "<p>    code</p>"),
        ("title\n---", "<p>title<br>---</p>"),
        ("`code`", "<p>`code`</p>"),
        ("a & b", "<p>a &amp; b</p>"),
    ],
)
def test_what_becomes_of_a_text(source, made):
    assert richtext.to_html(source) == made


def test_a_table():
    made = richtext.to_html("| a | b |\n|---|:-:|\n| 1 | 2 |")
    assert made.replace("\n", "") == (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        '<p style="background:url(javascript:alert(1))">x</p>',
        "<style>*{display:none}</style>",
        "<iframe src=//evil.org></iframe>",
        "<!-- --><script>1</script>",
        "[x](javascript:alert(1))",
        "[x](JaVa\tScript:alert(1))",
        "[x](&#x6a;avascript:alert(1))",
        "[x](java\u200bscript:alert(1))",
        "[x](\u0001javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](file:///etc/passwd)",
        "<javascript:alert(1)>",
        '[x](https://a.org/"onmouseover="alert(1))',
        "**<a href=javascript:alert(1)>x</a>**",
        "| <b onclick=1> |\n|---|\n| <script> |",
        "＜script＞alert(1)＜/script＞ **x**",
    ],
)
def test_nothing_hostile_gets_through(hostile):
    """Whatever is a tag is one of ours, without any attribute but where a link leads and its `rel`."""
    for tag in re.findall(r"<[^>]*>", richtext.to_html(hostile)):
        assert re.fullmatch(r'</?[a-z1-9]+>|<a href="(?:https?:|mailto:)[^"<>]*" rel="noopener nofollow">', tag), tag
        assert re.match(r"</?([a-z1-9]+)", tag)[1] in richtext.TAGS


def test_signs_that_turn_the_direction_of_writing_are_gone():
    assert richtext.to_html("a\u202eb **c**") == "<p>ab <strong>c</strong></p>"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", ""),
        ("plain & simple\ntext", "plain & simple\ntext"),
        ("## H\n\n**a** <b>", "H\n\na <b>"),
        ("- a\n- b\n\n[x](https://a.org)", "a\nb\n\nx"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a · b\n\n1 · 2"),
    ],
)
def test_the_words_alone(source, words):
    assert richtext.to_text(source) == words


def test_where_links_lead():
    source = "[a](https://a.org/?x=1&y=2) [b](mailto:a@b.org) [a](https://a.org/?x=1&y=2) <http://c.org>"
    assert richtext.addresses(source) == ["https://a.org/?x=1&y=2", "http://c.org"]


def test_what_was_made_from_another_text_is_not_shown():
    stored = richtext.keep("**old**")
    assert richtext.kept(stored, "**old**") == "<p><strong>old</strong></p>"
    assert richtext.kept(stored, "**new**") == richtext.kept("", "**new**") == richtext.kept("", "") == ""


def test_a_table_wider_than_any_page_stays_text():
    wide = "|a" * 1000 + "\n" + "|-" * 1000 + "\n" + "|\n" * 200
    assert "<table" not in richtext.to_html(wide) and len(richtext.to_html(wide)) < 3 * len(wide)
    assert "<table" in richtext.to_html("|a|b|\n|-|-|\n|1|2|")
