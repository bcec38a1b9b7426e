"""Texts with a little form: a small part of Markdown as people type it, harmless HTML as readers see it.

Paragraphs, two sizes of headings, lists, links, emphasis and tables; nothing else, because the site shows nothing else.
Marks of Markdown that are not in this list stay what they are: characters. HTML that somebody types is shown as text.
What is stored as HTML has been through nh3 once; it carries a stamp of its source, so that a text which was written
past `save()` is never shown in an older form.
"""

import hashlib
import html
import re
from collections.abc import Iterable

import nh3
from django.utils.html import linebreaks
from markdown_it import MarkdownIt
from markdown_it.token import Token

from common.text import normalise_text

RULES = ("heading", "list", "table", "link", "autolink", "emphasis", "escape", "newline")
TAGS = {"p", "br", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "table", "thead", "tbody", "tr", "th", "td"}
SCHEMES = {"http", "https", "mailto"}
LEVELS = {"h1": "h3", "h2": "h3"}  # the page has the first two; everything deeper becomes the smaller size
STAMP = 16  # characters

# What can begin a form. A text without any of it is paragraphs, which need no parser.
_FORM = re.compile(r"[*_#\[\]|\\<>]|^ {0,3}(?:[-+]|\d{1,9}[.)])[ \t]", re.MULTILINE)
_BLOCKS = re.compile(r"(?=<(?:h3|h4|p|ul|ol|table|tr)>)|(?<=</p>)|(?<=</h3>)|(?<=</h4>)|(?<=</ul>)|(?<=</ol>)")
_CELLS = re.compile(r"</t[hd]>\s*<t[hd]>")
_LINES = re.compile(r"\s*\n\s*")
_ADDRESS = re.compile(r'<a href="([^"]+)"')

_WIDE = re.compile(r"^(?:[^|\n]*\|){32}", re.MULTILINE)  # a table that the parser would fill with thousands of cells

_parser = MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(RULES))


def to_html(source: str) -> str:
    """The text as HTML that may be printed as it is; "" for nothing."""
    text = normalise_text(source or "")
    if not text.strip():
        return ""
    if not _FORM.search(text) or _WIDE.search(text):
        return str(linebreaks(text, autoescape=True))
    tokens = _parser.parse(text)
    _resize(tokens)
    made = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
        strip_comments=True,
    ).strip()


def _resize(tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = LEVELS.get(token.tag, "h4")


def to_text(source: str) -> str:
    """The words alone, for search, feeds, the interface and descriptions; a text without form comes back unchanged."""
    if not source or not _FORM.search(source):
        return source or ""
    blocks = []
    for block in _BLOCKS.split(_CELLS.sub(" · ", to_html(source))):
        words = html.unescape(nh3.clean(block, tags=set())).strip()
        if words:
            blocks.append(_LINES.sub("\n", words))
    return "\n\n".join(blocks)


def addresses(source: str) -> list[str]:
    """Where the links of a text lead, each once, in order; only those of the web."""
    if not source or not _FORM.search(source):
        return []
    found = (html.unescape(href) for href in _ADDRESS.findall(to_html(source)))
    return list(dict.fromkeys(href for href in found if href.startswith(("http://", "https://"))))


def _stamp(source: str) -> str:
    return hashlib.sha256((source or "").encode("utf-8", "replace")).hexdigest()[:STAMP]


def keep(source: str) -> str:
    """What a column beside the source stores: a stamp of the source, then its HTML; "" for nothing."""
    made = to_html(source)
    return f"{_stamp(source)}\n{made}" if made else ""


def kept(stored: str, source: str) -> str:
    """The HTML of a column, or "" when it was made from another text than this."""
    stamp, _line, made = (stored or "").partition("\n")
    return made if stamp == _stamp(source) else ""
