"""The search index: what is searched, how it is cut, and how it is kept up to date."""

from parks.indexing.kinds import KINDS, Description, Kind, register, register_parks
from parks.indexing.upkeep import index, index_parks, rebuild, reindex, reindex_naming, sort_key, watch, watch_all

__all__ = [
    "KINDS",
    "Description",
    "Kind",
    "index",
    "index_parks",
    "rebuild",
    "register",
    "register_parks",
    "reindex",
    "reindex_naming",
    "sort_key",
    "watch",
    "watch_all",
]
