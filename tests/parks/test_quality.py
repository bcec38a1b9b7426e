"""What a careful editor would stumble over."""

import datetime

import pytest
from django.utils import timezone

from common.enums import Language
from parks.models import Article, Fact, Metric, Organisation, Partnership, Photo, Policy, PolicyFigure, Region, Source
from parks.quality import Check, Finding, contradicts, findings, in_wrong_language, repeats
from tests import cast
from tests.inquiries.builders import make_space

pytestmark = pytest.mark.django_db
LONG = "The park lies inside the science park of the university."


def checks(record):
    return [(finding.check, finding.field) for finding in findings(record)]


@pytest.fixture
def regions():
    belgium = Region.objects.create(code="be", kind="country", country="BE", name_en="Belgium", name_zh_hans="比利时")
    china = Region.objects.create(code="cn", kind="country", country="CN", name_en="China", name_zh_hans="中国")
    beijing = Region.objects.create(
        code="cn-bj", kind="province", country="CN", parent=china, name_en="Beijing", name_zh_hans="北京"
    )
    return {"be": belgium, "cn": china, "bj": beijing}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        (LONG, False),
        (f"{LONG}\n\n{LONG}", True),
        (f"{LONG}\nOther words.\n  {LONG} ", True),
        ("A\n\nA", False),
    ],
)
def test_repeated_paragraphs(text, expected):
    assert repeats(text) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("中关村国际孵化器位于北京海淀区上地信息路", Language.EN, True),
        ("Zhongguancun 中关村 incubator in Haidian", Language.EN, False),
        (LONG, Language.ZH_HANS, True),
        ("CBTC", Language.ZH_HANS, False),
        ("LAUNCH Rhein-Main GmbH", Language.ZH_HANS, False),
        ("园区位于Louvain-la-Neuve大学城内,与鲁汶大学相邻", Language.ZH_HANS, False),
        ("2016", Language.EN, False),
    ],
)
def test_text_in_the_wrong_language(text, language, expected):
    assert in_wrong_language(text, language) is expected


def test_a_sound_park_has_nothing_to_look_at(operator_a):
    park = cast.make_park(
        operator_a,
        "cbtc",
        summary_zh_hans="双向园区",
        summary_en="A two-way park",
        description_zh_hans="园区坐落在大学科技园内。",
        description_en=LONG,
    )
    assert [pair for pair in checks(park) if pair[0] != Check.MISSING] == []


def test_texts_of_a_park(operator_a):
    park = cast.make_park(operator_a, "cbtc", description_zh_hans=f"{LONG}\n{LONG}", description_en="")
    found = checks(park)
    assert (Check.REPEATED, "description_zh_hans") in found
    assert (Check.WRONG_LANGUAGE, "description_zh_hans") in found
    assert (Check.MISSING, "description_en") in found


def test_figures_of_a_park(park_a):
    metric = Metric.objects.create(code="gfa", name_en="Floor area", name_zh_hans="建筑面积", unit="m2")
    source = Source.objects.create(code="s")
    for value in (82000, 120000):
        Fact.objects.create(
            park=park_a, metric=metric, source=source, value=value, headline=True, as_of=datetime.date(2016, 1, 1)
        )
    found = checks(park_a)
    assert [pair for pair in found if pair[0] in (Check.STALE, Check.CONFLICT)] == [
        (Check.STALE, "facts-0-as_of"),
        (Check.STALE, "facts-1-as_of"),
        (Check.CONFLICT, "facts-0-value"),
    ]


def test_an_incentive_needs_a_benefit():
    policy = Policy.objects.create(slug="p", kind="tax", country="CN")
    assert (Check.NO_BENEFIT, "figures") in checks(policy)
    PolicyFigure.objects.create(policy=policy, value=9, is_benefit=True)
    assert (Check.NO_BENEFIT, "figures") not in checks(policy)
    policy.effect = "notice"
    policy.figures.all().delete()
    assert (Check.NO_BENEFIT, "figures") not in checks(policy)


def test_a_belgian_park_is_not_in_beijing(regions, park_a, park_b):
    article = Article.objects.create(slug="a", region=regions["bj"])
    article.parks.add(park_a, park_b)
    park_b.region = regions["bj"]
    park_b.save()
    assert [finding for finding in findings(article) if finding.check == Check.REGION] == [
        Finding(Check.REGION, "region", str(park_a))
    ]


def test_a_wider_or_narrower_place_agrees(regions, park_b):
    park_b.region = regions["cn"]
    assert not contradicts(regions["bj"], park_b) and not contradicts(regions["cn"], park_b)
    assert contradicts(regions["be"], park_b)


def test_the_country_of_a_park_and_its_region(regions, park_a):
    park_a.region = regions["bj"]
    assert (Check.REGION, "region") in checks(park_a)


@pytest.mark.parametrize(
    ("days", "shape", "ended", "idle"),
    [(181, 10, None, True), (179, 10, None, False), (400, 7, None, True), (10, 4, None, False), (181, 10, 1, False)],
)
def test_a_partnership_of_which_nothing_is_heard(park_a, days, shape, ended, idle):
    last = (timezone.localdate() - datetime.timedelta(days)).isoformat()[:shape]
    one = Partnership.objects.create(
        slug="tie", kind="strategic", title_en="T", title_zh_hans="牵", signed="2001-01-01"
    )
    one.activities.create(happened=last, text_en="A visit")
    one.activities.create(happened="2003", text_en="A letter")
    one.ended_on = timezone.localdate() - datetime.timedelta(ended) if ended else None
    found = [finding for finding in findings(one) if finding.check == Check.IDLE]
    assert found == ([Finding(Check.IDLE, "activities", last)] if idle else [])


def test_what_is_nowhere_dated_is_not_idle():
    one = Partnership.objects.create(slug="tie", kind="strategic", title_en="T", title_zh_hans="牵")
    assert findings(one) == []


def test_figures_of_an_organisation_are_checked_as_those_of_a_park():
    body = Organisation.objects.create(slug="x", kind="university", name_en="X", name_zh_hans="一")
    metric, source = (
        Metric.objects.create(code="staff", name_en="Staff", name_zh_hans="员工"),
        Source.objects.create(code="s"),
    )
    for value in (1, 2):
        Fact.objects.create(organisation=body, metric=metric, source=source, value=value)
    assert checks(body) == [(Check.CONFLICT, "facts-0-value")]


def test_a_picture_without_words_is_found_in_each_language(park_a):
    Photo.objects.create(park=park_a, image="a.jpg", width=1, height=1, alt_en="A", order=2)
    Photo.objects.create(park=park_a, image="b.jpg", width=1, height=1, alt_zh_hans="大门", order=1)
    assert [pair for pair in checks(park_a) if pair[0] == Check.ALT] == [
        (Check.ALT, "photos-0-alt_en"),
        (Check.ALT, "photos-1-alt_zh_hans"),
    ]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"area_min": None, "area_max": None, "status": "not_stated"}, [Check.AREA, Check.STATUS]),
        ({"area_min": None, "area_max": None, "status": "off_market"}, []),
        ({"area_min": None, "area_max": 10, "status": "available"}, []),
    ],
)
def test_a_space_says_how_large_it_is_and_whether_it_is_free(park_a, fields, found):
    space = make_space(park_a, **fields)
    assert [pair[0] for pair in checks(space) if pair[0] in (Check.AREA, Check.STATUS)] == found


@pytest.mark.parametrize(("ends", "expired"), [(-1, True), (0, False), (None, False)])
def test_an_expired_policy_that_parks_name_is_found(park_a, ends, expired):
    day = None if ends is None else timezone.localdate() + datetime.timedelta(days=ends)
    policy = Policy.objects.create(slug="x", kind="rent", country="BE", effect="notice", valid_to=day)
    assert (Check.EXPIRED, "parks") not in checks(policy)
    policy.parks.add(park_a)
    assert ((Check.EXPIRED, "parks") in checks(policy)) is expired
