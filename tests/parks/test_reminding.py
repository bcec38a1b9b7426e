"""What editors and managers are told of without asking: silent partnerships, old figures, texts in one language."""

import datetime

import pytest
import time_machine
from django.utils import translation

from common.enums import Language
from inquiries import chores
from notifications.models import OutgoingEmail
from notifications.rendering import render
from parks import reminding, reviewing
from parks.enums import SeatRole
from parks.models import Activity, Fact, Membership, Metric, Operator, Organisation, Park, Partnership, Party, Source
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.telling import make_article

MONDAY = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.UTC)  # 08:00 in Brussels, 15:00 in Beijing
HOUR, DAY, WEEK = datetime.timedelta(hours=1), datetime.timedelta(days=1), datetime.timedelta(weeks=1)
OTHER = {"en": "zh-hans", "zh-hans": "en"}
BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def boss(operator_a):
    return make_boss("boss@cbtc.example.org", operator_a)


def make_boss(email, operator, role=SeatRole.MANAGER, language="en"):
    person = cast.make_user(email, name=email, language=language)
    cast.make_seat(person, operator, role)
    return person


def make_pair(park, other=None, signed="2016-06", **fields):
    fields = {"title_zh_hans": "合作协议", "title_en": "Agreement", **cast_public(), **fields}
    pair = Partnership.objects.create(slug="pair", kind="hand_in_hand", signed=signed, **fields)
    Party.objects.create(partnership=pair, park=park)
    if other is None:
        other = {"organisation": Organisation.objects.create(slug="body", name_zh_hans="机构", name_en="Body")}
    Party.objects.create(partnership=pair, order=2, **other)
    return pair


def cast_public():
    return {"state_zh_hans": "published", "state_en": "published"}


def make_fact(park, as_of=datetime.date(2024, 1, 1), **fields):
    metric, _new = Metric.objects.get_or_create(
        code="companies", defaults={"name_zh_hans": "企业数", "name_en": "Companies"}
    )
    source, _new = Source.objects.get_or_create(code="s", defaults={"title_en": "Report", "title_zh_hans": "报告"})
    return Fact.objects.create(park=park, metric=metric, source=source, value=12, as_of=as_of, headline=True, **fields)


def told(event):
    return list(OutgoingEmail.objects.filter(event=event).order_by("pk"))


def to(event):
    return sorted(row.to for row in told(event))


def said(row):
    """The words, with the other language active, as in a worker."""
    with translation.override(OTHER[row.language]):
        words = render(row)
    assert words.warning == ""
    return words


# --- Silent partnerships ----------------------------------------------------------------------


def test_managers_of_both_sides_are_told_once(park_a, park_b, boss, lin, operator_b, clock):
    other = make_boss("hu@parkb.example.org", operator_b, language="zh-hans")
    make_boss("ed@cbtc.example.org", park_a.operator, SeatRole.EDITOR)
    pair = make_pair(park_a, {"park": park_b})
    changed = pair.updated_at
    clock.shift(HOUR)
    assert reminding.remind_of_pairs(MONDAY) == 1
    assert reminding.remind_of_pairs(MONDAY + 400 * DAY) == 0
    assert to("pairing_idle") == [boss.email, other.email]
    row = Partnership.objects.get()
    assert (row.idle_told_for, row.updated_at) == ("2016-06", changed)


def test_another_activity_and_another_silence_are_told_again(park_a, boss):
    pair = make_pair(park_a)
    reminding.remind_of_pairs(MONDAY)
    Activity.objects.create(partnership=pair, happened="2026-11", text_en="Met", text_zh_hans="会面")
    assert reminding.remind_of_pairs(MONDAY) == 0
    later = MONDAY + 220 * DAY
    with time_machine.travel(later, tick=False):
        assert reminding.remind_of_pairs(later) == 1
    assert [row.context["last"] for row in told("pairing_idle")] == ["2016-06", "2026-11"]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"signed": "2026-05-26"}, 1),  # 181 days ago
        ({"signed": "2026-05-27"}, 0),
        ({"signed": "2026-05"}, 0),  # its latest day counts
        ({"signed": "2026-04"}, 1),
        ({"signed": ""}, 0),
        ({"ended_on": datetime.date(2020, 1, 1)}, 0),
        ({"state_zh_hans": "draft", "state_en": "archived"}, 0),
    ],
)
def test_which_partnerships_are_silent(park_a, boss, fields, count):
    make_pair(park_a, **fields)
    assert reminding.remind_of_pairs(MONDAY) == count


def test_without_a_manager_it_waits_for_one(park_a, lin, operator_a):
    make_pair(park_a)
    assert reminding.remind_of_pairs(MONDAY) == 0
    boss = make_boss("late@cbtc.example.org", operator_a)
    assert reminding.remind_of_pairs(MONDAY) == 1
    assert to("pairing_idle") == [boss.email]


@BOTH
def test_pairing_idle(park_a, park_b, boss, language):
    type(boss).objects.update(language=language)
    pair = make_pair(park_a, {"park": park_b})
    translation.activate(OTHER[language])
    reminding.remind_of_pairs(MONDAY)
    [row] = told("pairing_idle")
    assert (row.language, row.audience, row.about) == (language, "staff", f"partnership:{pair.pk}")
    words = said(row)
    assert (
        words.subject
        == {
            "en": "Nothing heard of “Agreement” since 2016-06",
            "zh-hans": "“合作协议”自 2016-06 以来没有新动态",
        }[language]
    )
    for phrase in {"en": ("cbtc park / parkb park", "180 days"), "zh-hans": ("cbtc园区 / parkb园区", "180 天")}[
        language
    ]:
        assert phrase in words.text, words.text
    assert f"/{language}/admin/parks/partnership/{pair.pk}/change/#activities-group" in words.text
    assert f"/{language}/network/pair/" in words.text


# --- Weekly -----------------------------------------------------------------------------------


def test_a_look_a_week_on_monday_at_eight_where_the_operator_works(park_a, park_b, boss):
    make_fact(park_a)
    assert reminding.remind_weekly(MONDAY - WEEK) == 2
    Operator.objects.update(content_looked_on="2026-11-16")
    OutgoingEmail.objects.all().delete()
    eight_there = MONDAY - 7 * HOUR  # in Beijing
    assert reminding.remind_weekly(eight_there - HOUR) == 0
    assert reminding.remind_weekly(eight_there) == 1
    assert reminding.remind_weekly(MONDAY - HOUR) == 0
    assert reminding.remind_weekly(MONDAY) == 1
    assert reminding.remind_weekly(MONDAY + 3 * DAY) == 0
    assert reminding.remind_weekly(MONDAY + 8 * DAY) == 2  # a week later, and late
    assert set(Operator.objects.values_list("content_looked_on", flat=True)) == {datetime.date(2026, 11, 30)}
    assert len(told("fact_stale")) == 2


def test_editors_and_managers_read_of_their_own_operator_alone(park_a, park_b, boss, lin, operator_b, wei):
    editor = make_boss("ed@cbtc.example.org", park_a.operator, SeatRole.EDITOR)
    cast.make_seat(boss, park_a.operator, SeatRole.EDITOR)  # two seats are one reader
    gone = make_boss("gone@cbtc.example.org", park_a.operator)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    make_boss("hu@parkb.example.org", operator_b)
    make_fact(park_a)
    reminding.remind_weekly(MONDAY)
    assert to("fact_stale") == [boss.email, editor.email]


def test_whoever_switched_a_mail_off_gets_the_others(park_a, boss):
    make_fact(park_a)
    make_pair(park_a)
    Park.objects.update(summary_en="")
    Membership.objects.update(muted_events=["fact_stale", "pairing_idle"])
    reminding.remind_weekly(MONDAY)
    reminding.remind_of_pairs(MONDAY)
    assert [row.event for row in OutgoingEmail.objects.all()] == ["translation_stale"]


def test_where_nothing_is_to_do_nothing_is_said(park_a, boss):
    Park.objects.update(description_zh_hans="介绍", description_en="Text")
    make_fact(park_a, as_of=datetime.date(2025, 11, 23))
    assert reminding.remind_weekly(MONDAY) == 1
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    ("fields", "is_named"),
    [
        ({"as_of": datetime.date(2025, 11, 23)}, False),  # 365 days
        ({"as_of": datetime.date(2025, 11, 22)}, True),
        ({"as_of": None}, True),
    ],
)
def test_which_figures_are_old(park_a, boss, fields, is_named):
    fact = make_fact(park_a, **fields)
    assert (list(reminding.stale_facts(park_a.operator)) == [fact]) is is_named
    assert fact.is_stale is is_named


def test_figures_that_no_headline_shows_and_parks_that_nobody_sees_are_left_alone(park_a, boss):
    fact = make_fact(park_a)
    Fact.objects.update(headline=False)
    assert list(reminding.stale_facts(park_a.operator)) == []
    Fact.objects.update(headline=True)
    Park.objects.update(state_zh_hans="draft", state_en="archived")
    assert list(reminding.stale_facts(park_a.operator)) == []
    Park.objects.update(state_zh_hans="published")
    assert list(reminding.stale_facts(park_a.operator)) == [fact]


def test_fifty_are_named_and_the_rest_is_counted(park_a, boss):
    for number in range(52):
        make_fact(park_a, order=number)
    reminding.remind_weekly(MONDAY)
    [row] = told("fact_stale")
    assert (len(row.context["items"]), row.context["count"], row.context["more"]) == (50, 52, 2)
    assert "and 2 more" in said(row).text


@BOTH
def test_fact_stale(park_a, boss, language):
    type(boss).objects.update(language=language)
    make_fact(park_a)
    make_fact(park_a, as_of=None)
    translation.activate(OTHER[language])
    reminding.remind_weekly(MONDAY)
    [row] = told("fact_stale")
    assert (row.language, row.audience, row.about) == (language, "staff", f"operator:{park_a.operator_id}")
    words = said(row)
    assert (
        words.subject
        == {
            "en": "cbtc operator: 2 figures are out of date",
            "zh-hans": "cbtc运营方：2 项数据已过时",
        }[language]
    )
    lines = {
        "en": ("cbtc park · Companies · undated", "cbtc park · Companies · as of 2024"),
        "zh-hans": ("cbtc园区 · 企业数 · 未注明日期", "cbtc园区 · 企业数 · 截至2024"),
    }[language]
    for line in lines:
        assert line in words.text, words.text
    assert f"/{language}/admin/parks/park/{park_a.pk}/change/#facts-group" in words.text
    assert f"/{language}/admin/parks/park/quality/?check=stale" in words.text


@BOTH
def test_translation_stale(park_a, boss, language):
    type(boss).objects.update(language=language)
    Park.objects.update(description_zh_hans="介绍", description_en="", state_zh_hans="stale")
    translation.activate(OTHER[language])
    reminding.remind_weekly(MONDAY)
    [row] = told("translation_stale")
    assert (row.language, row.audience) == (language, "staff")
    words = said(row)
    assert (
        words.subject
        == {
            "en": "cbtc operator: 2 texts need a translation",
            "zh-hans": "cbtc运营方：2 处内容的译文待完善",
        }[language]
    )
    lines = {
        "en": ("park · cbtc park · Simplified Chinese: stale", "missing in English"),
        "zh-hans": ("园区 · cbtc园区 · 简体中文版本待更新", "缺少英文"),
    }[language]
    for line in lines:
        assert line in words.text, words.text
    assert f"/{language}/admin/parks/park/{park_a.pk}/change/#id_description_en" in words.text
    assert f"/{language}/admin/parks/park/quality/?check=missing" in words.text


def test_which_texts_are_named(park_a, park_b, boss):
    def found():
        return [(str(gap.record), gap.field, gap.language.value) for gap in reminding.gaps(park_a.operator)]

    assert found() == []
    make_article(operator=park_a.operator, title_en="", title_zh_hans="标题")
    make_article("foreign", operator=park_b.operator, title_en="")
    make_pair(park_a, title_en="")  # kept by the platform
    Park.objects.filter(pk=park_b.pk).update(summary_en="")
    assert found() == [("标题", "title", "en")]


def test_a_stale_text_of_a_space_is_named_too(park_a, boss):
    """A space has no versions of its own; whether its text is stale is known from the text."""
    space = make_space(park_a, "Hall", name_zh_hans="新大厅")
    reviewing.edited(space, {"name_zh_hans": "大厅"})
    assert [(gap.record, gap.field, gap.language.value) for gap in reminding.gaps(park_a.operator)] == [
        (space, "", "en")
    ]
    reviewing.review(space, "name", Language.EN, actor=boss)
    assert list(reminding.gaps(park_a.operator)) == []


def test_the_worker_does_both(park_a, boss):
    make_pair(park_a)
    done = chores.mind(MONDAY)
    assert (done["remind_of_pairs"], done["remind_weekly"]) == (1, 1)
    again = chores.mind(MONDAY)
    assert (again["remind_of_pairs"], again["remind_weekly"]) == (0, 0)
