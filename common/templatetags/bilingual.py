"""Bilingual texts and figures in templates.

`{% local park "name" %}` prints the text; shown in the other language it carries `lang` and a visible note.
`{% local_block park "description" %}` does the same for paragraphs, `{{ park|plain:"name" }}` for attributes and
titles, `{% other_name park %}` sets the other language's name beside the first.
"""

from typing import Any

from django import template
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common import measures, richtext
from common.languages import LocalText, column, html_code, local_text, other_language, other_text

register = template.Library()


def note() -> SafeString:
    # Translators: stands behind a text that exists in the other language only; name YOUR language here.
    return format_html('<small class="untranslated">{}</small>', _("(not yet in English)"))


@register.simple_tag
def untranslated() -> SafeString:
    """The note behind a text in the other language, for templates that print such a text themselves."""
    return note()


@register.simple_tag
def local(obj: Any, field: str, language: str | None = None) -> SafeString | str:
    """The text in the reader's language; otherwise in the other one, marked and noted."""
    found = local_text(obj, field, language) if obj is not None else LocalText("", "")
    if not found.is_fallback:
        return format_html("{}", found.text)
    return format_html('<span lang="{}">{}</span> {}', found.html_language, found.text, note())


@register.simple_tag
def local_block(obj: Any, field: str, language: str | None = None) -> SafeString | str:
    """Like `local`, for texts of several paragraphs; one with a form is shown in it, as it was sanitised at save."""
    found = local_text(obj, field, language) if obj is not None else LocalText("", "")
    if not found:
        return ""
    shaped = richtext.kept(getattr(obj, column(f"{field}_html", found.language), ""), found.text)
    body = mark_safe(shaped or linebreaks(found.text, autoescape=True))  # noqa: S308 - sanitised, or escaped
    if not found.is_fallback:
        return body
    return format_html('<p>{}</p><div lang="{}">{}</div>', note(), found.html_language, body)


@register.simple_tag
def in_language(obj: Any, field: str, language: str) -> SafeString | str:
    """The text in exactly this language with its `lang`, for pages with both languages side by side."""
    found = local_text(obj, field, language)
    if not found or found.is_fallback:
        return no_data()
    return format_html('<span lang="{}">{}</span>', found.html_language, found.text)


@register.simple_tag
def other_name(obj: Any, field: str = "name") -> SafeString | str:
    """The name in the other language, small; nothing when there is none or it is the same."""
    found = other_text(obj, field) if obj is not None else LocalText("", "")
    if not found:
        return ""
    return format_html('<small class="other-name" lang="{}">{}</small>', found.html_language, found.text)


@register.filter
def plain(obj: Any, field: str) -> str:
    """Text alone, for attributes, titles and option lists."""
    return local_text(obj, field).text if obj is not None else ""


@register.simple_tag
def describe(*parts: Any) -> str:
    """One line about a record for search engines and shared links: what is known of it, each thing once.

    Some texts are a few characters long; its name, kind and place make a line of them that stands by itself.
    """
    known = [str(part).strip() for part in parts if part]
    return " · ".join(part for part in dict.fromkeys(known) if part)


@register.filter
def html_lang(code: str) -> str:
    """`zh-Hans` for `zh-hans`."""
    return html_code(code)


@register.filter
def other_lang(code: str) -> str:
    """The code of the other language."""
    return other_language(code)


def no_data() -> SafeString:
    """A dash to see and words to hear."""
    return format_html(
        '<span class="no-data"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>',
        measures.NO_DATA,
        _("no data"),
    )


def _shown(text: str) -> SafeString | str:
    return no_data() if text == measures.NO_DATA else text


@register.filter
def number(value: measures.Number | None, decimals: int | None = None) -> SafeString | str:
    return _shown(measures.number(value, decimals))


@register.filter
def quantity(value: measures.Number | None, unit: str = "") -> SafeString | str:
    return _shown(measures.quantity(value, unit))


@register.filter
def area(value: measures.Number | None) -> SafeString | str:
    return _shown(measures.area(value))


@register.filter
def area_range(low: measures.Number | None, high: measures.Number | None) -> SafeString | str:
    """`{{ space.area_min|area_range:space.area_max }}`"""
    return _shown(measures.area_range(low, high))


@register.filter
def hectares(value: measures.Number | None) -> SafeString | str:
    return _shown(measures.hectares(value))


@register.filter
def square_feet(value: measures.Number | None) -> SafeString | str:
    return _shown(measures.square_feet(value))


@register.simple_tag
def money(amount: measures.Number | None, currency: str, period: str = "", basis: str = "") -> SafeString | str:
    """`{% money space.price space.price_currency space.price_period space.price_basis %}`"""
    return _shown(measures.money(amount, currency, period, basis))
