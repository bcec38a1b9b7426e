"""Which parks have what, in memory: answers lists, counts and pages without asking the database.

Every process keeps one `Snapshot` of all public parks, as bitmaps (Python's integers) per filter and value.
`snapshot()` gives it, brought up to date when the content version says so; `answers` reads it.
"""

from parks.facets import answers
from parks.facets.answers import Answer, Wanted, counts
from parks.facets.held import snapshot
from parks.facets.records import Snapshot, Term

__all__ = ["Answer", "Snapshot", "Term", "Wanted", "answers", "counts", "snapshot"]
