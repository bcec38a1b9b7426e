"""Dates as exact as their source, for the pages of news, events and stories."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def known_date(text: str) -> SafeString | str:
    """A year, a month or a day, as `2016`, `2016-06` or `2016-06-20`; words where the source names none."""
    if not text:
        return format_html('<span class="muted">{}</span>', _("date not known"))
    return format_html('<time datetime="{}">{}</time>', text, text)
