"""What is told where a record was found by something that its title and excerpt do not show."""

import pytest
from django.utils.translation import override

from parks.models import Region
from parks.search import find, hits
from tests import cast
from tests.parks.search import records


def told(query, language="en"):
    found = find(query)
    with override(language):
        return [hit.found_in for hit in hits(found.ranked, found.asked, language)]


@pytest.fixture
def optics(operator_a):
    china = Region.objects.create(code="cn", name_zh_hans="中国", name_en="China", kind="country", country="CN")
    wuhan = Region.objects.create(
        code="wh", name_zh_hans="武汉", name_en="Wuhan", kind="city", country="CN", parent=china
    )
    park = cast.make_park(operator_a, "ov", region=wuhan, aliases="Valley of light")
    light = cast.make_industry("light", name_zh_hans="光电", name_en="Photonics & <lasers>")
    park.industries.add(cast.make_industry("chips", name_zh_hans="芯片", name_en="Chips", parent=light))
    park.save()
    return park


@pytest.mark.parametrize(
    ("query", "language", "line"),
    [
        ("photonics", "en", "Industry: <mark>Photonics</mark> &amp; &lt;lasers&gt;"),
        ("光电", "zh-hans", "产业：<mark>光电</mark>"),
        (
            "光电",
            "en",
            'Industry: Photonics &amp; &lt;lasers&gt; (<span lang="zh-Hans"><mark>光电</mark></span>)',
        ),
        ("chips wuhan", "en", "Place: <mark>Wuhan</mark> · Industry: <mark>Chips</mark>"),
        ("valley", "en", "Also known as: <mark>Valley</mark> of light"),
        ("园区", "en", 'Also known as: ov park (<span lang="zh-Hans">ov<mark>园区</mark></span>)'),
        ("science", "en", "Kind of park: <mark>Science</mark> park"),
        ("park", "en", ""),
        ("sentence", "en", ""),
    ],
)
def test_what_matches_is_named_and_marked_in_the_readers_language(optics, query, language, line):
    assert told(query, language) == [line]


def test_the_park_beside_a_space_is_marked_and_needs_no_reason(operator_a):
    park = records.make_world(operator_a)
    park.name_en = "Lightworks"
    park.save()
    found = find("lightworks", "space")
    [hit] = hits(found.ranked, found.asked, "en")
    assert (hit.marked_context, hit.found_in) == ("<mark>Lightworks</mark>", "")


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("secret", []),
        ("12", ["Document number: 2024-<mark>12</mark>"]),
        ("wuhan", ["Place: <mark>Wuhan</mark>"]),
    ],
)
def test_a_version_that_is_not_published_is_never_the_reason(optics, query, lines):
    fields = {"title_en": "Secret", "document_number": "2024-12", "region": optics.region, "state_en": "draft"}
    records.make_policy(**fields)
    optics.delete()
    assert told(query) == lines


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(operator_a, django_assert_num_queries, number):
    light = cast.make_industry("light", name_zh_hans="光电", name_en="Photonics")
    for at in range(number):
        park = cast.make_park(operator_a, f"p{at}")
        park.industries.add(light)
        park.save()
    found = find("photonics")
    with django_assert_num_queries(3):  # parks, their industries, their spaces
        assert len(hits(found.ranked, found.asked, "en")) == number
