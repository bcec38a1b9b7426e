"""Each verdict with its reason, and the rank that follows from them: a table, without a database."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from inquiries.matching.requirements import Wish
from inquiries.matching.scoring import WEIGHTS, Candidate, Criterion, Room, Verdict, asked, judge

TODAY = datetime.date(2026, 11, 27)
SPRING = datetime.date(2027, 3, 1)
F, N, U = Verdict.FITS, Verdict.DOES_NOT, Verdict.UNKNOWN


def park(**fields):
    return Candidate(**{"pk": 1, "country": "BE", "is_in_china": False, **fields})


def room(**fields):
    return Room(**{"pk": 7, "kind": "office", "status": "available", **fields})


def found(wish, candidate):
    """Verdict and reason of each criterion, in English."""
    with translation.override("en"):
        return {f.criterion.value: (f.verdict, f.reason) for f in judge(wish, candidate, TODAY).findings}


PLACE = Wish(country="BE", region="wallonia", region_around=frozenset({"belgium"}))
OPTICS = Wish(industry="optics", industry_parent="photonics")
AREA = Wish(area_min=Decimal(100), area_max=Decimal(200))
BY = Wish(by=SPRING)
BOTH = Wish(area_min=Decimal(100), by=SPRING)
TABLE = [
    ("place", Wish(country="BE"), park(), F, "It lies where you want to be."),
    ("place", Wish(country="CN"), park(), N, "It lies in another country or region."),
    ("place", PLACE, park(region="lln", regions=frozenset({"lln", "wallonia", "belgium"})), F, "It lies where you"),
    ("place", PLACE, park(), U, "In the right country; the place is not stated so exactly."),
    ("place", PLACE, park(region="belgium", regions=frozenset({"belgium"})), U, "In the right country; the place"),
    ("place", PLACE, park(region="ghent", regions=frozenset({"ghent", "belgium"})), N, "In the right country, but in"),
    ("direction", Wish(direction="outbound"), park(), F, "It lies outside China."),
    ("direction", Wish(direction="inbound"), park(), N, "It lies outside China."),
    ("direction", Wish(direction="inbound"), park(is_in_china=True), F, "It lies in China."),
    ("direction", Wish(direction="domestic"), park(is_in_china=True), F, "It lies in China."),
    ("industry", OPTICS, park(industries=frozenset({"optics", "photonics"})), F, "The park names this industry"),
    ("industry", OPTICS, park(industries=frozenset({"photonics"})), U, "The park names the wider industry"),
    ("industry", OPTICS, park(industries=frozenset({"biotech"})), N, "The park names other industries."),
    ("industry", OPTICS, park(), U, "The park names no industries."),
    ("mode", Wish(mode="desk"), park(modes=frozenset({"desk"})), F, "The park offers this way to settle."),
    ("mode", Wish(mode="desk"), park(modes=frozenset({"rd_centre"})), N, "The park states other ways"),
    ("mode", Wish(mode="desk"), park(), U, "The park does not state which ways"),
    ("size", AREA, park(rooms=[room(area_min=150, area_max=400)]), F, "A space of this size can be had: 150–400 m²."),
    ("size", AREA, park(rooms=[room(area_min=300)]), N, "None of its spaces has this size."),
    ("size", AREA, park(rooms=[room(area_max=90)]), N, "None of its spaces has this size."),
    ("size", AREA, park(rooms=[room(area_min=150, status="not_stated")]), U, "There is a space of this size (from"),
    ("size", AREA, park(rooms=[room()]), U, "How large its spaces are is not stated."),
    ("size", AREA, park(), U, "The park lists no spaces: ask."),
    *(
        ("size", AREA, park(rooms=[room(area_min=150, status=gone)]), N, "Its spaces of this size are let or kept")
        for gone in ("held", "let", "own_use", "maintenance", "off_market")
    ),
    ("size", Wish(seats=8), park(rooms=[room(seats=10)]), F, "A space of this size can be had: 10 seats."),
    ("size", Wish(seats=8), park(rooms=[room(seats=4)]), N, "None of its spaces has this size."),
    ("size", Wish(seats=8), park(rooms=[room(area_min=90)]), U, "How many desks its spaces hold is not stated."),
    ("size", Wish(seats=8), park(rooms=[room(seats=10, area_min=90)]), F, "A space of this size can be had: 10 seats."),
    ("timing", BY, park(rooms=[room()]), F, "It can be had now."),
    ("timing", BY, park(rooms=[room(available_from=SPRING)]), F, "Free from 2027-03-01."),
    ("timing", BY, park(rooms=[room(available_from=datetime.date(2027, 3, 2))]), N, "Free only from 2027-03-02."),
    ("timing", BY, park(rooms=[room(status="not_stated")]), U, "From when it is free is not stated."),
    ("timing", BY, park(rooms=[room(status="held")]), N, "It cannot be had at present."),
    ("timing", BY, park(), U, "The park lists no spaces: ask."),
    ("language", Wish(languages=("zh",)), park(languages=frozenset({"fr", "zh"})), F, "Your language is spoken there."),
    ("language", Wish(languages=("zh",)), park(languages=frozenset({"fr"})), N, "Your language is not among"),
    ("language", Wish(languages=("zh",)), park(), U, "The park does not state which languages"),
    ("state", BY, park(state="operating"), F, "The park is open."),
    ("state", BY, park(state="building"), U, "The park is planned or being built."),
    ("state", BY, park(state="planning"), N, "The park is only planned, and you want to move in soon."),
    ("state", Wish(by=datetime.date(2028, 1, 1)), park(state="planning"), U, "The park is planned or being built."),
    ("state", Wish(mode="desk"), park(state="full"), N, "The park is full."),
    ("state", Wish(mode="desk"), park(state="closed"), N, "The park is closed."),
]


@pytest.mark.parametrize(("criterion", "wish", "candidate", "verdict", "reason"), TABLE)
def test_one_criterion(criterion, wish, candidate, verdict, reason):
    said = found(wish, candidate)[criterion]
    assert said[0] is verdict
    assert said[1].startswith(reason)


def test_only_what_was_asked_is_judged_and_whether_the_park_is_open():
    assert list(found(Wish(), park())) == ["state"]
    assert list(found(Wish(mode="desk", languages=("en",)), park())) == ["mode", "language", "state"]
    assert asked(Wish(mode="desk", languages=("en",))) == [Criterion.MODE, Criterion.LANGUAGE]


def test_a_named_place_is_judged_instead_of_the_direction():
    assert list(found(Wish(direction="inbound", country="BE"), park())) == ["place", "state"]


def test_size_and_day_must_hold_for_one_and_the_same_space():
    late = room(pk=1, area_min=150, available_from=datetime.date(2028, 1, 1))
    small = room(pk=2, area_min=20, area_max=30)
    said = found(BOTH, park(rooms=[late, small]))
    assert (said["size"][0], said["timing"][0]) == (F, N)
    good = room(pk=3, area_min=120, available_from=SPRING)
    said = found(BOTH, park(rooms=[late, small, good]))
    assert (said["size"][0], said["timing"][0]) == (F, F)
    assert [shown.pk for shown in judge(BOTH, park(rooms=[late, small, good]), TODAY).rooms] == [3, 1]


def test_the_day_of_a_space_of_another_size_counts_for_nothing():
    small, let = room(pk=1, area_min=20, area_max=30), room(pk=2, area_min=150, status="let")
    assert found(BOTH, park(rooms=[small]))["timing"] == (U, "The park lists no space of this size.")
    assert found(BOTH, park(rooms=[small, let]))["timing"] == (N, "It cannot be had at present.")


def test_only_spaces_of_the_kind_and_for_the_industry_count():
    wish = Wish(area_min=Decimal(100), industry="optics", mode="office_lease", kinds=frozenset({"office"}))
    lab, other = room(kind="lab", area_min=150), room(area_min=150, only=frozenset({"biotech"}))
    for spaces in ([lab], [other], [lab, other]):
        said = found(wish, park(rooms=spaces))["size"]
        assert said == (N, "The park lists no space of the kind that this needs.")
    assert found(wish, park(rooms=[room(area_min=150, only=frozenset({"optics"}))]))["size"][0] is F


@pytest.mark.parametrize("status", ["held", "let", "own_use", "maintenance", "off_market"])
def test_what_cannot_be_had_is_never_suggested(status):
    assert judge(AREA, park(rooms=[room(area_min=150, status=status)]), TODAY).rooms == ()


def test_points_are_the_weights_and_unknown_brings_none():
    wish = Wish(country="BE", industry="optics", mode="desk")
    known = park(industries=frozenset({"optics"}), modes=frozenset({"rd_centre"}))
    expected = (
        WEIGHTS[Criterion.PLACE] + WEIGHTS[Criterion.INDUSTRY] - WEIGHTS[Criterion.MODE] + WEIGHTS[Criterion.STATE]
    )
    assert judge(wish, known, TODAY).points == expected == 5
    assert judge(wish, park(), TODAY).points == WEIGHTS[Criterion.PLACE] + WEIGHTS[Criterion.STATE] == 5
    assert judge(wish, known, TODAY).rank < judge(wish, park(), TODAY).rank  # more of it is known to fit


@pytest.mark.parametrize(
    ("candidate", "is_good"),
    [
        (park(industries=frozenset({"optics"}), modes=frozenset({"desk"})), True),
        (park(industries=frozenset({"optics"})), True),  # half is known
        (park(), False),  # nothing is known
        (park(industries=frozenset({"optics"}), modes=frozenset({"rd_centre"})), False),  # something does not fit
        (park(industries=frozenset({"optics"}), modes=frozenset({"desk"}), state="full"), False),
    ],
)
def test_a_good_match(candidate, is_good):
    assert judge(Wish(industry="optics", mode="desk"), candidate, TODAY).is_good is is_good


def test_reasons_are_read_in_the_readers_language():
    [finding, _state] = judge(Wish(mode="desk"), park(), TODAY).findings
    with translation.override("en"):
        assert (finding.verdict.label, finding.criterion.label) == ("unknown", "Way to settle")
        assert finding.reason == "The park does not state which ways to settle it offers."
