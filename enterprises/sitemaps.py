"""The stories that have a page in a language, for search engines."""

from collections.abc import Iterator

from common.enums import Language
from enterprises.models import Story
from parks.sitemaps import Entry, published


def entries(language: str) -> Iterator[Entry]:
    yield Entry("enterprises:stories", None, None, tuple(Language.values))
    yield from published("enterprises:story", Story.objects.public().order_by("pk"), language)
