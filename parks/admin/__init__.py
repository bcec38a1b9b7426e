"""The back office of parks: each module registers its own models."""

from parks.admin import operators, parks, spaces, taxonomies

__all__ = ["operators", "parks", "spaces", "taxonomies"]
