"""What a park's page says about its promise of a first answer; `parks/` knows nothing of this app.

`{% promise_of park as record %}`, `{% promises_of columns as records %}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template

from inquiries import promises
from parks.models import Park

register = template.Library()


@dataclass(frozen=True)
class SideBySide:
    """The rates of the parks of a comparison, in the order of its columns; None where too few are known."""

    rates: list[promises.Rate | None]

    @property
    def differ(self) -> bool:
        return len({rate and rate.percent for rate in self.rates} - {None}) > 1


@register.simple_tag
def promise_of(park: Park) -> promises.Rate | None:
    """How often first answers came in time; None while too few are known. One query."""
    return promises.rate_of([park.pk]).get(park.pk)


@register.simple_tag
def promises_of(columns: Sequence[Any]) -> SideBySide | None:
    """Of the columns of a comparison of parks; None when nothing is known of any. One query."""
    keys = [column.park.pk for column in columns]
    found = promises.rate_of(keys)
    return SideBySide([found.get(key) for key in keys]) if found else None
