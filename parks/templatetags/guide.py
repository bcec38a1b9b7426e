"""Lists of lines, and amounts of investment projects, in templates."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import measures
from common.languages import local_text
from common.templatetags import bilingual
from parks.models import Opportunity

register = template.Library()


@register.simple_tag
def local_list(obj: Any, field: str, language: str | None = None) -> SafeString | str:
    """A text of one thing a line as a list; in the other language marked and noted, nothing when it is empty."""
    found = local_text(obj, field, language)
    rows = [line.strip() for line in found.text.splitlines() if line.strip()]
    if not rows:
        return ""
    items = format_html_join("", "<li>{}</li>", ((row,) for row in rows))
    if not found.is_fallback:
        return format_html('<ul class="lines">{}</ul>', items)
    return format_html('<ul class="lines" lang="{}">{}</ul>{}', found.html_language, items, bilingual.note())


@register.simple_tag
def investment(project: Opportunity) -> SafeString | str:
    """`¥10 million – ¥50 million`, `from €2 million`, `up to €5 million`; a dash when nothing is stated."""
    return _amounts(project.investment_min, project.investment_max, project.currency)


def _amounts(low: measures.Number | None, high: measures.Number | None, currency: str) -> SafeString | str:
    if low is None and high is None:
        return bilingual.no_data()
    first, last = (measures.money(amount, currency) for amount in (low, high))
    if high is None:
        return _("from %(amount)s") % {"amount": first}
    if low is None:
        return _("up to %(amount)s") % {"amount": last}
    return first if low == high else f"{first} – {last}"
