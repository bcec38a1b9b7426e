"""Is everything well? Points that are good, to be looked at, or to be acted on; names nobody."""

from inquiries.health.points import Point, State, all_points

__all__ = ["Point", "State", "all_points"]
