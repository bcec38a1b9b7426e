"""What is told above a page of the back office, one bar for each tone.

`{% bars messages as told %}`: errors first, then what was done, what is good to know, and what somebody should look
at; within a bar in the order in which it was said, each sentence once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django import template
from django.contrib.messages.storage.base import Message

register = template.Library()
ORDER = ("error", "success", "info", "warning")


@dataclass
class Bar:
    """`tone` are the message's tags, as style sheets know them."""

    tone: str
    texts: list[str] = field(default_factory=list)


@register.simple_tag
def bars(messages: Iterable[Message] | None) -> list[Bar]:
    """Takes the messages: a second look at them finds none."""
    found: dict[str, Bar] = {}
    for message in messages or ():
        bar = found.setdefault(message.tags, Bar(message.tags))
        text = str(message)  # stays safe where it was marked so
        if text not in bar.texts:
            bar.texts.append(text)
    return sorted(found.values(), key=_place)


def _place(bar: Bar) -> int:
    return next((place for place, tone in enumerate(ORDER) if tone in bar.tone.split()), len(ORDER))
