"""The dry run: errors by row and cell, what would change, and what is refused without saying why it exists."""

import pytest

from parks.models import Fact, Metric, Park, ParkIndustry, Policy, Region, Source, Space
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.importing.files import checked, committed, counts, csv_file, refusals, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(operator_a):
    edith = cast.make_user("edith@cbtc.example.org", language="en")
    cast.make_seat(edith, operator_a, "park_editor")
    return edith


@pytest.fixture
def office(db):
    return cast.make_space_type()


def spaces(*rows):
    return csv_file([{"park": "cbtc", "kind": "office", **row} for row in rows])


def test_nothing_is_written_by_a_check(edith, park_a, office):
    batch = checked(edith, "spaces", spaces({"code": "A1", "area_min": "120"}))
    assert (counts(batch), batch.state) == ((1, 0, 0, 0), "checked")
    assert not Space.objects.exists()


def test_each_bad_cell_is_named_with_row_column_value_and_reason(edith, park_a, office):
    rows = [
        {"code": "A1", "area_min": "300", "area_max": "200", "price": "", "status": "", "available_from": ""},
        {"code": "A2", "price": "12"},
        {"code": "A3", "area_min": "1,5", "status": "sleeping", "available_from": "31/12/2026"},
        {"code": "", "area_min": "5"},
        {"code": "A1", "area_min": "5"},
        {"code": "A4", "area_min": "-1"},
    ]
    batch = checked(edith, "spaces", spaces(*rows))
    assert counts(batch) == (0, 0, 0, 6)
    found = refusals(batch)
    assert [(row, column) for row, column, _reason in found] == [
        (2, "area_max"),
        (3, "price"),
        (4, "area_min"),
        (4, "status"),
        (4, "available_from"),
        (5, "code"),
        (6, "code"),
        (7, "area_min"),
    ]
    assert found[0][2] == "The largest area is smaller than the smallest one."
    assert found[4][2] == "Write the date with the year first: 2026-11-30."
    assert found[6][2] == "Row 2 of this file is about the same record."
    assert batch.rows.get(number=4).errors[1]["value"] == "sleeping"


def test_reasons_are_kept_in_both_languages(edith, park_a, office):
    batch = checked(edith, "spaces", spaces({"code": "A1", "area_min": "200", "price": "x"}))
    reason = batch.rows.get().errors[0]["reason"]
    assert set(reason) == {"zh-hans", "en"}


def test_labels_in_either_language_stand_for_codes(edith, park_a, office):
    rows = [
        {"park": "cbtc园区", "kind": "办公", "status": "可招商"},
        {"park": "CBTC park", "kind": "Office", "status": "let"},
    ]
    file = csv_file([{**row, "code": str(number)} for number, row in enumerate(rows)], encoding="gb18030")
    batch = committed(checked(edith, "spaces", file), edith)
    assert batch.encoding == "gb18030"
    assert set(Space.objects.values_list("park__slug", "kind__code")) == {("cbtc", "office")}


def test_the_diff_says_what_was_and_what_would_be(edith, park_a, office):
    space = make_space(park_a, "Hall", kind=office, code="A1")
    file = csv_file([{"park": "cbtc", "code": "A1", "name_en": "Big hall", "area_min": ""}])
    batch = checked(edith, "spaces", file)
    assert counts(batch) == (0, 1, 0, 0)
    assert batch.rows.get().changes == {"name_en": ["Hall", "Big hall"]}
    assert batch.rows.get().record == space.pk


def test_an_empty_cell_leaves_a_field_alone_and_a_word_empties_it(edith, park_a, office):
    make_space(park_a, "Hall", kind=office, code="A1", floor="3")
    assert counts(checked(edith, "spaces", spaces({"code": "A1", "floor": ""}))) == (0, 0, 1, 0)
    batch = committed(checked(edith, "spaces", spaces({"code": "A1", "floor": "(empty)"})), edith)
    assert batch.rows.get().changes == {"floor": ["3", ""]}
    assert Space.objects.get().floor == ""
    refused = checked(edith, "spaces", spaces({"code": "A1", "kind": "(empty)"}))
    assert refusals(refused) == [(2, "kind", "This cannot be emptied.")]


def test_formulas_and_merged_cells_are_refused_cell_by_cell(edith, park_a, office):
    rows = [["park", "code", "kind", "area_min"], ["cbtc", "A1", "office", "=1+1"], [None, "A2", "office", 5]]
    file = xlsx_file(rows, lambda book: book.active.merge_cells("A2:A3"))
    batch = checked(edith, "spaces", file)
    assert [(row, column) for row, column, _reason in refusals(batch)] == [(2, "area_min"), (3, "park")]
    assert "no stored result" in refusals(batch)[0][2]
    assert batch.notices == ["merged"]


# --- Scope ---------------------------------------------------------------------------------------


def test_a_park_of_another_operator_is_no_park_here(edith, park_a, park_b, office):
    rows = [{"park": slug, "kind": "office", "code": "1"} for slug in ("parkb", "no-such-park")]
    found = refusals(checked(edith, "spaces", csv_file(rows)))
    assert [(row, column) for row, column, _reason in found] == [(2, "park"), (3, "park")]
    assert found[0][2] == found[1][2]


def test_a_foreign_park_and_one_that_never_was_are_refused_alike(edith, park_a, park_b):
    rows = [
        {"slug": slug, "name_en": "Mine now", "operator": "", "kind": "", "country": ""} for slug in ("parkb", "none")
    ]
    found = refusals(checked(edith, "parks", csv_file(rows)))
    assert len({reason for _row, _column, reason in found}) == 1
    assert counts(checked(edith, "parks", csv_file([{"slug": "cbtc", "name_en": "Ours"}]))) == (0, 1, 0, 0)


def test_a_short_name_that_others_use_cannot_be_taken(edith, operator_b, park_a):
    Policy.objects.create(slug="theirs", kind="rent", country="CN", title_en="x", operator=operator_b)
    rows = [{"slug": "theirs", "title_en": "Mine", "kind": "rent", "country": "BE"}]
    assert refusals(checked(edith, "policies", csv_file(rows))) == [
        (2, "slug", "This name or code cannot be used here. Choose another.")
    ]


def test_a_new_policy_belongs_to_the_only_operator_of_its_editor(edith, operator_a, park_a):
    rows = [{"slug": "ours", "title_en": "Mine", "kind": "rent", "country": "BE", "parks": "cbtc"}]
    committed(checked(edith, "policies", csv_file(rows)), edith)
    policy = Policy.objects.get()
    assert (policy.operator, [park.slug for park in policy.parks.all()]) == (operator_a, ["cbtc"])
    assert (policy.state_zh_hans, policy.state_en) == ("draft", "draft")


def test_parks_of_others_stay_linked_and_are_not_told(edith, operator_a, park_a, park_b):
    policy = Policy.objects.create(slug="ours", kind="rent", country="BE", title_en="x", operator=operator_a)
    policy.parks.add(park_b)
    batch = committed(checked(edith, "policies", csv_file([{"slug": "ours", "parks": "cbtc"}])), edith)
    assert batch.rows.get().changes == {"parks": ["", "cbtc"]}
    assert {park.slug for park in policy.parks.all()} == {"cbtc", "parkb"}


def test_the_operator_of_a_park_is_the_platforms_business(edith, wei, operator_a, operator_b, park_a):
    cast.make_seat(edith, operator_b, "park_editor")
    file = [{"slug": "cbtc", "operator": "parkb"}]
    assert refusals(checked(edith, "parks", csv_file(file))) == [(2, "operator", "You cannot change this.")]
    assert counts(checked(wei, "parks", csv_file(file))) == (0, 1, 0, 0)


# --- Rules of the records ----------------------------------------------------------------------------


def test_a_public_version_keeps_its_texts(edith, park_a):
    Park.objects.update(description_zh_hans="长", description_en="Long")
    file = [{"slug": "cbtc", "summary_en": "(empty)"}]
    assert refusals(checked(edith, "parks", csv_file(file))) == [
        (2, "summary_en", "This version is public. Withdraw it first, then empty this text.")
    ]


def test_a_retired_value_is_kept_where_it_stands_and_taken_nowhere_else(edith, park_a, office):
    old = cast.make_space_type("cellar", name_en="Cellar", name_zh_hans="地窖", retired=True)
    make_space(park_a, "Deep", kind=old, code="A1")
    rows = [{"code": "A1", "kind": "cellar", "floor": "-1"}, {"code": "A2", "kind": "cellar"}]
    batch = checked(edith, "spaces", spaces(*rows))
    assert (counts(batch), [column for _row, column, _reason in refusals(batch)]) == ((0, 1, 0, 1), ["kind"])


def test_regions_name_regions_of_the_same_file(wei):
    rows = [
        {"code": "cn", "name_zh": "中国", "kind": "country", "country": "CN", "parent": ""},
        {"code": "cn-hubei", "name_zh": "湖北", "kind": "province", "country": "CN", "parent": "cn"},
        {"code": "cn-x", "name_zh": "错", "kind": "province", "country": "CN", "parent": ""},
    ]
    batch = checked(wei, "regions", csv_file(rows))
    assert [(row, column) for row, column, _reason in refusals(batch)] == [(4, "kind")]
    committed(batch, wei, "good")
    assert Region.objects.get(code="cn-hubei").parent.code == "cn"


def test_industries_of_a_park_keep_their_order(edith, park_a):
    for code in ("optics", "biology"):
        cast.make_industry(code, name_en=code, name_zh_hans=code)
    committed(checked(edith, "parks", csv_file([{"slug": "cbtc", "industries": "optics; biology"}])), edith)
    committed(checked(edith, "parks", csv_file([{"slug": "cbtc", "industries": "biology; optics"}])), edith)
    assert list(ParkIndustry.objects.order_by("rank").values_list("industry__code", "rank")) == [
        ("biology", 1),
        ("optics", 2),
    ]


def test_figures_are_found_again_by_park_metric_day_and_source(edith, park_a):
    Metric.objects.create(code="tenants", name_en="Tenants", name_zh_hans="企业", unit="companies")
    Source.objects.create(code="report", title_en="Report")
    row = {"park": "cbtc", "metric": "tenants", "value": "200", "as_of": "2025-12-31", "source": "report"}
    committed(checked(edith, "facts", csv_file([row])), edith)
    batch = committed(checked(edith, "facts", csv_file([{**row, "value": "210"}])), edith)
    assert batch.rows.get().changes == {"value": ["200", "210"]}
    assert Fact.objects.get().value == 210


def test_a_status_that_a_case_has_set_is_not_changed_by_a_file(edith, park_a, office, monkeypatch):
    make_space(park_a, "Hall", kind=office, code="A1", status="held")
    monkeypatch.setattr("parks.claims._claims", [lambda space: "A case holds this space."])
    assert refusals(checked(edith, "spaces", spaces({"code": "A1", "status": "available"}))) == [
        (2, "status", "A case holds this space.")
    ]
