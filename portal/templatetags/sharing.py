"""`{% share record %}` in the block `sharing` of a record's page: Open Graph and JSON-LD, in the page's language."""

import json
from functools import cache
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.languages import current_language, local_text
from portal import structured_data
from portal.sharing import WORDS
from portal.structured_data import absolute

register = template.Library()
LOCALES = {"zh-hans": "zh_CN", "en": "en_GB"}
# A record's page lies behind its list.
LISTS = {
    "park": ("parks:list", "Find parks"),
    "policy": ("parks:policies", "Policies"),
    "opportunity": ("parks:opportunities", "Projects"),
    "partnership": ("parks:network", "Network"),
    "article": ("parks:news", "News"),
    "event": ("parks:events", "Events"),
    "story": ("enterprises:stories", "Stories"),
    "space": ("parks:spaces", "Find spaces"),
    "service": ("parks:services", "Services"),
    "settlementmode": ("parks:modes", "Ways to settle"),
    "organisation": ("parks:network", "Network"),
}
TYPES = {"article": "article", "story": "article"}
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld(data: Any) -> SafeString:
    """A block of JSON-LD that cannot be left by what stands in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped just now


def _graph(title: str, description: str, url: str, image: str, kind: str) -> SafeString:
    pairs = (
        ("og:site_name", "Parkbridge 园桥"),
        ("og:type", kind),
        ("og:title", title),
        ("og:description", description),
        ("og:url", url),
        ("og:image", image),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:locale", LOCALES[current_language()]),
    )
    written = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in pairs if value)
    return mark_safe(f'{written}<meta name="twitter:card" content="summary_large_image">')  # noqa: S308 - escaped above


@cache
def _site_image(language: str) -> str:
    return reverse("og_site", args=[language])


@register.simple_tag(takes_context=True)
def share(context: Context, record: Any, path: str = "", title: str = "", described: str = "") -> SafeString:
    """`path` is the address of the record's page where no request is at hand; `title` and `described` stand in for the
    record's own texts. A record without a picture of its own is shared with that of the site."""
    path = path or context["request"].path
    language = context.get("shown") or current_language()
    kind = str(record._meta.model_name)
    url = absolute(path)
    has_picture = record._meta.label_lower in WORDS
    image = absolute(reverse("og", args=[language, kind, record.slug]) if has_picture else _site_image(language))
    title = title or local_text(record, "title" if hasattr(record, "title") else "name", language).text
    page, words = LISTS[kind]
    crumbs = [(_("Parkbridge"), reverse("home")), (_(words), reverse(page)), (title, path)]
    graph = structured_data.about(record, language, url, image if has_picture else "", crumbs)
    described = (described or local_text(record, "summary", language).text)[:200]
    return format_html("{}{}", _graph(title, described, url, image, TYPES.get(kind, "website")), json_ld(graph))


@register.simple_tag(takes_context=True)
def share_page(context: Context, title: str = "", whole_site: bool = False) -> SafeString:
    """For a page without a record; with `whole_site` it also describes the site and its search."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    image = absolute(_site_image(current_language()))
    head = _graph(title, "", absolute(request.path), image, "website")
    if not whole_site:
        return head
    graph = {"@context": "https://schema.org", "@graph": structured_data.site()}
    return format_html("{}{}", head, json_ld(graph))
