import pytest

from parks.models import Organisation, ParkService, Service, Source
from tests import cast

NO_SOURCE = "No source: a general description by this site."


@pytest.fixture
def visa(db):
    return Service.objects.create(
        code="visa", name_en="Work visas", name_zh_hans="工作签证", summary_en="Helps staff.", tier="general"
    )


@pytest.fixture
def patent(db):
    return Service.objects.create(
        code="patent", name_en="Patent filing", name_zh_hans="专利申请", tier="value_added", fee_kind="paid"
    )


def page(client, path="services/", language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def test_services_stand_by_tier_in_the_order_of_the_tiers(client, visa, patent, park_a):
    Service.objects.create(code="old", name_en="Old service", tier="general", retired=True)
    hidden = cast.make_park(park_a.operator, "draft", state_zh_hans="draft", state_en="draft")
    for park in (park_a, hidden):
        ParkService.objects.create(park=park, service=visa)
    html = page(client)
    assert html.index("General") < html.index("Work visas") < html.index("Patent filing")
    assert "2 services" in html and "Old service" not in html
    assert "1 park offers it" in html and "No public park names it yet" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?tier=general", {"Work visas"}),
        ("?fee=paid", {"Patent filing"}),
        ("?q=visas", {"Work visas"}),
        ("?q=专利", {"Patent filing"}),
        ("?q=HELPS+staff", {"Work visas"}),
        ("?q=helps+patents", set()),
        ("?mode=incubation", {"Work visas"}),
        ("?mode=incubation&fee=paid", set()),
        ("?q=%25", set()),
    ],
)
def test_filters(client, visa, patent, query, found):
    visa.modes.add(cast.make_mode("incubation", name_en="Incubation"))
    html = page(client, f"services/{query}")
    assert {name for name in ("Work visas", "Patent filing") if f">{name}</a>" in html} == found
    if not found:
        assert "No service fits all of this" in html


def test_filters_in_use_are_named_and_can_be_removed(client, visa):
    visa.modes.add(cast.make_mode("incubation", name_en="Incubation"))
    html = page(client, "services/?tier=general&mode=incubation")
    assert "Tier: General" in html and "Way to settle: Incubation" in html
    assert 'href="/en/services/?mode=incubation"' in html and 'href="/en/services/?tier=general"' in html


def test_blank_fields_of_the_form_leave_the_address(client, visa):
    assert client.get("/en/services/?q=&tier=general&mode=&fee=").url == "/en/services/?tier=general"
    assert client.get("/en/services/?q=").url == "/en/services/"


def test_nonsense_is_told_and_left_out(client, visa):
    html = page(client, "services/?tier=%00&mode=%00&fee=9&q=%00&page=x")
    assert "These values were not understood" in html and "Work visas" in html
    assert "<script>" not in page(client, "services/?q=<script>alert(1)</script>")


def test_one_service_says_what_is_known_and_that_the_rest_is_not(client, visa, park_a):
    html = page(client, "services/visa/")
    assert html.count('class="no-data"') == 5 and NO_SOURCE in html
    visa.scope_en, visa.documents_en, visa.lead_days, visa.fee_kind = "Forms.", "Passport\nContract", 10, "included"
    visa.save()
    visa.modes.add(cast.make_mode("rep_office", name_en="Representative office"))
    visa.sources.add(Source.objects.create(code="s", title_en="Brochure"))
    provider = Organisation.objects.create(slug="law", name_en="Law Firm", kind="law_firm")
    ParkService.objects.create(park=park_a, service=visa, provider=provider, note_en="In house")
    html = page(client, "services/visa/")
    for text in ("Forms.", "<li>Passport</li><li>Contract</li>", "10 working days", "Included in the rent", "In house",
                 "provided by Law Firm", "cbtc park", "Brochure", 'href="/en/parks/?service=visa"',
                 'href="/en/settle/rep_office/">Representative office<'):  # fmt: skip
        assert text in html, text
    assert 'class="no-data"' not in html and NO_SOURCE not in html


def test_parks_that_are_not_public_are_not_named(client, visa, park_a):
    hidden = cast.make_park(park_a.operator, "secret", state_zh_hans="draft", state_en="draft")
    ParkService.objects.create(park=hidden, service=visa)
    html = page(client, "services/visa/")
    assert "secret" not in html and "No public park names this service yet." in html


def test_a_retired_service_stays_reachable_and_says_so(client, visa):
    Service.objects.update(retired=True)
    assert "no longer kept in the catalogue" in page(client, "services/visa/")


def test_both_languages(client, visa):
    html = page(client, "services/visa/", "zh-hans")
    assert "工作签证" in html and '<span lang="en">Helps staff.</span>' in html
    assert client.get("/en/services/nothing/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, visa, park_a, count, django_assert_num_queries):
    ParkService.objects.create(park=park_a, service=visa)
    for number in range(1, count):
        service = Service.objects.create(code=f"s{number}", name_en="S", tier="support")
        service.modes.add(cast.make_mode(f"m{number}"))
        visa.modes.add(cast.make_mode(f"v{number}"))
        provider = Organisation.objects.create(slug=f"o{number}", name_en="O", kind="bank")
        park = cast.make_park(park_a.operator, f"p{number}")
        ParkService.objects.create(park=park, service=visa, provider=provider)
    with django_assert_num_queries(2):
        page(client)
    with django_assert_num_queries(4):
        page(client, "services/visa/")
