"""Rows of a list of the back office that a telephone shows as cards: each cell carries the heading of its column.

`{% card_cells result result_headers %}` prints the cells of one row; the style sheet shows `data-label` where the row
of headings is folded away.
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


@register.simple_tag
def card_cells(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> SafeString:
    """The cells as Django's admin made them; the box that chooses a row has no heading in words, nor has the cell more
    with which a list ends that is edited in place."""
    labels = chain((str(header["text"]) for header in headers), repeat(""))
    return mark_safe("".join(map(_labelled, cells, labels)))  # noqa: S308 - made by the admin, the heading is escaped


def _labelled(cell: str, label: str) -> str:
    if not label or "<" in label:
        return cell
    return CELL.sub(lambda tag: f'{tag[0]} data-label="{escape(capfirst(label))}"', cell, count=1)
