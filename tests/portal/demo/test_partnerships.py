"""The partnerships of the demo: all of them, in both languages, dated only where a source dates them."""

import datetime

import pytest

from common.enums import Language
from parks.enums import PartnershipKind
from parks.imports import load_catalogue, load_sources, read_rows
from parks.models import Activity, Organisation, Park, Partnership, Party, Source
from portal.demo.partnerships import load_partnerships
from portal.demo.people import DATA
from tests import cast

ROWS = read_rows(DATA / "partnerships.yaml")


@pytest.fixture
def loaded(db):
    """The partnerships among bare parks and organisations of the right names."""
    load_catalogue()
    load_sources(read_rows(DATA / "sources.yaml"))
    operator = cast.make_operator()
    for row in ROWS:
        for party in row["parties"]:
            if "park" in party and not Park.objects.filter(slug=party["park"]).exists():
                cast.make_park(operator, party["park"])
            if "organisation" in party:
                Organisation.objects.get_or_create(slug=party["organisation"], defaults={"name_en": "X"})
    assert load_partnerships(ROWS) == 23


def test_every_one_is_there_published_in_both_languages(loaded):
    assert Partnership.objects.count() == len(ROWS) == 23
    assert Party.objects.count() == sum(len(row["parties"]) for row in ROWS) == 53
    kinds = [row["kind"] for row in ROWS]
    assert set(kinds) <= set(PartnershipKind.values) and kinds.count("hand_in_hand") == 7
    for row in ROWS:
        found = Partnership.objects.prefetch_related("sources").get(slug=row["slug"])
        assert all(found.is_public_in(language) for language in Language.values)
        for field in ("title", "summary"):
            assert getattr(found, f"{field}_zh_hans") == row[f"{field}_zh"]
            assert getattr(found, f"{field}_en") == row[f"{field}_en"]
        assert {source.code for source in found.sources.all()} == set(row["sources"])
        assert bool(found.signed) != bool(found.signed_note_en and found.signed_note_zh_hans)
        assert found.last_reviewed_on is None


def test_only_what_a_source_dates_is_an_activity(loaded):
    assert Activity.objects.count() == 9
    for activity in Activity.objects.select_related("partnership", "source"):
        assert activity.happened == activity.partnership.signed
        assert activity.source in Source.objects.filter(pk__in=activity.partnership.sources.all())
        assert activity.text_zh_hans and activity.text_en
    for row in ROWS:
        if len(row.get("signed", "")) == 10:
            datetime.date.fromisoformat(row["signed"])


def test_a_second_run_changes_nothing(loaded):
    Partnership.objects.filter(slug="cbtc-biowin").update(title_en="Changed")
    assert load_partnerships(ROWS) == 0
    assert Partnership.objects.get(slug="cbtc-biowin").title_en == "Changed"
    assert Activity.objects.count() == 9


def test_every_side_is_a_park_or_an_organisation_of_the_demo():
    organisations = {row["slug"] for row in read_rows(DATA / "organisations.yaml")}
    parks = {row["slug"] for path in (DATA / "parks").glob("*.yaml") for row in read_rows(path)}
    for row in ROWS:
        for party in row["parties"]:
            assert set(party.values()) <= (parks if "park" in party else organisations)
