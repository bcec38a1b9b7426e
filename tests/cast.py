"""Builders for the named cast and the rows that tests stand on. Plain functions; every argument can be overridden."""

from typing import Any

from accounts.enums import PlatformRole
from accounts.models import User
from common.enums import PublicationState
from parks.enums import ParkKind, SeatRole
from parks.models import Industry, Membership, Operator, Park, SettlementMode, SpaceType

PASSWORD = "correct horse battery staple"


def make_user(email: str, **fields: Any) -> User:
    fields = {"is_staff": True, **fields}
    return User.objects.create_user(email, PASSWORD, **fields)


def make_operator(slug: str = "cbtc", **fields: Any) -> Operator:
    fields = {
        "name_zh_hans": f"{slug}运营方",
        "name_en": f"{slug} operator",
        "country": "BE",
        "time_zone": "Europe/Brussels",
        "default_language": "en",
        "controller_name_zh_hans": f"{slug}控制者",
        "controller_name_en": f"{slug} controller",
        **fields,
    }
    return Operator.objects.create(slug=slug, **fields)


def make_park(operator: Operator, slug: str = "cbtc", **fields: Any) -> Park:
    fields = {
        "name_zh_hans": f"{slug}园区",
        "name_en": f"{slug} park",
        "summary_zh_hans": "一句话简介",
        "summary_en": "One sentence",
        "kind": ParkKind.SCIENCE_PARK,
        "country": str(operator.country),
        "state_zh_hans": PublicationState.PUBLISHED,
        "state_en": PublicationState.PUBLISHED,
        **fields,
    }
    return Park.objects.create(operator=operator, slug=slug, **fields)


def make_seat(user: User, operator: Operator, role: str = SeatRole.OFFICER) -> Membership:
    return Membership.objects.create(user=user, operator=operator, role=role)


def make_lin(operator: Operator, role: str = SeatRole.OFFICER) -> User:
    """Lin, officer at park A (CBTC), reads Chinese."""
    lin = make_user("lin@cbtc.example.org", name="林", language="zh-hans")
    make_seat(lin, operator, role)
    return lin


def make_bao(operator: Operator, role: str = SeatRole.OFFICER) -> User:
    """Bao, officer at park B, reads Chinese."""
    bao = make_user("bao@parkb.example.org", name="包", language="zh-hans")
    make_seat(bao, operator, role)
    return bao


def make_wei(**fields: Any) -> User:
    """Wei, platform administrator, reads English."""
    return make_user(
        "wei@parkbridge.example.org", name="Wei", language="en", platform_role=PlatformRole.ADMIN, **fields
    )


def make_industry(code: str = "life-sciences", **fields: Any) -> Industry:
    return Industry.objects.create(code=code, **{"name_zh_hans": "生命科学", "name_en": "Life sciences", **fields})


def make_mode(code: str = "office_lease", **fields: Any) -> SettlementMode:
    return SettlementMode.objects.create(
        code=code, **{"name_zh_hans": "写字楼租赁", "name_en": "Office lease", **fields}
    )


def make_space_type(code: str = "office", **fields: Any) -> SpaceType:
    return SpaceType.objects.create(code=code, **{"name_zh_hans": "办公", "name_en": "Office", **fields})
