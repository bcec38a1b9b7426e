"""What staff find, by what they type; the index narrows to the scope by itself."""

import pytest
from django.utils import timezone

from inquiries import indexing, search
from inquiries.models import Case, SearchKeys
from inquiries.privacy import erasing, withdrawing
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(park_a):
    """Anna's company has a name in either script; the inquiry has a number of its own."""
    enterprise = builders.make_enterprise(
        name_zh_hans="武汉楚天激光（集团）股份有限公司", name_en="Chutian Laser Europe", country="BE",
        registration_number="BE 0403.170.701",
    )  # fmt: skip
    return builders.make_case(
        park_a,
        enterprise=enterprise,
        contact_name="王小明",
        contact_latin_name="Wang Xiaoming",
        contact_email="xm.wang88@chutian-laser.example.org",
        contact_phone="+32470123456",
        contact_wechat="wxm_laser",
        reference="PB-2026-000417",
    )


def found(user, text):
    return search.find_cases(user, search.candidates(user, text), 10)


@pytest.mark.parametrize(
    "text",
    [
        "楚天激光", "激光", "光", "武汉", "ｃｈｕｔｉａｎ", "Chutian", "laser eur", "LASER",
        "王小明", "小明", "wang xiao", "xm.wang88@chutian-laser.example.org", "wang88", "laser.example.org",
        "+32 470 12 34 56", "0470 12 34 56", "0470/12.34.56", "0032 470 123456", "０４７０１２３４",
        "+32 (0)470 12 34 56", "wuhanchutian",
        "0403.170.701", "BE0403170701", "wxm_laser",
        "PB-2026-000417", "pb 2026 000417", "PB-2026-0004", "417", "000417",
    ],
)  # fmt: skip
def test_it_is_found_by(text, case, lin, park_a):
    builders.make_case(park_a, contact_name="X", contact_email="x@y.example.org")
    assert found(lin, text) == [case]


@pytest.mark.parametrize(
    "text", ["", "?", "a", "天楚", "京东", "Chutianx", "0471", "PB-2025-000417", "4170", "' OR 1=1", "\x00"]
)
def test_it_is_not_found_by(text, case, lin):
    assert found(lin, text) == []


def test_another_operator_finds_nothing_by_any_of_it(case, bao, park_b):
    for text in ("楚天激光", "Chutian", "0470123456", "xm.wang88@chutian-laser.example.org", "PB-2026-000417", "417"):
        assert found(bao, text) == [], text
    builders.transitions.open_cases(case.inquiry, [park_b], now=timezone.now())
    assert [one.park for one in found(bao, "Chutian")] == [park_b]


def test_the_platform_finds_all_and_an_editor_nothing(case, wei, operator_a):
    assert found(wei, "Chutian") == [case]
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    assert search.candidates(editor, "Chutian") == search.Candidates()


def test_a_withdrawn_consent_leaves_the_reference_alone(case, lin):
    case.inquiry.consents.create(
        operator=case.operator, purpose="answering", text_version="1", text="x", language="en", recipient="x",
        recipient_country="BE",
    )  # fmt: skip
    assert withdrawing.withdraw(case.inquiry, purpose="answering", operator=case.operator.slug)
    assert found(lin, "Chutian") == []
    assert found(lin, "PB-2026-000417") == [case]
    assert indexing.operator_token(case.operator_id) not in SearchKeys.objects.get(inquiry=case.inquiry).tokens


def test_nothing_personal_is_left_in_the_index_after_an_erasure(case):
    erasing.erase(case.inquiry, actor=None)
    assert SearchKeys.objects.get(inquiry=case.inquiry).tokens == indexing.operator_token(case.operator_id)


def test_an_inquiry_at_the_desk_is_found_by_the_platform(wei, lin):
    routing = builders.make_routing(contact_phone="+8613812345678")
    indexing.enter([routing.inquiry])
    for user, expected in ((wei, [routing.inquiry]), (lin, [])):
        rows = search.find_inquiries(user, search.candidates(user, "138 1234 5678", "inquiries.view_inquiry"), 5)
        assert rows == expected


def test_more_than_are_looked_at_is_said(park_a, lin, monkeypatch):
    monkeypatch.setattr(search, "CANDIDATES", 2)
    for _ in range(3):
        builders.make_case(park_a)
    assert search.candidates(lin, "walloon").is_more
    assert len(found(lin, "walloon")) == 2


def test_rebuilding_makes_the_same_keys(case, park_b):
    builders.make_case(park_b)
    before = dict(SearchKeys.objects.values_list("pk", "tokens"))
    SearchKeys.objects.update(tokens="")
    assert indexing.rebuild() == 2
    assert dict(SearchKeys.objects.values_list("pk", "tokens")) == before
    SearchKeys.objects.filter(inquiry=case.inquiry).delete()
    assert indexing.rebuild(only_missing=True) == 1
    assert dict(SearchKeys.objects.values_list("pk", "tokens")) == before


def test_two_queries_however_many_match(park_a, lin, django_assert_num_queries):
    lin.seats  # noqa: B018 - known by the time a page asks
    for more in (1, 2):
        for _ in range(more):
            builders.make_case(park_a)
        with django_assert_num_queries(2):
            search.candidates(lin, "0470 123 456")
    assert Case.objects.count() == 3


def test_the_newest_are_found_whether_few_or_all_candidates_are_looked_at(lin, park_a, monkeypatch):
    monkeypatch.setattr(search, "FEW", 1)
    cases = [builders.make_case(park_a, contact_latin_name="Zoe Zeta") for _ in range(6)]
    indexing.rebuild()
    names = search.candidates(lin, "Zeta")
    assert [len(part.named) for part in names.newest_first()] == [1, 6]
    for shown in (1, 2, 6):
        assert search.find_cases(lin, names, shown) == cases[::-1][:shown]
