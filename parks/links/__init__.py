"""Links of our content to the web: where they stand, whether they lead somewhere. Asked in the background only."""

from parks.links.checking import ask_again, check_due
from parks.links.collecting import WATCHED, Place, collect, places, still_there, watch
from parks.links.telling import broken, broken_count, uses_for

__all__ = [
    "WATCHED",
    "Place",
    "ask_again",
    "broken",
    "broken_count",
    "check_due",
    "collect",
    "places",
    "still_there",
    "uses_for",
    "watch",
]
