"""Pages whose frame stays the same: rendered once with marks where the few pieces go, then only joined.

What a template costs is its nodes, not its bytes; a page of stored pieces would spend most of its time on the frame.
"""

import copy
import re
from collections.abc import Hashable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.languages import current_language

MOST_KEPT = 200
MARK = "framedpiece{}x"  # survives escaping and every filter that leaves plain letters alone
MARKS = re.compile("framedpiece([a-z_]+)x")
SLUG, QUERY = "slug", "query"


class Frame:
    """`Frame("parks/detail.html").render(request, {"body": html}, {"shown": "en"}, slug=slug)`.

    Nothing but the pieces, which are HTML already, the query and the slug, the last part of the path, differs between
    pages of the same `fixed` values; a template may ask whether a piece is empty. The query is told by `get_full_path`
    alone. A reader with cookies may see more than that: their page is rendered as any other.
    """

    def __init__(self, template: str) -> None:
        self.template = template
        self.kept: dict[Hashable, list[str]] = {}

    def render(
        self, request: HttpRequest, pieces: Mapping[str, SafeString], fixed: Mapping[str, Any], *, slug: str = ""
    ) -> HttpResponse:
        end = f"/{slug}/" if slug else ""
        if settings.DEBUG or request.COOKIES or not request.path.endswith(end):
            return render(request, self.template, {**fixed, **pieces})
        query = request.META.get("QUERY_STRING", "")
        filled = {name: piece for name, piece in pieces.items() if piece}
        key = (current_language(), bool(query), *filled, *((name, _frozen(value)) for name, value in fixed.items()))
        parts = self.kept.get(key)
        if parts is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            pretended = _without_particulars(request, end, query)
            marks = {name: mark_safe(MARK.format(name) if piece else "") for name, piece in pieces.items()}  # noqa: S308
            parts = MARKS.split(render_to_string(self.template, {**fixed, **marks}, pretended))
            self.kept[key] = parts
        filled |= {SLUG: SafeString(slug), QUERY: escape(iri_to_uri(query))}
        # Words and names of pieces take turns.
        return HttpResponse("".join(filled[part] if at % 2 else part for at, part in enumerate(parts)))


def _without_particulars(request: HttpRequest, end: str, query: str) -> HttpRequest:
    pretended = copy.copy(request)
    pretended.path = request.path.removesuffix(end) + (f"/{MARK.format(SLUG)}/" if end else "")
    pretended.META = {**request.META, "QUERY_STRING": MARK.format(QUERY) if query else ""}
    return pretended


def _frozen(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
