"""The way to settle as its page tells it: steps with their sources, how long they take, where they are known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import measures
from parks.models import ProcessStep
from parks.rendering import SourceList


@dataclass(frozen=True)
class StepLine:
    """One step with its time in words and the number of its source on the page."""

    step: ProcessStep
    days: str
    source: int | None


@dataclass(frozen=True)
class Duration:
    """What the steps take together. `text` is empty unless every step says its longest time."""

    text: str
    known: int
    steps: int


def days(low: int | None, high: int | None) -> str:
    """Working days in words; nothing when no source fixes them."""
    if low is None and high is None:
        return ""
    if high is None:
        return ngettext("at least %(days)d working day", "at least %(days)d working days", low or 0) % {"days": low}
    if low is None:
        return ngettext("up to %(days)d working day", "up to %(days)d working days", high) % {"days": high}
    if high == 0:
        return _("the same day")
    if low == 0:
        return ngettext(
            "the same day to %(days)d working day", "the same day to %(days)d working days", high
        ) % {"days": high}  # fmt: skip
    return ngettext("%(days)s working day", "%(days)s working days", high) % {"days": measures.span(low, high)}


def lines(steps: Iterable[ProcessStep], sources: SourceList) -> list[StepLine]:
    """The steps in their order; the sources are numbered as they are first met."""
    return [StepLine(step, days(step.days_min, step.days_max), sources.number(step.source)) for step in steps]


def duration(steps: Sequence[ProcessStep]) -> Duration:
    """The sum of all steps, taken one after the other; no sum as soon as one of them states no longest time."""
    highs = [step.days_max for step in steps if step.days_max is not None]
    known = sum(step.days_min is not None or step.days_max is not None for step in steps)
    if not steps or len(highs) < len(steps):
        return Duration("", known, len(steps))
    lows = [step.days_min for step in steps if step.days_min is not None]
    low = sum(lows) if len(lows) == len(steps) else None
    return Duration(days(low, sum(highs)), known, len(steps))
