"""Parts of inquiry pages: one field with its label, hint and errors; moments in a park's own time."""

import zoneinfo
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django_countries import countries

from common.languages import current_language, local_text
from enterprises.validators import looks_wrong
from inquiries import consents, rendering
from inquiries.forms import InquiryForm
from inquiries.forms.questions import qualification_labels
from inquiries.models import Inquiry
from parks.calendars import Clock
from parks.models import Operator, Space

register = template.Library()


@register.inclusion_tag("inquiries/_field.html")
def field(bound: BoundField, *, optional: bool | None = None) -> dict[str, Any]:
    """One question. `optional` overrides what the mark beside the label says."""
    marked = not bound.field.required if optional is None else optional
    return {"field": bound, "optional": marked, "is_group": bound.field.widget.use_fieldset}


@register.inclusion_tag("inquiries/_field.html")
def ask(form: InquiryForm, name: str, *, optional: bool | None = None) -> dict[str, Any]:
    """One question of the inquiry form, if this form asks it; nothing otherwise."""
    return field(form[name], optional=optional) if name in form.asks else {"field": None}


@register.filter
def asks_any(form: InquiryForm, names: str) -> bool:
    """Whether the form asks at least one of these questions, named with blanks between them."""
    return any(name in form.asks for name in names.split())


@register.filter
def qualifications(codes: list[str]) -> str:
    return ", ".join(str(label) for label in qualification_labels(codes))


@register.filter
def when_to_call(inquiry: Inquiry) -> str:
    return rendering.call(inquiry)


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
def worded(clock: Clock) -> SafeString:
    """A span of time on the clocks of one zone, which is named."""
    return format_html('<time datetime="{}">{}</time>', clock.machine, rendering.spoken([clock]))


@register.filter
def controller(operator: Operator) -> str:
    """Who is named as the recipient of the data."""
    return consents.controller_of(operator)


@register.filter
def country_name(code: str) -> str:
    return str(countries.name(code))


@register.filter
def verdict_css(verdict: str) -> str:
    """The colour class that the pre-check of policies gave the same answer."""
    return {"does_not": "no"}.get(str(verdict), str(verdict))


@register.filter
def space_title(space: Space) -> str:
    return rendering.space_name(space, current_language())


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
