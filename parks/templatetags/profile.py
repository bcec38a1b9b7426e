"""Texts of a profile: in one language, or in both side by side where the reader asked for that.

`{% said park "summary" %}` and `{% said_block park "description" %}` look at `parallel` and `shown` in the context;
`{% label metric %}` and `{% label park "kind" %}` do so for the words of catalogues and choices.
"""

import datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from common.enums import Language
from common.languages import html_code, local_text
from common.templatetags import bilingual
from parks.models.facts import STALE_AFTER

register = template.Library()


def _versions(obj: Any, field: str) -> list[tuple[str, str]]:
    """`lang` and text in each language; a text that is the same in both, or has no language columns, stands once."""
    found = [(code, local_text(obj, field, code)) for code in Language.values]
    texts = [(html_code(code), "" if text.is_fallback else text.text) for code, text in found]
    if len({text.strip() for _code, text in texts}) == 1:
        return [("", texts[0][1])]
    return texts


@register.simple_tag(takes_context=True)
def said(context: Context, obj: Any, field: str, language: str | None = None) -> SafeString | str:
    """One text, as `{% local %}` says it; with `parallel` Chinese and English beside each other."""
    if not context.get("parallel") or obj is None:
        return bilingual.local(obj, field, language)
    versions = _versions(obj, field)
    if len(versions) == 1:
        return versions[0][1]
    cells = ((code, text or bilingual.no_data()) for code, text in versions)
    return format_html('<span class="both">{}</span>', format_html_join("", '<span lang="{}">{}</span>', cells))


@register.simple_tag(takes_context=True)
def said_block(context: Context, obj: Any, field: str, language: str | None = None) -> SafeString | str:
    """The same for texts of several paragraphs."""
    if not context.get("parallel") or obj is None:
        return bilingual.local_block(obj, field, language)
    versions = _versions(obj, field)
    if not any(text for _code, text in versions):
        return ""
    if len(versions) == 1:
        return _paragraphs(versions[0][1])
    cells = ((code, _paragraphs(text) if text else bilingual.no_data()) for code, text in versions)
    return format_html('<div class="parallel">{}</div>', format_html_join("", '<div lang="{}">{}</div>', cells))


@register.simple_tag(takes_context=True)
def label(context: Context, thing: Any, choice: str = "") -> SafeString | str:
    """What something is called that names itself in the active language, or the label of one of its choices."""

    def words() -> str:
        return str(getattr(thing, f"get_{choice}_display")() if choice else thing)

    if not context.get("parallel"):
        return words()
    found = []
    for code in Language.values:
        with override(code):
            found.append((html_code(code), words()))
    if len({text for _code, text in found}) == 1:
        return found[0][1]
    cells = format_html_join("", '<span lang="{}">{}</span>', found)
    return format_html('<span class="both both--label">{}</span>', cells)


def _address(page: str, argument: Any) -> str:
    try:
        return reverse(page, args=[argument])
    except NoReverseMatch:
        return ""


def _paragraphs(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by linebreaks


@register.simple_tag(takes_context=True)
def linked(context: Context, page: str, argument: Any, obj: Any, field: str) -> SafeString | str:
    """A text that leads to its page; the text alone in an installation without such a page."""
    text = said(context, obj, field)
    address = _address(page, argument)
    return format_html('<a href="{}">{}</a>', address, text) if address else text


@register.filter
def is_old(day: datetime.date | None) -> bool:
    """Whether something that was verified on `day` should be verified again."""
    return day is not None and timezone.localdate() - day > STALE_AFTER
