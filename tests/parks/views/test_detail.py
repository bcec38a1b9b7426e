import datetime
import re

import pytest
from django.db import connection

from common.enums import PublicationState
from parks.enums import ParkState, SpaceStatus
from parks.models import (
    Fact,
    Metric,
    Organisation,
    ParkOrganisation,
    Phase,
    Reach,
    Recognition,
    Service,
    Source,
    Space,
    Statement,
)
from tests import cast


def page(client, slug="cbtc", language="en", query=""):
    response = client.get(f"/{language}/parks/{slug}/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def full(park_a, park_b):
    """CBTC with one of everything."""
    source = Source.objects.create(code="s1", title_en="Brochure", title_zh_hans="手册", url="https://example.org/b")
    metric = Metric.objects.create(code="gfa", name_en="Floor area", unit="m2", unit_label_en="m²")
    Fact.objects.create(park=park_a, metric=metric, source=source, value=82000, headline=True)
    Fact.objects.create(park=park_a, metric=metric, source=source, value=120000)
    Reach.objects.create(park=park_a, place_en="Brussels", place_zh_hans="布鲁塞尔", km=25, source=source)
    Phase.objects.create(park=park_a, order=1, name_en="Phase 1", state="completed", ends="2020", source=source)
    Recognition.objects.create(park=park_a, title_en="Base", scheme="EU-China", awarded="2018", source=source)
    Statement.objects.create(park=park_a, text_en="It says so.", source=source)
    body = Organisation.objects.create(slug="uclouvain", name_en="UCLouvain", kind="university", country="BE")
    ParkOrganisation.objects.create(park=park_a, organisation=body, role="partner")
    lab = cast.make_space_type("lab", name_en="Laboratory", ladder_step=2)
    Space.objects.create(park=park_a, kind=lab, name_en="Bench", area_min=80, area_max=600)
    Space.objects.create(park=park_a, kind=lab, name_en="Taken", status=SpaceStatus.LET)
    park_a.description_en = "First paragraph.\n\nSecond paragraph."
    park_a.description_zh_hans = "中文介绍。"
    park_a.save()
    return park_a


def test_every_part_of_a_full_profile_is_there(client, full):
    html = page(client)
    for text in ("Second paragraph.", "120,000", "82,000", "Brussels", "25 km", "Phase 1",
                 "EU-China", "It says so.", "UCLouvain", "Bench", "80–600 m²", "on request", "Brochure"):  # fmt: skip
        assert text in html, text
    assert "Where sources differ" in html
    assert 'href="#source-1"' in html and 'id="source-1"' in html
    assert "within 2 working days" in html


def test_open_spaces_lead_to_the_inquiry_with_park_and_space(client, full):
    html = page(client)
    bench, taken = Space.objects.get(name_en="Bench"), Space.objects.get(name_en="Taken")
    assert f"?park=cbtc&amp;space={bench.pk}" in html
    assert f"space={taken.pk}" not in html


def test_both_languages_side_by_side_without_script(client, full):
    plain, parallel = page(client), page(client, query="?view=parallel")
    assert "中文介绍。" not in plain
    assert "中文介绍。" in parallel and "Second paragraph." in parallel
    assert 'lang="zh-Hans"' in parallel
    assert 'href="/zh-hans/parks/cbtc/?view=parallel"' in parallel


def beside(zh, en):
    return f'<span class="both both--label"><span lang="zh-Hans">{zh}</span><span lang="en">{en}</span></span>'


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_side_by_side_the_labels_of_metrics_kinds_and_tiers_are_in_both_languages(client, full, language):
    Metric.objects.update(name_zh_hans="建筑面积")
    full.services.add(Service.objects.create(code="visa", name_en="Visas", name_zh_hans="签证", tier="general"))
    html = page(client, language=language, query="?view=parallel")
    for zh, en in (
        ("建筑面积", "Floor area"),
        ("科技园", "Science park"),
        ("办公", "Laboratory"),
        ("通用", "General"),
        ("高校", "University"),
        ("已出租", "Let"),
    ):
        assert beside(zh, en) in html, en
    assert "both--label" not in page(client, language=language)


def test_what_nobody_stated_about_a_space_is_no_data_and_can_be_asked_for(client, full):
    bench = Space.objects.get(name_en="Bench")
    cell = re.search(r'data-label="Availability">(.*?)</td>', page(client))[1]
    assert cell.startswith('<span class="no-data">')
    assert f"?park=cbtc&amp;space={bench.pk}" in page(client)


@pytest.mark.parametrize("state", ["missing", "draft", "in_review", "archived"])
def test_an_unpublished_park_does_not_exist(client, park_a, state):
    park_a.state_zh_hans = park_a.state_en = state
    park_a.save()
    assert client.get("/en/parks/cbtc/").status_code == 404
    assert client.get("/zh-hans/parks/cbtc/").status_code == 404


def test_a_language_without_a_published_version_shows_the_other_and_says_so(client, full):
    full.state_en = PublicationState.DRAFT
    full.save()
    html = page(client)
    assert "has not been published" in html
    assert "中文介绍。" in html and "Second paragraph." not in html
    assert '<span lang="zh-Hans">cbtc园区</span>' in html
    assert "cbtc park" not in html
    assert 'hreflang="en" href="http' not in html
    assert '<link rel="canonical" href="http://testserver/zh-hans/parks/cbtc/">' in html


def test_a_stale_version_says_so(client, park_a):
    park_a.state_en = PublicationState.STALE
    park_a.save()
    assert "waiting to be brought up to date" in page(client)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"state": ParkState.CLOSED}, "This park is closed."),
        ({"state": ParkState.FULL}, "This park is full"),
        ({"accepts_inquiries": False}, "This park is only listed"),
    ],
)
def test_a_park_that_cannot_be_asked_says_why_and_offers_no_form(client, full, fields, text):
    for name, value in fields.items():
        setattr(full, name, value)
    full.save()
    html = page(client)
    assert text in html
    assert "/inquiry/?park=cbtc" not in html
    assert "working days" not in html


def test_unpublished_relatives_are_not_named(client, park_a, operator_b):
    hidden = cast.make_park(operator_b, "hidden", state_zh_hans="draft", state_en="draft")
    park_a.parent = park_a.host = hidden
    park_a.save()
    cast.make_park(operator_b, "secret-child", parent=park_a, state_zh_hans="draft", state_en="draft")
    cast.make_park(operator_b, "open-child", parent=park_a)
    html = page(client)
    assert "hidden park" not in html and "/hidden/" not in html
    assert "secret-child" not in html
    assert "open-child park" in html


def test_a_park_with_nothing_but_a_name_is_shown(client, park_b):
    html = page(client, "parkb", "zh-hans")
    assert "parkb园区" in html


def test_hostile_text_is_escaped(client, park_a):
    park_a.name_en = park_a.description_en = park_a.contact_phone = "<script>x</script>"
    park_a.save()
    assert "<script>" not in page(client)


def test_contact_details_are_shown_when_public(client, park_a):
    park_a.contact_email, park_a.contact_phone, park_a.languages_spoken = "a@example.org", "+3210123456", "zh,fr"
    park_a.last_reviewed_on = datetime.date(2026, 1, 2)
    park_a.save()
    html = page(client)
    assert "mailto:a@example.org" in html and "tel:+3210123456" in html
    assert "Chinese, French" in html and "2026-01-02" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, full, count, django_assert_num_queries):
    kind = full.spaces.first().kind
    for number in range(1, count):
        Space.objects.create(park=full, kind=kind, name_en=f"S{number}")
        Reach.objects.create(park=full, place_en=f"R{number}", km=number)
        cast.make_park(full.operator, f"child{number}", parent=full)
    cast.make_park(full.operator, "child", parent=full)
    assert connection.features.supports_json_field  # SQLite is asked for it once in a process
    with django_assert_num_queries(9):
        page(client)
