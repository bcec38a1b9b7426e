"""Rows of a list of the back office that a telephone shows as cards: each cell carries the heading of its column.

`{% card_cells result result_headers %}` prints the cells of one row; the style sheet shows `data-label` where the row
of headings is folded away. Days are marked as such, so that none is broken over two lines at its hyphens.
"""

import re
from collections.abc import Iterable
from itertools import chain, repeat
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()
CELL = re.compile(r"<t[dh]\b")
WORDS = re.compile(r"(<[^>]*>)([^<]+)")  # a tag, and what stands between it and the next
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
MOMENT = re.compile(rf"{DAY.pattern}(?: \d{{2}}:\d{{2}})?")


@register.simple_tag
def card_cells(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> SafeString:
    """The cells as Django's admin made them; the box that chooses a row has no heading in words, nor has the cell more
    with which a list ends that is edited in place."""
    labels = chain((str(header["text"]) for header in headers), repeat(""))
    return mark_safe("".join(map(_labelled, map(_with_days, cells), labels)))  # noqa: S308 - made by the admin, the heading is escaped


def _labelled(cell: str, label: str) -> str:
    if not label or "<" in label:
        return cell
    return CELL.sub(lambda tag: f'{tag[0]} data-label="{escape(capfirst(label))}"', cell, count=1)


def _with_days(cell: str) -> str:
    return WORDS.sub(_mark_days, cell) if DAY.search(cell) else cell


def _mark_days(words: re.Match[str]) -> str:
    """On a telephone the cell itself is a grid, so what stands directly in it has to stay one piece."""
    tag, text = words.groups()
    in_cell = tag.startswith(("<td", "<th"))
    if tag.startswith(("</", "<br")) or (in_cell and not MOMENT.fullmatch(text)):
        return words[0]
    marked = DAY.sub(r'<span class="day">\g<0></span>', text)
    return f"{tag}<span>{marked}</span>" if in_cell and not DAY.fullmatch(text) else f"{tag}{marked}"
