"""Makes cases for measurements: many, plausible, marked as generated, and the same ones every time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from enterprises import likeness
from enterprises.models import Enterprise
from inquiries.enums import ENDS, OPEN_STAGES, Direction, LostReason, Readiness, Stage
from inquiries.indexing import keys_of
from inquiries.models import Case, Inquiry, Qualification, Requirement, SearchKeys, StageChange
from parks.enums import SeatRole
from parks.management.commands.generate_parks import PREFIX, count_again, lay_ground, write_batch
from parks.models import Industry, Membership, Operator, Park, SettlementMode

BATCH = 1000
PARKS = 60  # made where there are no generated parks yet
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
STAGES = (*OPEN_STAGES, Stage.NEW, Stage.NEW, Stage.SETTLED, *ENDS, *(Stage.LOST,) * 12)


@dataclass(frozen=True)
class Ground:
    """The rows that generated cases point to; `staff` by operator."""

    parks: Sequence[Park]
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
    return Ground(
        parks=list(
            Park.objects.filter(slug__startswith=f"{PREFIX}-").select_related("operator").order_by("slug")[:2000]
        ),
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


def enterprise_of(number: int, chance: Random, ground: Ground, at: datetime.datetime) -> Enterprise:
    place, noun = chance.choice(PLACES), chance.choice(NOUNS)
    word = "".join(chance.sample(SIGNS, 3))
    rare = RARE_WORDS if number % RARE == 0 else ("", "")
    row = Enterprise(
        name_zh_hans=f"{place}{word}{rare[0]}{noun[0]}有限公司",
        name_en=f"{likeness.key(word).title()} {rare[1]} {noun[1]} {number} Ltd".replace("  ", " "),
        country=chance.choice(("CN", "CN", "BE", "DE", "FR")),
        industry=chance.choice(ground.industries),
        created_at=at,
    )
    row.name_key_zh, row.name_key_latin = likeness.key(row.name_zh_hans), likeness.key(row.name_en)
    return row


def inquiry_of(number: int, chance: Random, ground: Ground, enterprise: Enterprise) -> Inquiry:
    name, latin = chance.choice(SURNAMES)
    return Inquiry(
        reference=reference_of(number),
        submission_key=f"{PREFIX}:{number}",
        language=chance.choice(("zh-hans", "en")),
        direction=chance.choice(Direction.values),
        mode=chance.choice(ground.modes),
        enterprise=enterprise,
        contact_name=f"{name}{number}" if latin else f"{name} {number}",
        contact_latin_name=f"{latin} {number}".strip(),
        contact_email=f"contact{number}@generated{number % 997}.example.org",
        contact_phone=f"+86138{number % 100_000_000:08d}",
        contact_language=chance.choice(("zh-hans", "en")),
        message="生成的测试数据 · Generated for measurements.",
        readiness=chance.choice(Readiness.values),
        submitted_at=enterprise.created_at,
    )


def case_of(chance: Random, ground: Ground, inquiry: Inquiry, now: datetime.datetime) -> Case:
    park, at = chance.choice(ground.parks), inquiry.submitted_at
    stage = chance.choice(STAGES)
    answered = stage not in (Stage.NEW, Stage.ACCEPTED) or chance.random() < 0.4
    owned = stage != Stage.NEW or chance.random() < 0.5
    waiting = stage in OPEN_STAGES and chance.random() < 0.03
    return Case(
        inquiry=inquiry,
        park=park,
        operator=park.operator,
        stage=stage,
        owner=chance.choice(ground.staff[park.operator_id]) if owned else None,
        answer_by=at + datetime.timedelta(days=3),
        first_response_at=at + datetime.timedelta(days=1) if answered else None,
        promise_kept=True if answered else None,
        awaiting_enterprise_since=now if waiting else None,
        awaiting_question="?" if waiting else "",
        enterprise_wrote_at=at if stage in OPEN_STAGES and chance.random() < 0.02 else None,
        lost_reason=chance.choice(LostReason.values) if stage == Stage.LOST else "",
        created_at=at,
    )


def write_cases(numbers: Sequence[int], ground: Ground, now: datetime.datetime) -> None:
    """The cases with these numbers and what hangs on them; one transaction."""
    chances = {number: Random(number) for number in numbers}  # noqa: S311 - not for secrets
    companies = [
        enterprise_of(number, chance, ground, now - datetime.timedelta(minutes=number))
        for number, chance in chances.items()
    ]
    with transaction.atomic():
        Enterprise.objects.bulk_create(companies)
        inquiries = Inquiry.objects.bulk_create(
            inquiry_of(number, chance, ground, company)
            for (number, chance), company in zip(chances.items(), companies, strict=True)
        )
        Requirement.objects.bulk_create(Requirement(inquiry=inquiry) for inquiry in inquiries)
        cases = Case.objects.bulk_create(
            case_of(chance, ground, inquiry, now) for chance, inquiry in zip(chances.values(), inquiries, strict=True)
        )
        Qualification.objects.bulk_create(
            Qualification(case=case, industry=case.inquiry.enterprise.industry) for case in cases
        )
        StageChange.objects.bulk_create(
            StageChange(case=case, to_stage=Stage.NEW, at=case.created_at) for case in cases
        )
        SearchKeys.objects.bulk_create(
            SearchKeys(inquiry=case.inquiry, tokens=keys_of(case.inquiry, [case.operator_id])) for case in cases
        )


class Command(BaseCommand):
    help = "Make generated cases (PB-2025-0000001 …) up to a number, for measurements. Those that exist are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int)
        parser.add_argument("--force", action="store_true", help="also in production")

    def handle(self, *args: Any, count: int, force: bool, **options: Any) -> None:
        if settings.PRODUCTION and not force:
            raise CommandError("This is a production installation; --force makes invented cases there all the same.")
        if count < 0:
            raise CommandError("The number of cases cannot be negative.")
        ground, now = lay_cases_ground(), timezone.now()
        marked = Inquiry.objects.filter(submission_key__startswith=f"{PREFIX}:")
        there = {int(key.partition(":")[2]) for key in marked.values_list("submission_key", flat=True).iterator()}
        missing = [number for number in range(1, count + 1) if number not in there]
        for start in range(0, len(missing), BATCH):
            write_cases(missing[start : start + BATCH], ground, now)
            if (start // BATCH).bit_count() <= 1:
                count_again()
        count_again()
        self.stdout.write(f"{len(missing)} generated cases made, {count - len(missing)} were there.")
