"""The operators of the demo and the invented people who work for them."""

from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.models import User
from parks import seats
from parks.enums import OperatorKind
from parks.imports import Row, bilingual, ids
from parks.models import Operator

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Account:
    """One account that was created now: who it is, and the roles it holds (codes of `SeatRole` and `PlatformRole`)."""

    email: str
    name: str
    roles: tuple[str, ...]
    operators: tuple[str, ...]


def load_operators(rows: list[Row]) -> int:
    """Create the operators that are absent."""
    present = ids(Operator, "slug")
    fresh = [_operator(row) for row in rows if row["slug"] not in present]
    Operator._base_manager.bulk_create(fresh)
    return len(fresh)


def load_staff(rows: list[Row], password: str) -> list[Account]:
    """Create the people who are absent, all with one password, and give them their seats.

    Whoever exists keeps password, role and seats. The password is hashed once: hashing is slow on purpose.
    """
    present = ids(User, "email")
    fresh = [row for row in rows if row["email"] not in present]
    if not fresh:
        return []
    hashed = make_password(password)
    operators = {operator.slug: operator for operator in Operator.objects.all()}
    for row in fresh:
        user = User.objects.create(
            email=row["email"],
            name=row["name"],
            language=row["language"],
            platform_role=row.get("platform_role", ""),
            is_staff="platform_role" in row,
            password=hashed,
        )
        for slug, role in row.get("seats", ()):
            seats.grant(operators[slug], user, role)
    return [_account(row) for row in fresh]


def _operator(row: Row) -> Operator:
    return Operator(
        slug=row["slug"],
        kind=row.get("kind", OperatorKind.PARK_OPERATOR),
        country=row["country"],
        time_zone=row["time_zone"],
        default_language=row["default_language"],
        is_desk=row.get("desk", False) and not Operator.objects.filter(is_desk=True).exists(),
        controller_email=row.get("controller_email", ""),
        controller_name_zh_hans=row["name_zh"],
        controller_name_en=row["name_en"],
        **bilingual(row, "name"),
    )


def _account(row: Row) -> Account:
    given = row.get("seats", [])
    roles = [role for _slug, role in given] or [row["platform_role"]]
    operators = dict.fromkeys(slug for slug, _role in given)
    return Account(row["email"], row["name"], tuple(roles), tuple(operators))
