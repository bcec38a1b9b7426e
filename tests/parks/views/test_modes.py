import datetime

import pytest

from parks.models import ProcessStep, Service, Source
from tests import cast


@pytest.fixture
def mode(db):
    mode = cast.make_mode(
        "factory_lease", name_en="Factory lease", name_zh_hans="厂房租赁", summary_en="Rent a factory."
    )
    mode.space_types.add(cast.make_space_type("standard_factory", name_en="Standard factory"))
    return mode


@pytest.fixture
def steps(mode):
    code = Source.objects.create(code="https://law.example.org/", url="https://law.example.org/", title_en="The Code")
    rows = (
        ("BE", 1, "Sign the lease", {"who_en": "The enterprise", "documents_en": "Lease\nTitle deed", "source": code}),
        ("BE", 2, "Register it", {"days_max": 3, "fee_kind": "paid", "fee_note_en": "0.2 %",
                                    "legal_basis_en": "Art. 19"}),
        ("CN", 1, "Check access", {"days_min": 0, "days_max": 6, "as_of": datetime.date(2026, 1, 2)}),
    )  # fmt: skip
    for country, order, title, fields in rows:
        ProcessStep.objects.create(
            mode=mode, country=country, order=order, title_en=title, title_zh_hans=f"第{order}步", **fields
        )


def page(client, path="settle/factory_lease/", language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_guide_lists_every_current_way_with_steps_and_parks(client, mode, steps, park_a, park_b):
    cast.make_mode("old_way", name_en="Old way", retired=True)
    for park in (park_a, park_b, cast.make_park(park_a.operator, "draft", state_zh_hans="draft", state_en="draft")):
        park.settlement_modes.add(mode)
    html = page(client, "settle/")
    assert "Factory lease" in html and "厂房租赁" in html and "Old way" not in html
    assert "<div>2 steps in Belgium</div>" in html and "<dd>1 step</dd>" in html
    assert '<a href="/en/parks/?mode=factory_lease">2 parks<span class="visually-hidden">: Factory lease</span>' in html
    assert "not legal advice" in html


def test_one_park_is_one_park(client, mode, park_a):
    park_a.settlement_modes.add(mode)
    assert '?mode=factory_lease">1 park<' in page(client, "settle/")


def test_abroad_is_first_and_the_other_direction_is_an_address(client, mode, steps):
    abroad, home = page(client), page(client, "settle/factory_lease/?direction=inbound")
    assert "Steps in Belgium" in abroad and "Sign the lease" in abroad and "Check access" not in abroad
    assert "Steps in China" in home and "Check access" in home and "Sign the lease" not in home
    assert 'href="?direction=inbound"' in abroad
    assert '<a href="?direction=inbound" aria-current="true">' in home


def test_a_step_says_who_papers_days_fee_law_source_and_date(client, mode, steps):
    html = page(client)
    for text in ("The enterprise", "<li>Lease</li><li>Title deed</li>", "up to 3 working days", "For a fee", "0.2 %",
                 "Art. 19", "undated", '<a class="source" href="#source-1">', '<li id="source-1">',
                 'href="https://law.example.org/"'):  # fmt: skip
        assert text in html, text
    assert "no data" in html
    assert "The law fixes a time for 1 of 2 steps, so there is no total." in html
    home = page(client, "settle/factory_lease/?direction=inbound")
    assert "as of 2026-01-02" in home
    assert "All steps together: the same day to 6 working days, one after the other." in home


def test_a_country_without_steps_says_so(client, mode, steps, operator_a):
    german = cast.make_park(operator_a, "rhein", country="DE")
    german.settlement_modes.add(mode)
    html = page(client, "settle/factory_lease/?country=DE")
    assert "There is no data about the steps in Germany" in html
    assert "Sign the lease" not in html
    assert '<a href="?direction=outbound&amp;country=BE">Belgium</a>' in html


def test_a_way_without_any_step_says_so(client, db):
    cast.make_mode("cooperation")
    assert "There is no data about the steps in Belgium" in page(client, "settle/cooperation/")
    assert "There is no data about the steps in China" in page(client, "settle/cooperation/?direction=inbound")


def test_spaces_services_parks_and_the_inquiry_are_one_click_away(client, mode, steps, park_a, park_b):
    service = Service.objects.create(code="permits", name_en="Permits", tier="general")
    gone = Service.objects.create(code="gone", name_en="Gone service", tier="general", retired=True)
    service.modes.add(mode)
    gone.modes.add(mode)
    for park in (park_a, park_b):
        park.settlement_modes.add(mode)
    html = page(client)
    assert 'href="/en/parks/?space=standard_factory">Standard factory<' in html
    assert 'href="/en/services/permits/">Permits<' in html and "Gone service" not in html
    assert 'href="/en/parks/?mode=factory_lease&amp;direction=outbound">1 park outside China<' in html
    assert 'href="/en/parks/?mode=factory_lease&amp;direction=inbound">1 park in China<' in html
    assert 'href="/en/inquiry/?mode=factory_lease"' in html


def test_the_inquiry_form_takes_the_way_along(client, mode, steps):
    form = client.get("/en/inquiry/?mode=factory_lease").context["form"]
    assert form.chosen_mode == mode


def test_a_retired_way_stays_readable_but_is_not_offered(client, mode, steps):
    mode.retired = True
    mode.save()
    html = page(client)
    assert "Sign the lease" in html
    assert "mode=factory_lease" not in html.replace("/en/parks/?mode=factory_lease", "")


def test_a_text_that_is_not_translated_is_marked(client, mode, steps):
    ProcessStep.objects.filter(order=1).update(title_en="", documents_en="", documents_zh_hans="合同\n产权证")
    html = page(client)
    assert '<span lang="zh-Hans">第1步</span>' in html
    assert '<ul class="lines" lang="zh-Hans"><li>合同</li><li>产权证</li></ul>' in html


def test_the_chinese_page_has_the_chinese_texts(client, mode, steps):
    html = page(client, language="zh-hans")
    assert '<html lang="zh-Hans">' in html
    assert "厂房租赁" in html and "第1步" in html and "Sign the lease" not in html


@pytest.mark.parametrize(
    "query",
    ["?direction=sideways", "?direction=%00", "?country=%00", "?country=XX", "?country=" + "9" * 5000, "?%ff=1"],
)
def test_odd_values_give_way_to_the_first_ones(client, mode, steps, query):
    assert "Sign the lease" in page(client, f"settle/factory_lease/{query}")


def test_where_the_description_comes_from_is_said(client, mode, steps):
    assert "No source: a general description by this site." in page(client)
    assert "无来源：本站的一般说明。" in page(client, language="zh-hans")
    mode.sources.add(Source.objects.create(code="s", title_en="Portal"))
    html = page(client)
    assert "No source" not in html
    assert (
        'Description: <a class="source" href="#source-1">source 1</a>' in html
        and '<li id="source-1">Portal</li>' in html
    )
    assert "The Code" in html.partition('<li id="source-2">')[2]


@pytest.mark.parametrize("code", ["nothing", "Factory_Lease", "a" * 500])
def test_an_unknown_way_does_not_exist(client, mode, code):
    assert client.get(f"/en/settle/{code}/").status_code == 404


def test_hostile_text_is_escaped(client, mode, steps):
    ProcessStep.objects.update(title_en="<script>x</script>", note_en="<script>y</script>", documents_en="<script>z")
    assert "<script>" not in page(client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, mode, steps, park_a, count, django_assert_num_queries):
    park_a.settlement_modes.add(mode)
    for number in range(1, count):
        other = cast.make_mode(f"m{number}")
        source = Source.objects.create(code=f"s{number}", title_en="S")
        for way in (mode, other):
            ProcessStep.objects.create(mode=way, country="BE", order=10 + number, title_en="More", source=source)
            way.space_types.add(cast.make_space_type(f"k{number}{way.pk}"))
            way.services.add(Service.objects.create(code=f"v{number}{way.pk}", name_en="V", tier="general"))
        cast.make_park(park_a.operator, f"p{number}").settlement_modes.add(mode, other)
    with django_assert_num_queries(3):
        page(client, "settle/")
    with django_assert_num_queries(8):
        page(client)
