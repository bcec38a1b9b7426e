"""The back office of parks: each module registers its own models."""

from parks.admin import (
    articles,
    events,
    land,
    operators,
    opportunities,
    parks,
    partnerships,
    policies,
    spaces,
    taxonomies,
)

__all__ = [
    "articles",
    "events",
    "land",
    "operators",
    "opportunities",
    "parks",
    "partnerships",
    "policies",
    "spaces",
    "taxonomies",
]
