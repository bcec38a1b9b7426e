"""What text search and sorting by name read: two columns of the park, written here only."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils.translation import override
from django_countries import countries
from pypinyin import lazy_pinyin

from common.enums import Language
from common.languages import column
from parks.models import Industry, Park, Region, SpaceType

NAME_END = "\n"  # names stand before it, everything else behind
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_TERM = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")


def terms(text: str) -> list[str]:
    """The searchable pieces of a text in order: unbroken runs of Chinese, and words of other scripts.

    Full-width becomes half-width, capitals become small, accents go: `Liège ＣＢＴＣ智慧谷` → liege, cbtc, 智慧谷.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _TERM.findall(unicodedata.normalize("NFKC", plain))


def is_chinese(term: str) -> bool:
    """Whether `terms` cut this piece out as a run of Chinese characters."""
    return re.match(f"[{_HAN}]", term) is not None


def _both(obj: object, field: str = "name") -> Iterator[str]:
    for code in Language.values:
        yield getattr(obj, column(field, code)) or ""


def _ancestors(region: Region | None) -> Iterator[Region]:
    """The region and everything around it; a circle, which no form can make, is walked once."""
    seen = set()
    while region is not None and region.pk not in seen:
        seen.add(region.pk)
        yield region
        region = region.parent


def _with_parents(industries: Iterable[Industry]) -> Iterator[Industry]:
    for industry in industries:
        yield industry
        if industry.parent:
            yield industry.parent


def _names(park: Park) -> Iterator[str]:
    """Names of the published language versions, and the other names; all of them for an unpublished park."""
    public = [code for code in Language.values if park.is_public_in(code)]
    for code in public or Language.values:
        yield getattr(park, column("name", code)) or ""
    yield from (park.aliases, park.slug)


def _rest(park: Park) -> Iterator[str]:
    """What else describes the park: published texts, and its place, kind, industries and spaces in both languages."""
    for code in Language.values:
        if park.is_public_in(code):
            for field in ("summary", "description", "address"):
                yield getattr(park, column(field, code)) or ""
        with override(code):
            yield park.get_kind_display()
            yield countries.name(park.country)
    for region in _ancestors(park.region):
        yield from _both(region)
    for industry in _with_parents(park.industries.select_related("parent")):
        yield from _both(industry)
    for space in park.spaces.select_related("kind"):
        yield from _both(space)
        yield from _both(space.kind)


def reindex_naming(row: Industry | SpaceType | Region) -> None:
    """Reindex every park whose text names this catalogue value; rows come in chunks, each park is written alone."""
    reached = {
        Industry: ("industries", "industries__parent"),
        SpaceType: ("spaces__kind",),
        Region: ("region", "region__parent", "region__parent__parent", "region__parent__parent__parent"),
    }[type(row)]
    named = Q()
    for path in reached:
        named |= Q(**{path: row})
    numbers = Park.objects.filter(named).values("pk")
    for park in Park.objects.filter(pk__in=numbers).order_by("pk").iterator(chunk_size=200):
        reindex(park)


def index_text(park: Park) -> str:
    """Every piece once, each between spaces, the names first. Reads the park's regions, industries and spaces."""
    named = dict.fromkeys(piece for text in _names(park) for piece in terms(text))
    rest = dict.fromkeys(piece for text in _rest(park) for piece in terms(text) if piece not in named)
    return f" {' '.join(named)} {NAME_END} {' '.join(rest)} "


def sort_key(park: Park) -> str:
    """The Chinese name in pinyin, so that every database sorts it like a dictionary; the English name without one."""
    name = park.name_zh_hans or park.name_en or park.slug  # type: ignore[attr-defined]  # modeltranslation's columns
    return " ".join(lazy_pinyin(name)).casefold()[:400]


def reindex(park: Park) -> None:
    """Write `search_text` and `sort_key`, without touching `updated_at`.

    Call it after anything that `index_text` reads was saved; twice in a row changes nothing.
    """
    park.search_text, park.sort_key = index_text(park), sort_key(park)
    Park.objects.filter(pk=park.pk).update(search_text=park.search_text, sort_key=park.sort_key)
