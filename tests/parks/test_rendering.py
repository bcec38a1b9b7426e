import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from parks import rendering
from parks.cards import card
from parks.models import Fact, Metric, Park, Reach, Source, Space
from tests import cast
from tests.parks.disputes import make_disputed


@pytest.fixture
def metric(db):
    return Metric.objects.create(
        code="gfa",
        name_en="Floor area",
        name_zh_hans="建筑面积",
        unit="m2",
        unit_label_en="m²",
        unit_label_zh_hans="平方米",
    )


@pytest.fixture
def source(db):
    return Source.objects.create(code="brochure", title_en="Brochure", title_zh_hans="手册")


def only(facts):
    with override("en"):
        (found,) = rendering.metrics(facts, rendering.SourceList())
    return found


def test_a_figure_has_unit_year_hedge_and_source(park_a, metric, source):
    fact = Fact(
        park=park_a, metric=metric, source=source, value=Decimal("120000"), qualifier="more_than",
        as_of=datetime.date(2025, 3, 1), as_of_precision="month",
    )  # fmt: skip
    (figure,) = only([fact]).figures
    assert (figure.before, figure.text, figure.unit, figure.when) == ("more than", "120,000", "m²", "2025-03")
    assert figure.source == 1


def test_a_source_that_only_says_dozens_is_quoted(park_a, metric, source):
    fact = Fact(park=park_a, metric=metric, source=source, value=None, qualifier="dozens")
    (figure,) = only([fact]).figures
    assert (figure.before, figure.text, figure.unit, figure.when) == ("", "dozens", "of m²", "")


def test_values_that_contradict_each_other_stand_side_by_side(park_a, metric, source):
    old = Fact(park=park_a, metric=metric, source=source, value=Decimal("82000"), as_of=datetime.date(2016, 1, 1))
    undated = Fact(park=park_a, metric=metric, source=source, value=Decimal("120000"))
    found = only([undated, old])
    assert found.disagree
    assert [figure.text for figure in found.shown] == ["82,000", "120,000"]


def test_values_of_different_years_are_no_contradiction(park_a, metric, source):
    rows = [
        Fact(park=park_a, metric=metric, source=source, value=value, as_of=datetime.date(year, 1, 1))
        for year, value in ((2023, Decimal("5")), (2025, Decimal("7")))
    ]
    found = only(rows)
    assert not found.disagree
    assert [figure.text for figure in found.shown] == ["7"]
    assert [figure.when for figure in found.figures] == ["2025", "2023"]


def test_sources_are_numbered_once_in_the_order_of_mention(source):
    other = Source.objects.create(code="web")
    sources = rendering.SourceList()
    assert [sources.number(row) for row in (other, source, other, None)] == [1, 2, 1, None]
    assert sources.sources == [other, source]


def test_bars_of_kilometres_and_minutes_are_kept_apart(park_a):
    rows = [
        Reach(park=park_a, place="Brussels", km=Decimal("25")),
        Reach(park=park_a, place="Paris", minutes=120, within=True, mode="rail"),
        Reach(park=park_a, place="Namur", minutes=30),
        Reach(park=park_a, place="Somewhere"),
    ]
    with override("en"):
        by_km, by_time = rendering.distances(rows, rendering.SourceList())
    assert (by_km.end, [row.share for row in by_km.rows]) == ("30 km", ["83.3"])
    assert (by_time.end, [row.share for row in by_time.rows]) == ("2 h", ["100.0", "25.0"])
    assert [row.text for row in by_time.rows] == ["within 2 h · Rail", "30 min"]


def test_distances_of_nothing_do_not_divide_by_zero(park_a):
    with override("en"):
        (axis,) = rendering.distances([Reach(park=park_a, place="Here", km=Decimal("0"))], rendering.SourceList())
    assert [row.share for row in axis.rows] == ["0.0"]


def test_the_ladder_names_the_spaces_of_each_step(park_a):
    nursery = cast.make_space_type("nursery", name_en="Nursery", ladder_step=1)
    office = cast.make_space_type("office", name_en="Office")
    spaces = [Space(park=park_a, kind=nursery, name_en="Desk"), Space(park=park_a, kind=office)]
    with override("en"):
        steps = rendering.ladder(spaces)
    assert [step.has for step in steps] == [True, False, False, False, False]
    assert steps[0].spaces == ["Desk"]


def test_invented_spaces_are_on_no_step(park_a):
    nursery = cast.make_space_type("nursery", name_en="Nursery", ladder_step=1)
    steps = rendering.ladder([Space(park=park_a, kind=nursery, name_en="Example", is_demonstration=True)])
    assert not any(step.has for step in steps)


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (4, "within 4 working hours"),
        (8, "within 1 working day"),
        (16, "within 2 working days"),
        (17, "within 3 working days"),
    ],
)
def test_the_promise_is_the_operators_own(park_a, hours, text):
    park_a.operator.response_hours = hours
    with override("en"):
        assert rendering.promise(park_a) == text


def test_coordinates_name_their_hemisphere():
    with override("en"):
        assert (
            rendering.coordinates(Park(latitude=Decimal("-33.5"), longitude=Decimal("-70.25"))) == "33.50° S, 70.25° W"
        )
        assert rendering.coordinates(Park(latitude=Decimal("1"))) == ""


def test_a_card_knows_what_contradicts_its_headline_figures_without_asking_more(park_a, django_assert_num_queries):
    make_disputed(park_a)
    other = Metric.objects.create(code="land", name_en="Land")
    Fact.objects.create(park=park_a, metric=other, source=Source.objects.get(code="source"), value=9)
    with override("en"), django_assert_num_queries(5):
        (park,) = rendering.for_cards(Park.objects.all())
        shown = [(metric.label, [one.text for one in metric.shown]) for metric in card(park)["metrics"]]
    assert shown == [("Floor area", ["120,000", "82,000"]), ("Staff", ["450"])]


def test_a_share_that_the_chart_shows_is_no_headline(park_a, metric, source):
    share = Metric.objects.create(code="industry_share", name_en="Share", unit="percent", unit_label_en="%")
    facts = [
        Fact(park=park_a, metric=share, industry=cast.make_industry(), source=source, value=40, headline=True),
        Fact(park=park_a, metric=metric, source=source, value=7, headline=True),
    ]
    with override("en"):
        assert [found.label for found in rendering.headlines(facts)] == ["Floor area"]
