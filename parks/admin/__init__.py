"""The back office of parks: each module registers its own models."""

from parks.admin import (
    articles,
    audit,
    events,
    imports,
    invitedseats,
    jobs,
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
    "audit",
    "events",
    "imports",
    "invitedseats",
    "jobs",
    "land",
    "operators",
    "opportunities",
    "parks",
    "partnerships",
    "policies",
    "spaces",
    "taxonomies",
]
