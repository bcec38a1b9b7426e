"""What an enterprise looks for, as codes and numbers: nothing that names a company or a person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist

from inquiries.enums import Direction
from inquiries.models import Inquiry, Requirement
from parks import facets

# Which parks each direction leads to, in the words of the directory's own filter.
LEADS_TO = {
    Direction.OUTBOUND.value: "outbound",
    Direction.INBOUND.value: "inbound",
    Direction.DOMESTIC.value: "inbound",  # within China
}


@dataclass(frozen=True)
class Wish:
    """Every answer may stay open: an empty one is judged by nobody. Areas in m²; `by` is the last day to move in.

    `industry_parent` and `region_around` are the values that lie around the wished ones, `kinds` the kinds of space
    that the way to settle uses; `wish` fills them in from the catalogues.
    """

    industry: str = ""
    industry_parent: str = ""
    mode: str = ""
    kinds: frozenset[str] = frozenset()
    direction: str = ""
    country: str = ""
    region: str = ""
    region_around: frozenset[str] = frozenset()
    area_min: Decimal | None = None
    area_max: Decimal | None = None
    seats: int | None = None
    by: datetime.date | None = None
    languages: tuple[str, ...] = ()

    @property
    def has_size(self) -> bool:
        return self.area_min is not None or self.area_max is not None or self.seats is not None

    @property
    def is_open(self) -> bool:
        """Whether nothing at all was answered."""
        return all(not getattr(self, field.name) for field in fields(self))


def complete(wish: Wish, kinds: Iterable[str] = ()) -> Wish:
    """The same with what lies around its values. A region brings its country. No query beside the index's own."""
    terms = facets.snapshot().terms
    industry, region = terms["industry"].get(wish.industry), terms["region"].get(wish.region)
    around, above = set[str](), region.parent if region else ""
    while above and above not in around:
        around.add(above)
        above = terms["region"][above].parent if above in terms["region"] else ""
    changed = {
        "industry_parent": industry.parent if industry else "",
        "kinds": frozenset(kinds),
        "region": wish.region if region else "",
        "region_around": frozenset(around),
        "country": region.group if region else wish.country,
    }
    return Wish(**{**{field.name: getattr(wish, field.name) for field in fields(wish)}, **changed})


def wish_of(inquiry: Inquiry) -> Wish:
    """What an inquiry looks for. Its languages are those of its contact: Chinese, or English."""
    try:
        need = inquiry.requirement
    except ObjectDoesNotExist:
        need = Requirement(inquiry=inquiry)
    industry, mode = inquiry.enterprise.industry, inquiry.mode
    wish = Wish(
        industry=industry.code if industry else "",
        mode=mode.code if mode else "",
        direction=inquiry.direction,
        country=need.wanted_country,
        region=need.wanted_region.code if need.wanted_region else "",
        area_min=need.area_min,
        area_max=need.area_max,
        seats=need.seats,
        by=need.move_in_to or need.move_in_from,
        languages=("zh",) if inquiry.contact_language.startswith("zh") else (inquiry.contact_language,),
    )
    return complete(wish, mode.space_types.values_list("code", flat=True) if mode else ())
