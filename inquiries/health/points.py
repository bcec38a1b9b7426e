"""All points, in the order of the page: what may stand still first."""

import datetime
from collections.abc import Callable

from inquiries.health import house, work
from inquiries.health.state import Point, State

CHECKS: tuple[Callable[[datetime.datetime], Point], ...] = (
    work.worker,
    work.queue,
    work.mails,
    work.held,
    work.chores,
    work.tasks,
    work.failures,
    work.jobs,
    house.backup,
    house.disk,
    house.database,
    house.calendars,
    house.rates,
    house.facts,
    house.texts,
)


def all_points(now: datetime.datetime) -> list[Point]:
    """In the active language. Some twenty bounded questions to the database."""
    return [check(now) for check in CHECKS]


__all__ = ["CHECKS", "Point", "State", "all_points"]
