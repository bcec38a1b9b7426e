"""What each kind of space is for: on a page of their own, on the page of a space, in the finder."""

import re

import pytest

from common import contentversion
from parks.models import Source
from tests import cast
from tests.inquiries import builders

BY_THIS_SITE = "No source: a general description by this site."


@pytest.fixture
def lab(db):
    return cast.make_space_type(
        "lab", name_en="Laboratory", name_zh_hans="实验室", summary_en="For one tenant.", summary_zh_hans="独立使用。"
    )


@pytest.fixture
def nursery(db):
    kind = cast.make_space_type(
        "nursery", name_en="Nursery", group="ladder", ladder_step=1, summary_en="For ideas.", name_zh_hans="苗圃"
    )
    kind.sources.add(Source.objects.create(code="s", title_en="Brochure", title_zh_hans="手册"))
    return kind


def page(client, path="spaces/kinds/", language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("<footer")[0]))


def test_the_ladder_comes_first_then_every_kind_with_its_source(client, lab, nursery, park_a):
    cast.make_space_type("fax", name_en="Fax room", retired=True)
    lab.settlement_modes.add(cast.make_mode("rd_centre", name_en="R&D centre"))
    builders.make_space(park_a, "One", kind=lab)
    builders.make_space(park_a, "Invented", kind=lab, is_demonstration=True)
    html = page(client)
    said = words(html)
    assert '<a href="/en/parks/?step=1">Nursery</a>' in html and "Fax room" not in html
    assert "Ladder of space Nursery 苗圃 For ideas. Description: source 1 No park has published one yet" in said
    assert f"Premises Laboratory 实验室 For one tenant. {BY_THIS_SITE} 1 space R&amp;D centre" in said
    assert 'id="lab"' in html and '<a href="/en/spaces/?kind=lab">Laboratory</a>' in html and "Brochure" in said
    assert "独立使用。 无来源：本站的一般说明。" in words(page(client, language="zh-hans"))


def test_the_page_of_a_space_says_what_its_kind_is(client, lab, park_a):
    space = builders.make_space(park_a, "One", kind=lab)
    html = page(client, f"spaces/{space.pk}/")
    assert '<a href="/en/spaces/kinds/#lab">Laboratory</a> · For one tenant.' in html
    assert "实验室</a> · 独立使用。" in page(client, f"spaces/{space.pk}/", "zh-hans")


def test_the_finder_explains_the_kind_that_was_chosen(client, lab, nursery):
    assert "For one tenant." not in page(client, "spaces/")
    html = page(client, "spaces/?kind=lab")
    assert "<b>Laboratory</b> · For one tenant." in html and "For ideas." not in html
    assert "For one tenant." not in page(client, "spaces/?kind=%00")
    assert '<a href="/en/spaces/kinds/">What the kinds of space are</a>' in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, lab, park_a, count, django_assert_num_queries):
    for number in range(count):
        kind = cast.make_space_type(f"k{number}")
        kind.settlement_modes.add(cast.make_mode(f"m{number}"))
        kind.sources.add(Source.objects.create(code=f"s{number}", title_en="S"))
        builders.make_space(park_a, f"S{number}", kind=kind)
    contentversion.bump()
    with django_assert_num_queries(3):
        page(client)
