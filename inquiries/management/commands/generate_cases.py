"""Makes cases for measurements: many, plausible, marked as generated, and the same ones every time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common import loading
from enterprises import likeness
from enterprises.models import Enterprise
from inquiries.enums import ENDS, OPEN_STAGES, PATH, Direction, LostReason, Readiness, Stage
from inquiries.indexing import cut
from inquiries.models import Case, Inquiry, Qualification, Requirement, SearchKeys, StageChange
from parks.enums import SeatRole
from parks.management.commands.generate_parks import PREFIX, count_again, lay_ground, write_batch
from parks.models import Industry, Membership, Operator, Park, SettlementMode

BATCH = 1000
PARKS = 60  # made where there are no generated parks yet
MOST_PARKS = 2000  # that get cases
THIRD = 3
OFFICERS = 4  # at each operator; one more is its manager
YEAR = 2025  # of the references, so that none meets a real one
PLACES = ("武汉", "苏州", "南京", "宁波", "西安", "成都", "杭州", "合肥", "无锡", "长沙")
NOUNS = (
    ("光电", "Optics"),
    ("生物", "Bio"),
    ("激光", "Laser"),
    ("智能", "Smart"),
    ("新材", "Materials"),
    ("医疗", "Medical"),
)
SIGNS = "华中长江东方瑞恒天启明德远航博雅信达嘉禾"
SURNAMES = (
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("Peeters", ""),
    ("Dubois", ""),
)
RARE = 1000  # every thousandth company carries a word of its own, for searches that find few
RARE_WORDS = ("钠电池", "Sodium")
COUNTRIES, LANGUAGES = ("CN", "CN", "BE", "DE", "FR"), ("zh-hans", "en")
FOUND_BY = ("contact_name", "contact_latin_name", "contact_email")
STAGES = (*OPEN_STAGES, Stage.NEW, Stage.NEW, Stage.SETTLED, *ENDS, *(Stage.LOST,) * 12)


@dataclass(frozen=True)
class Ground:
    """The rows that generated cases point to; `large`: the parks of the one operator that has a third of all cases;
    `staff` by operator."""

    parks: Sequence[Park]
    large: Sequence[Park]
    modes: Sequence[SettlementMode]
    industries: Sequence[Industry]
    staff: dict[int, list[User]]


def lay_cases_ground() -> Ground:
    """Generated parks, and staff at their operators; made where they are absent."""
    ground = lay_ground()
    # Those that were made before operators needed a clock.
    Operator.objects.filter(slug__startswith=f"{PREFIX}-", time_zone="").update(time_zone="Europe/Brussels")
    if not Park.objects.filter(slug__startswith=f"{PREFIX}-").exists():
        write_batch(range(1, PARKS + 1), ground)
    parks = list(Park.objects.filter(slug__startswith=f"{PREFIX}-").order_by("slug")[:MOST_PARKS])
    return Ground(
        parks=parks,
        large=[park for park in parks if park.operator_id == parks[0].operator_id],
        modes=ground.modes,
        industries=ground.industries,
        staff={operator.pk: _staff(operator) for operator in ground.operators},
    )


def _staff(operator: Operator) -> list[User]:
    found = []
    for number in range(OFFICERS + 1):
        email = f"officer{number}@{operator.slug}.example.org"
        person, _made = User.objects.get_or_create(email=email, defaults={"name": f"{operator.slug} {number}"})
        if not person.is_staff:
            person.set_unusable_password()
            person.is_staff = True
            person.save()
        role = SeatRole.MANAGER if number == OFFICERS else SeatRole.OFFICER
        Membership.objects.get_or_create(operator=operator, user=person, role=role)
        found.append(person)
    return found


def reference_of(number: int) -> str:
    return f"PB-{YEAR}-{number:07d}"


@dataclass(frozen=True, slots=True)
class Made:
    """What the rows of one number have in common."""

    number: int
    enterprise: int
    inquiry: int
    case: int
    industry: int
    park: int
    operator: int
    mode: int
    stage: str
    at: datetime.datetime


ENTERPRISE = ("id", "name_zh_hans", "name_en", "name_key_zh", "name_key_latin", "country", "industry_id", "created_at")
INQUIRY = (
    "id", "reference", "secret", "submission_key", "language", "direction", "mode_id", "enterprise_id", "contact_name",
    "contact_latin_name", "contact_email", "contact_phone", "contact_language", "message", "readiness", "submitted_at",
)  # fmt: skip
CASE = (
    "id", "inquiry_id", "park_id", "operator_id", "mode_id", "stage", "owner_id", "answer_by", "first_response_at",
    "promise_kept", "awaiting_enterprise_since", "awaiting_question", "enterprise_wrote_at", "lost_reason",
    "created_at",
)  # fmt: skip
MOVE = ("case_id", "from_stage", "to_stage", "at")


key_of = cache(likeness.key)  # of Chinese names, of which there are some hundred thousand


def _latin(word: str) -> str:
    """A Chinese word as its company writes it abroad."""
    return key_of(word).title()


def names_of(number: int, chance: Random) -> tuple[str, str, str]:
    """The name of a company in either script, and the key of the second (`likeness.key`)."""
    place, noun = chance.choice(PLACES), chance.choice(NOUNS)
    word = "".join(chance.sample(SIGNS, 3))
    rare = RARE_WORDS if number % RARE == 0 else ("", "")
    parts = [part for part in (_latin(word), rare[1], noun[1], str(number)) if part]
    return f"{place}{word}{rare[0]}{noun[0]}有限公司", " ".join([*parts, "Ltd"]), "".join(parts).lower()


def inquiry_of(made: Made, chance: Random, ground: Ground) -> tuple[Any, ...]:
    number, (name, latin) = made.number, chance.choice(SURNAMES)
    return (
        made.inquiry,
        reference_of(number),
        f"{chance.getrandbits(256):064x}",
        f"{PREFIX}:{number}",
        chance.choice(LANGUAGES),
        chance.choice(Direction.values),
        made.mode,
        made.enterprise,
        f"{name}{number}" if latin else f"{name} {number}",
        f"{latin} {number}".strip(),
        f"contact{number}@generated{number % 997}.example.org",
        f"+86138{number % 100_000_000:08d}",
        chance.choice(LANGUAGES),
        "生成的测试数据 · Generated for measurements.",
        chance.choice(Readiness.values),
        made.at,
    )


def case_of(made: Made, chance: Random, ground: Ground, now: datetime.datetime) -> tuple[Any, ...]:
    stage, at = made.stage, made.at
    answered = stage not in (Stage.NEW, Stage.ACCEPTED) or chance.random() < 0.4
    owned = stage != Stage.NEW or chance.random() < 0.5
    waiting = stage in OPEN_STAGES and chance.random() < 0.03
    return (
        made.case,
        made.inquiry,
        made.park,
        made.operator,
        made.mode,
        stage,
        chance.choice(ground.staff[made.operator]).pk if owned else None,
        at + datetime.timedelta(days=3),
        at + datetime.timedelta(days=1) if answered else None,
        True if answered else None,
        now if waiting else None,
        "?" if waiting else "",
        at if stage in OPEN_STAGES and chance.random() < 0.02 else None,
        chance.choice(LostReason.values) if stage == Stage.LOST else "",
        at,
    )


def moves_of(made: Made, now: datetime.datetime) -> list[tuple[Any, ...]]:
    """The log of stages: each on the way to where the case is, a day apart; an end comes right after the beginning."""
    way = PATH[: PATH.index(Stage(made.stage)) + 1] if made.stage in PATH else (Stage.NEW, made.stage)
    day = datetime.timedelta(days=1)
    return [(made.case, way[n - 1] if n else "", stage, min(made.at + n * day, now)) for n, stage in enumerate(way)]


def write_cases(numbers: Sequence[int], ground: Ground, now: datetime.datetime, apart: int = 1) -> None:
    """The cases with these numbers, received that many minutes after one another, and what hangs on them; one
    transaction."""
    with transaction.atomic():
        keys = (loading.numbers(model, len(numbers)) for model in (Enterprise, Inquiry, Case))
        companies, inquiries, cases, moves, tokens, industries = [], [], [], [], [], []
        for number, enterprise, inquired, opened in zip(numbers, *keys, strict=True):
            chance = Random(number)  # noqa: S311 - not for secrets
            park = chance.choice(ground.parks if number % THIRD else ground.large)
            at = now - datetime.timedelta(minutes=number * apart)
            industry, stage = chance.choice(ground.industries).pk, chance.choice(STAGES)
            mode = chance.choice(ground.modes).pk
            made = Made(number, enterprise, inquired, opened, industry, park.pk, park.operator_id, mode, stage, at)
            chinese, latin, key = names_of(number, chance)
            spoken, country = key_of(chinese), chance.choice(COUNTRIES)
            companies.append((made.enterprise, chinese, latin, spoken, key, country, industry, at))
            inquiry = inquiry_of(made, chance, ground)
            inquiries.append(inquiry)
            cases.append(case_of(made, chance, ground, now))
            moves += moves_of(made, now)
            texts = (chinese, latin, *(inquiry[INQUIRY.index(name)] for name in FOUND_BY))
            phone = inquiry[INQUIRY.index("contact_phone")]
            tokens.append((made.inquiry, cut(texts, aloud=spoken, phone=phone, operators=[made.operator])))
            industries.append((made.case, industry))
        loading.load(Enterprise, ENTERPRISE, companies)
        loading.load(Inquiry, INQUIRY, inquiries)
        loading.load(Requirement, ("inquiry_id",), [(inquiry[0],) for inquiry in inquiries])
        loading.load(Case, CASE, cases)
        loading.load(Qualification, ("case_id", "industry_id"), industries)
        loading.load(StageChange, MOVE, moves)
        loading.load(SearchKeys, ("inquiry_id", "tokens"), tokens)


class Command(BaseCommand):
    help = "Make generated cases (PB-2025-0000001 …) up to a number, for measurements. Those that exist are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int)
        parser.add_argument("--minutes-apart", type=int, default=1, help="time between the receipts of two cases")
        parser.add_argument("--force", action="store_true", help="also in production")

    def handle(self, *args: Any, count: int, minutes_apart: int, force: bool, **options: Any) -> None:
        if settings.PRODUCTION and not force:
            raise CommandError("This is a production installation; --force makes invented cases there all the same.")
        if count < 0:
            raise CommandError("The number of cases cannot be negative.")
        if minutes_apart < 1:
            raise CommandError("Between two cases there is a minute at least.")
        ground, now = lay_cases_ground(), timezone.now()
        marked = Inquiry.objects.filter(submission_key__startswith=f"{PREFIX}:")
        there = {int(key.partition(":")[2]) for key in marked.values_list("submission_key", flat=True).iterator()}
        missing = [number for number in range(1, count + 1) if number not in there]
        for start in range(0, len(missing), BATCH):
            write_cases(missing[start : start + BATCH], ground, now, minutes_apart)
            if (start // BATCH).bit_count() <= 1:
                count_again()
        count_again()
        self.stdout.write(f"{len(missing)} generated cases made, {count - len(missing)} were there.")
