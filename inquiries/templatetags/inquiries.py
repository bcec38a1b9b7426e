"""Parts of inquiry pages: one field with its label, hint and errors; moments in a park's own time."""

import zoneinfo
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from common.languages import current_language, local_text
from enterprises.validators import looks_wrong
from inquiries import consents, rendering
from inquiries.models import Inquiry
from parks.models import Operator

register = template.Library()


@register.inclusion_tag("inquiries/_field.html")
def field(bound: BoundField, *, optional: bool | None = None) -> dict[str, Any]:
    """One question. `optional` overrides what the mark beside the label says."""
    marked = not bound.field.required if optional is None else optional
    return {"field": bound, "optional": marked, "is_group": bound.field.widget.use_fieldset}


@register.simple_tag
def moment(at: datetime, operator: Operator) -> SafeString:
    """A point in time on the operator's clocks, with the zone named."""
    text = rendering.moment(at, operator.time_zone, current_language())
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), text)


@register.simple_tag
def day(at: datetime, operator: Operator) -> SafeString:
    """The calendar day at the operator's place."""
    local = at.astimezone(zoneinfo.ZoneInfo(operator.time_zone))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), f"{local:%Y-%m-%d}")


@register.filter
def controller(operator: Operator) -> str:
    """Who is named as the recipient of the data."""
    return consents.controller_of(operator)


@register.filter
def company(inquiry: Inquiry) -> str:
    return local_text(inquiry.enterprise, "name").text


@register.filter
def has_doubtful_number(inquiry: Inquiry) -> bool:
    """Whether the company may want to look at its registration number again."""
    return looks_wrong(str(inquiry.enterprise.country), inquiry.enterprise.registration_number)


@register.filter
def said(text: str) -> SafeString:
    """What a person wrote: escaped, with paragraphs and links that pass nothing on."""
    return mark_safe(linebreaks(urlize(text, nofollow=True, autoescape=True)))  # noqa: S308 - urlize escapes
