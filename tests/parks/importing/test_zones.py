"""The 571 development zones of the official catalogue, in one go; their file is as it was published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parks.models import Park, SearchEntry
from tests.parks.importing.files import ZONES, checked, committed, counts, refusals, undone

KINDS = {
    "economic_technological": "industrial_park",
    "high_tech": "high_tech_zone",
    "customs_special": "bonded_zone",
    "other_national": "featured_park",
    "border_cooperation": "featured_park",
}
WORDS = {"kind": KINDS, "state": {"under_construction": "building"}}
FIXED = {"operator": "parkb", "country": "CN"}
LEFT = {"industries": ""}


def upload():
    return SimpleUploadedFile("zones.csv", ZONES.read_bytes())


@pytest.fixture
def imported(wei, operator_b):
    batch = checked(wei, "parks", upload(), fixed=FIXED, headings=LEFT, values=WORDS)
    return committed(batch, wei)


def test_headings_are_guessed_and_unknown_words_are_offered_for_translation(wei, operator_b):
    batch = checked(wei, "parks", upload(), fixed=FIXED, headings=LEFT)
    assert {name: choice["heading"] for name, choice in batch.mapping.items() if choice["heading"]} == {
        "slug": "code",
        "name_zh_hans": "name_zh",
        "name_en": "name_en",
        "level": "level",
        "kind": "kind",
        "state": "status",
        "opened_on": "approved_on",
    }
    assert batch.unknown["kind"] == {
        "economic_technological": 219,
        "high_tech": 156,
        "customs_special": 135,
        "other_national": 23,
        "border_cooperation": 19,
    }
    assert batch.unknown["state"] == {"under_construction": 13}


def test_all_rows_come_in_as_drafts(wei, operator_b, imported):
    assert counts(imported) == (571, 0, 0, 0), refusals(imported)[:3]
    assert Park.objects.count() == 571
    zone = Park.objects.get(slug="G216034")
    assert (zone.name_zh_hans, zone.kind, zone.opened_on) == (
        "中德（沈阳）高端装备制造产业园",
        "featured_park",
        "2015-12",
    )
    assert set(Park.objects.values_list("state_zh_hans", "state_en")) == {("draft", "draft")}
    assert zone.sort_key.startswith("zhong de")
    assert not SearchEntry.objects.exists()


def test_once_more_changes_nothing_and_a_new_name_changes_one(wei, operator_b, imported):
    again = checked(wei, "parks", upload())
    assert counts(again) == (0, 0, 571, 0)  # the columns and words were remembered
    text = ZONES.read_text(encoding="utf-8").replace("G216001,大连金石滩国家旅游度假区", "G216001,大连金石滩度假区")
    third = checked(wei, "parks", SimpleUploadedFile("zones.csv", text.encode("gb18030")))
    assert (third.encoding, counts(third)) == ("gb18030", (0, 1, 570, 0))
    assert third.rows.get(outcome="changed").changes == {
        "name_zh_hans": ["大连金石滩国家旅游度假区", "大连金石滩度假区"]
    }


def test_all_are_taken_back(wei, operator_b, imported):
    batch = undone(imported, wei)
    assert (batch.state, Park.objects.count()) == ("undone", 0)
    assert batch.rows.filter(undone=True).count() == 571
