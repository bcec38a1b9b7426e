"""Companies as staff ask for them."""

import pytest

from enterprises import finding
from enterprises.models import Enterprise
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


def found(user, text):
    return list(Enterprise.objects.for_staff(user).filter(pk__in=finding.candidates(user, text).numbers))


def test_by_what_its_inquiry_is_found_by(park_a, lin, bao):
    case = builders.make_case(
        park_a, enterprise=builders.make_enterprise(name_zh_hans="苏州光学", name_en="Suzhou Optics")
    )
    for text in ("光学", "optics", "suzhou", "anna@optics.example.org"):
        assert found(lin, text) == [case.inquiry.enterprise], text
        assert found(bao, text) == [], text


def test_one_without_an_inquiry_by_how_its_name_begins(wei, lin):
    row = builders.make_enterprise(name_zh_hans="长江光电有限公司", name_en="", registration_number="0403.170.701")
    for text in ("长江", "changjiang", "长江光电", "0403.170.701"):
        assert found(wei, text) == [row], text
        assert found(lin, text) == [], text
    assert found(wei, "光电") == []  # only an index of an inquiry knows the middle of a name


def test_nothing_for_who_may_see_no_company(park_a, operator_a):
    builders.make_case(park_a)
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    assert finding.candidates(editor, "walloon") == finding.FoundCompanies()


def test_more_than_are_looked_at_are_told_of(park_a, wei, lin, bao, monkeypatch):
    monkeypatch.setattr(finding, "CANDIDATES", 1)
    for _ in range(2):
        builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="Suzhou Optics"))
    assert [finding.candidates(user, "optics").is_more for user in (wei, lin, bao)] == [True, True, False]
    for _ in range(2):
        builders.make_enterprise(name_en="Changjiang Lasers")
    assert [finding.candidates(user, "changjiang").is_more for user in (wei, lin)] == [True, False]
    builders.make_enterprise(name_en="Danube Lasers")
    assert not finding.candidates(wei, "danube").is_more
