"""The steps of a settlement as data: complete in both languages, sourced, and never overwritten."""

import pytest
from django.utils.translation import override

from parks import imports
from parks.enums import FeeKind
from parks.models import ProcessStep, SettlementMode, Source
from parks.settling import days, duration

ROWS = imports.read_rows(imports.CATALOGUE / "process_steps.yaml")
STEPS = [
    (f"{row['mode']} {row['country']} {order}", step) for row in ROWS for order, step in enumerate(row["steps"], 1)
]
ALLOWED = {f"{text}_{language}" for text in imports.STEP_TEXTS for language in ("zh", "en")}
ALLOWED |= {*imports.STEP_COLUMNS, "source"}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def test_each_way_and_country_stands_once():
    keys = [(row["mode"], row["country"]) for row in ROWS]
    assert len(keys) == len(set(keys))
    assert {country for _mode, country in keys} == {"BE", "CN"}
    known = {row["code"] for row in imports.read_rows(imports.CATALOGUE / "settlement_modes.yaml")}
    assert {mode for mode, country in keys if country == "CN"} == known
    # No public procedure is known for these in Belgium: their page says so.
    assert known - {mode for mode, country in keys if country == "BE"} == {"land_auction", "space_investment_service"}


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_each_step_says_the_same_in_both_languages_and_names_law_and_source(name, step):
    assert set(step) <= ALLOWED
    for text in imports.STEP_TEXTS:
        chinese, english = step.get(f"{text}_zh", ""), step.get(f"{text}_en", "")
        assert bool(chinese) == bool(english), text
        assert isinstance(chinese, list) == isinstance(english, list)
        if isinstance(chinese, list):
            assert len(chinese) == len(english)
        elif chinese:
            assert any("\u4e00" <= char <= "\u9fff" for char in chinese)
            assert not any("\u4e00" <= char <= "\u9fff" for char in english)
    assert step["title_zh"] and step["who_zh"] and step["legal_basis_zh"] and step["source"].startswith("http")
    assert step.get("fee_kind", "") in ("", *FeeKind.values)
    assert step.get("days_min", 0) <= step.get("days_max", 10**4)


@pytest.fixture
def catalogue(db):
    return imports.load_catalogue()


def test_every_step_is_a_row_in_its_place(catalogue):
    assert catalogue["process_steps"] == ProcessStep.objects.count() == len(STEPS)
    for row in ROWS:
        stored = ProcessStep.objects.filter(mode__code=row["mode"], country=row["country"]).order_by("order")
        assert [step.title_zh_hans for step in stored] == [step["title_zh"] for step in row["steps"]]
        assert [step.title_en for step in stored] == [step["title_en"] for step in row["steps"]]
    assert not ProcessStep.objects.filter(source=None).exists()


def test_registration_takes_what_the_regulation_says(catalogue):
    step = ProcessStep.objects.get(
        mode__code="company_registration", country="CN", title_zh_hans__startswith="设立登记"
    )
    assert (step.days_min, step.days_max, step.fee_kind) == (0, 6, "")
    assert step.source.url == "http://www.gov.cn/zhengce/content/2021-08/24/content_5632964.htm"
    assert step.documents_en.splitlines()[0] == "Application"


def test_what_an_editor_wrote_or_kept_stays(catalogue):
    desk = SettlementMode.objects.get(code="desk")
    kept = desk.steps.filter(country="CN").first()
    desk.steps.filter(country="CN").exclude(pk=kept.pk).delete()
    desk.steps.filter(country="BE").delete()
    ProcessStep.objects.filter(pk=kept.pk).update(title_en="Ours")
    counts = imports.load_catalogue()
    assert [step.title_en for step in desk.steps.filter(country="CN")] == ["Ours"]
    assert counts["process_steps"] == desk.steps.filter(country="BE").count() > 5
    assert imports.load_catalogue()["process_steps"] == 0


def test_a_source_that_does_not_exist_stops_the_load(catalogue):
    Source.objects.filter(code="x").delete()
    row = {"mode": "desk", "country": "NL", "steps": [{"title_zh": "甲", "title_en": "A", "source": "x"}]}
    with pytest.raises(KeyError):
        imports.load_steps([row])


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, ""),
        (None, 1, "up to 1 working day"),
        (None, 3, "up to 3 working days"),
        (2, None, "at least 2 working days"),
        (0, 0, "the same day"),
        (0, 6, "the same day to 6 working days"),
        (3, 3, "3 working days"),
        (1, 1, "1 working day"),
        (3, 7, "3–7 working days"),
    ],
)
def test_days_in_words(low, high, text):
    assert days(low, high) == text


def step(low=None, high=None):
    return ProcessStep(days_min=low, days_max=high)


@pytest.mark.parametrize(
    ("steps", "text", "known"),
    [
        ([], "", 0),
        ([step(1, 3), step(0, 6)], "1–9 working days", 2),
        ([step(None, 3), step(None, 7)], "up to 10 working days", 2),
        ([step(1, 3), step(None, 7)], "up to 10 working days", 2),
        ([step(1, 3), step()], "", 1),
        ([step(1, None), step(None, 3)], "", 2),
        ([step(), step()], "", 0),
    ],
)
def test_there_is_a_total_only_where_every_step_has_an_end(steps, text, known):
    found = duration(steps)
    assert (found.text, found.known, found.steps) == (text, known, len(steps))
