"""Hints at companies that are known already: by number, address, phone and name, in scope only, each with a reason."""

import pytest
from django.utils import translation

from enterprises.models import Enterprise
from inquiries import duplicates
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
OWN = {"contact_email": "own@x.example.org", "contact_phone": "+3210000001"}


@pytest.fixture
def case(park_a, lin):
    company = builders.make_enterprise(
        name_zh_hans="华中光电科技有限公司", name_en="Central Optics", registration_number="0403.170.701"
    )
    return builders.make_case(park_a, enterprise=company, **OWN)


def other(park, *, company=None, **contact):
    contact = {"contact_email": "other@x.example.org", **contact}
    company = {"name_en": "Nothing Alike", **(company or {})}
    return builders.make_case(park, enterprise=builders.make_enterprise(**company), **contact).inquiry.enterprise


def found(case, user):
    with translation.override("en"):
        return {hint.company.pk: [str(reason) for reason in hint.reasons] for hint in duplicates.hints(case, user)}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"company": {"registration_number": "BE 0403 170 701"}}, "same registration number"),
        ({"contact_email": "OWN@x.example.org"}, "same e-mail address"),
        ({"contact_phone": "+3210000001"}, "same phone number"),
        ({"company": {"name_en": "Central Optics BV"}}, "same name"),
        ({"company": {"name_en": "Centrall Optics"}}, "similar name"),
        ({"company": {"name_en": "", "name_zh_hans": "华中光电科技集团"}}, "same name"),
        ({"company": {"name_en": "", "name_zh_hans": "华中光电科计"}}, "same name"),  # sounds the same
        ({"company": {"name_en": "Huazhong Guangdian Keji Ltd"}}, "the Chinese name reads like the other one"),
        ({"company": {"name_en": "Huazhong Guangdian Photonics"}}, "the Chinese name reads like the other one"),
    ],
)
def test_each_hint_says_why(case, park_a, lin, fields, reason):
    like = other(park_a, **fields)
    other(park_a)
    assert found(case, lin) == {like.pk: [reason]}


def test_a_latin_case_finds_the_chinese_name(park_a, lin):
    chinese = other(park_a, company={"name_en": "", "name_zh_hans": "华中光电科技有限公司"})
    latin = builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="Huazhong Guangdian Keji"), **OWN)
    assert found(latin, lin) == {chinese.pk: ["the Chinese name reads like the other one"]}


def test_several_reasons_stand_together_and_the_surest_hint_comes_first(case, park_a, lin):
    name = other(park_a, company={"name_en": "Central Optics"})
    both = other(park_a, company={"name_en": "Central Optics"}, contact_email=OWN["contact_email"])
    number = other(park_a, company={"registration_number": "0403170701"})
    assert list(found(case, lin)) == [number.pk, both.pk, name.pk]
    assert found(case, lin)[both.pk] == ["same e-mail address", "same name"]


def test_another_operators_rows_leave_no_trace(case, park_b, lin, bao, wei):
    hidden = other(park_b, company={"name_en": "Central Optics"}, contact_email=OWN["contact_email"])
    assert found(case, lin) == {}
    assert list(found(case, wei)) == [hidden.pk]


def test_an_address_that_only_another_operator_knows_is_no_reason(case, park_a, park_b, lin):
    """A company in scope by one inquiry may have another one elsewhere, from the address of this case."""
    company = other(park_a)
    builders.make_case(park_b, enterprise=company, **OWN)
    assert found(case, lin) == {}


def test_nothing_is_merged_or_dropped(case, park_a, lin):
    other(park_a, company={"name_en": "Central Optics"})
    before = list(Enterprise.objects.order_by("pk").values())
    found(case, lin)
    assert list(Enterprise.objects.order_by("pk").values()) == before


def test_names_that_cannot_be_compared_are_alike_to_nothing(park_a, lin):
    for _ in range(2):
        row = builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="😀"), contact_email="a@x.org")
    row.inquiry.contact_email = "b@x.org"
    row.inquiry.save()
    assert found(row, lin) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_however_many(case, park_a, lin, django_assert_num_queries, count):
    for _ in range(count):
        other(park_a, company={"name_en": "Central Optics"})
    lin.seat_roles  # noqa: B018 - known by the time a page asks
    with django_assert_num_queries(3):
        assert len(duplicates.hints(case, lin)) == count
