"""What the frame of every page needs: its address in the other language, canonical links, the product's names."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import gettext, override

from common.enums import Language
from common.languages import current_language, html_code, other_language

register = template.Library()
OWN_NAMES = {Language.ZH_HANS.value: "中文", Language.EN.value: "EN"}  # each in itself, never translated


def _address_in(request: HttpRequest | None, code: str) -> str:
    if request is not None:
        here = request.get_full_path()
        there = translate_url(here, code)
        if there != here or code == current_language():
            return there
    with override(code):
        return reverse("home")


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """This page in each language, query string kept; the home page where this page has no such address."""
    return [
        {
            "url": _address_in(context.get("request"), code),
            "tag": html_code(code),
            "name": OWN_NAMES[code],
            "current": code == current_language(),
        }
        for code in Language.values
    ]


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> list[dict[str, str]]:
    """Absolute addresses of the published language versions of this page, without the query string."""
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return []
    codes = context.get("published_languages") or Language.values
    return [
        {"language": html_code(code), "url": settings.SITE_URL + translate_url(request.path, code)} for code in codes
    ]


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The absolute address of this page: in the language that is shown, without the query string."""
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return ""
    shown = context.get("shown") or current_language()
    return settings.SITE_URL + translate_url(request.path, shown)


@register.simple_tag
def in_other_language(text: str) -> str:
    """An interface word as the other language has it."""
    with override(other_language(current_language())):
        return gettext(text)


@register.simple_tag
def page_if_any(name: str, *args: Any) -> str:
    """The address of a page, or nothing in an installation without it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
