"""A park on a card: what the list and the home page say about it in one glance."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common import measures
from common.languages import LocalText, other_text
from common.templatetags import bilingual
from parks import cards, rendering
from parks.models import Park, Space

register = template.Library()
LANGUAGE_NAMES = {
    "zh": gettext_lazy("Chinese"),
    "en": gettext_lazy("English"),
    "fr": gettext_lazy("French"),
    "nl": gettext_lazy("Dutch"),
    "de": gettext_lazy("German"),
    "ko": gettext_lazy("Korean"),
    "ru": gettext_lazy("Russian"),
}


@register.inclusion_tag("parks/_card.html")
def park_card(park: Park, level: int = 2) -> dict[str, Any]:
    """The card of a park from `rendering.for_cards`, made now; lists join stored ones (`parks.cards`)."""
    return cards.card(park, level)


@register.filter
def place(park: Park) -> str:
    return rendering.place(park)


@register.filter
def other_version(park: Park, shown: str) -> LocalText:
    """The park's name in the other language, when that version is published and says something else."""
    return other_text(park, "name", shown)


@register.simple_tag
def no_data() -> SafeString:
    """A dash to see and words to hear."""
    return bilingual.no_data()


@register.filter
def promise(park: Park) -> str:
    return rendering.promise(park)


@register.simple_tag
def space_limits(space: Space) -> list[str]:
    """What a space can bear and hold, as short phrases with units."""
    measured = (
        (space.clear_height, "m", _("clear height %(value)s")),
        (space.floor_load, "kN/m²", _("floor load %(value)s")),
        (space.power_kva, "kVA", _("power %(value)s")),
    )
    return [text % {"value": measures.quantity(value, unit)} for value, unit, text in measured if value is not None]


@register.simple_tag
def source(number: int | None) -> SafeString | str:
    """The quiet link from a statement to its source at the foot of the page."""
    if number is None:
        return ""
    return format_html('<a class="source" href="#source-{}">{} {}</a>', number, _("source"), number)


@register.filter
def languages(codes: str) -> str:
    """Names of the languages in a list such as `zh,en,fr`, in the reader's language."""
    named = [code.strip() for code in codes.split(",") if code.strip()]
    return pgettext("between the items of a list", ", ").join(str(LANGUAGE_NAMES.get(code, code)) for code in named)
