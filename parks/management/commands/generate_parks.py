"""Makes parks for measurements: many, plausible, marked as generated, and the same ones every time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from random import Random
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from common.enums import PublicationState
from parks import indexing, versions
from parks.enums import ParkKind, ParkLevel, ParkState, RegionKind, SpaceStatus
from parks.imports import load_catalogue
from parks.models import (
    Fact,
    Industry,
    Metric,
    Operator,
    Park,
    ParkIndustry,
    ParkService,
    Region,
    Service,
    SettlementMode,
    Source,
    Space,
    SpaceType,
)

PREFIX = "generated"
BATCH = 1000
OPERATORS = 20
NOUNS = (
    ("光谷", "Optics"), ("临港", "Harbour"), ("云谷", "Cloud Valley"), ("江湾", "Riverbend"), ("东湖", "East Lake"),
    ("科创", "Innovation"), ("智造", "Smart Manufacturing"), ("绿洲", "Oasis"), ("启航", "Departure"),
    ("星河", "Galaxy"),
)  # fmt: skip
RARE = 20  # every twentieth park carries a word of its own, for searches that find five in a hundred
RARE_WORDS = ("钠电池", "sodium batteries")
STATES = (ParkState.OPERATING,) * 8 + (ParkState.BUILDING, ParkState.FULL)
STATUSES = (SpaceStatus.AVAILABLE,) * 5 + (SpaceStatus.LET, SpaceStatus.HELD, SpaceStatus.EXPIRING)
FIRST_DAY = datetime.date(2026, 1, 1)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Ground:
    """The rows that generated parks point to."""

    operators: list[Operator]
    regions: list[Region]
    industries: list[Industry]
    types: list[SpaceType]
    modes: list[SettlementMode]
    services: list[Service]
    metrics: dict[str, Metric]
    source: Source


def _all(model: type[M]) -> list[M]:
    return list(model._default_manager.order_by("code"))


def lay_ground() -> Ground:
    """The catalogues, operators and a source; made where they are absent."""
    load_catalogue()
    operators = []
    for number in range(1, OPERATORS + 1):
        texts = {
            "name_zh_hans": f"生成运营方 {number:02}（测试数据）",
            "name_en": f"Generated operator {number:02} (test data)",
        }
        zone = {"time_zone": "Asia/Shanghai", "country": "CN"} if number % 2 else {"country": "BE"}
        zone.setdefault("time_zone", "Europe/Brussels")
        operators.append(
            Operator.objects.get_or_create(slug=f"{PREFIX}-operator-{number:02}", defaults={**texts, **zone})[0]
        )
    source, _made = Source.objects.get_or_create(
        code=PREFIX, defaults={"title_zh_hans": "生成的测试数据", "title_en": "Generated test data"}
    )
    return Ground(
        operators=operators,
        regions=list(Region.objects.exclude(kind=RegionKind.COUNTRY).order_by("code")),
        industries=_all(Industry),
        types=_all(SpaceType),
        modes=_all(SettlementMode),
        services=_all(Service),
        metrics={row.code: row for row in _all(Metric) if row.code in ("land_area", "gfa")},
        source=source,
    )


def slug_of(number: int) -> str:
    return f"{PREFIX}-{number:06}"


def park_of(number: int, ground: Ground) -> Park:
    """The park of a number: nothing about it depends on any other."""
    chance = Random(number)  # noqa: S311 - not for secrets
    region, noun = chance.choice(ground.regions), chance.choice(NOUNS)
    kind, in_china = chance.choice(ParkKind.values), region.country == "CN"
    operators = [row for row in ground.operators if (str(row.country) == "CN") == in_china]
    rare = RARE_WORDS if number % RARE == 0 else ("", "")
    latitude, longitude = (chance.uniform(22, 41), chance.uniform(102, 121)) if in_china else (
        chance.uniform(38, 60), chance.uniform(-5, 28)
    )  # fmt: skip
    return Park(
        slug=slug_of(number),
        operator=chance.choice(operators),
        kind=kind,
        level=chance.choice(["", *ParkLevel.values]),
        region=region,
        country=region.country,
        state=chance.choice(STATES),
        accepts_inquiries=chance.random() < 0.8,
        name_zh_hans=f"{region.name_zh_hans}{noun[0]}生成园区 {number:06}（测试数据）",  # type: ignore[attr-defined]
        name_en=f"{noun[1]} generated park {number:06}, {region.name_en} (test data)",  # type: ignore[attr-defined]
        summary_zh_hans=f"仅用于性能测试的生成记录。{rare[0]}",
        summary_en=f"A generated record for measurements only. {rare[1]}".strip(),
        description_zh_hans="此园区并不存在。",
        description_en="This park does not exist.",
        latitude=Decimal(f"{latitude:.5f}") if number % 50 else None,
        longitude=Decimal(f"{longitude:.5f}") if number % 50 else None,
        location_is_approximate=True,
        opened_on=str(chance.randint(1990, 2026)),
        state_zh_hans=PublicationState.PUBLISHED,
        state_en=PublicationState.PUBLISHED,
        created_at=timezone.now() - datetime.timedelta(minutes=number),
    )  # fmt: skip


def _spaces(park: Park, ground: Ground, chance: Random) -> list[Space]:
    found = []
    for order in range(chance.choice((0, 0, 1, 1, 2, 3))):
        later = FIRST_DAY + datetime.timedelta(chance.randint(0, 700))
        low = chance.choice((10, 50, 80, 200, 500, 1000, 5000)) * chance.randint(1, 9)
        found.append(
            Space(
                park=park,
                kind=chance.choice(ground.types),
                status=chance.choice(STATUSES),
                area_min=cast(Any, low if chance.random() < 0.9 else None),
                area_max=low * chance.randint(1, 6),
                available_from=later if chance.random() < 0.3 else None,
                order=order,
                source=ground.source,
            )
        )
    return found


def _facts(park: Park, ground: Ground, chance: Random) -> list[Fact]:
    day = datetime.date(chance.randint(2019, 2025), 12, 31)
    return [
        Fact(park=park, metric=metric, value=chance.randint(5, 900), as_of=day, source=ground.source, headline=True)
        for metric in ground.metrics.values()
    ]


def write_batch(numbers: Iterable[int], ground: Ground) -> list[int]:
    """The parks with these numbers and all that hangs on them; ids of the new parks. One transaction."""
    parks = Park.objects.bulk_create([park_of(number, ground) for number in numbers])
    chances = [(park, Random(park.slug)) for park in parks]  # noqa: S311 - not for secrets
    industries, services, modes, spaces, facts = [], [], [], [], []
    ways: Any = Park.settlement_modes.through
    for park, chance in chances:
        for rank, industry in enumerate(chance.sample(ground.industries, 3)):
            industries.append(ParkIndustry(park=park, industry=industry, rank=rank))
        services += [ParkService(park=park, service=row) for row in chance.sample(ground.services, 4)]
        modes += [ways(park_id=park.pk, settlementmode_id=row.pk) for row in chance.sample(ground.modes, 2)]
        spaces.append(_spaces(park, ground, chance))
        facts.append(_facts(park, ground, chance))
    ParkIndustry.objects.bulk_create(industries)
    ParkService.objects.bulk_create(services)
    ways._default_manager.bulk_create(modes)
    Space.objects.bulk_create(chain.from_iterable(spaces))
    Fact.objects.bulk_create(chain.from_iterable(facts))
    ids = [park.pk for park in parks]
    indexing.index_parks(ids)
    versions.touch(ids)
    return ids


def count_again() -> None:
    """Let PostgreSQL learn how large its tables have become: it plans by that, and counts by itself only where
    autovacuum is on, some time later. With plans for empty tables a batch takes minutes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class Command(BaseCommand):
    help = "Make generated parks (generated-000001 …) up to a number, for measurements. Those that exist are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int)
        parser.add_argument("--force", action="store_true", help="also in production")

    def handle(self, *args: Any, count: int, force: bool, **options: Any) -> None:
        if settings.PRODUCTION and not force:
            raise CommandError("This is a production installation; --force makes invented parks there all the same.")
        if count < 0:
            raise CommandError("The number of parks cannot be negative.")
        ground = lay_ground()
        there = set(Park.objects.filter(slug__startswith=f"{PREFIX}-").values_list("slug", flat=True))
        missing = [number for number in range(1, count + 1) if slug_of(number) not in there]
        for start in range(0, len(missing), BATCH):
            with transaction.atomic():
                write_batch(missing[start : start + BATCH], ground)
            if start == 0 or (start // BATCH).bit_count() == 1:
                count_again()
        count_again()
        self.stdout.write(f"{len(missing)} generated parks made, {count - len(missing)} were there.")
