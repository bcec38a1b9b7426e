"""The parts of a profile that come from records of their own, and what is kept of the page."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from enterprises.models import Enterprise, Story, Tenancy
from parks import gathering
from parks.models import (
    Activity,
    Article,
    Event,
    Fact,
    Fragment,
    LandParcel,
    Metric,
    Opportunity,
    Organisation,
    Park,
    ParkIndustry,
    ParkOrganisation,
    ParkService,
    Partnership,
    Party,
    Phase,
    Photo,
    Policy,
    Reach,
    Recognition,
    Region,
    Service,
    Source,
    Space,
    Statement,
    TechPlatform,
)
from tests import cast

OUT = {"state_zh_hans": "published", "state_en": "published"}
TODAY = datetime.date(2026, 11, 22)


def titled(name):
    return {"title_en": f"{name} title", "title_zh_hans": f"{name}标题"}


def add_row_of_each_part(park, number):
    """One more row of everything that a profile shows."""
    source = Source.objects.create(code=f"s{number}", title_en=f"Source {number}", title_zh_hans=f"出处{number}")
    body = Organisation.objects.create(slug=f"body-{number}", name_en=f"Body {number}", kind="university")
    metric, _new = Metric.objects.get_or_create(code="staff", name_en="Staff", unit="people")
    share, _new = Metric.objects.get_or_create(code="industry_share", name_en="Mix", unit="percent")
    industry = cast.make_industry(f"industry-{number}")
    day = datetime.date(2020 + number, 1, 1)
    Fact.objects.create(park=park, metric=metric, source=source, value=number, as_of=day, headline=True)
    Fact.objects.create(park=park, metric=share, source=source, value=number, industry=industry)
    Reach.objects.create(park=park, place_en=f"Place {number}", km=number, source=source)
    Phase.objects.create(park=park, order=number, name_en=f"Phase {number}", state="planned", source=source)
    Recognition.objects.create(park=park, title_en=f"Honour {number}", source=source)
    Statement.objects.create(park=park, text_en=f"Statement {number}", source=source)
    kind = cast.make_space_type(f"kind-{number}", ladder_step=1)
    Space.objects.create(park=park, kind=kind, name_en=f"Space {number}", source=source)
    LandParcel.objects.create(park=park, name_en=f"Plot {number}", use="industrial", area_ha=number, source=source)
    TechPlatform.objects.create(park=park, name_en=f"Lab {number}", organisation=body, source=source)
    Photo.objects.create(park=park, image=f"photos/{number}.jpg", width=4, height=3, alt_en=f"Photo {number}")
    ParkIndustry.objects.create(park=park, industry=industry)
    service = Service.objects.create(code=f"service-{number}", name_en=f"Service {number}", tier="general")
    ParkService.objects.create(park=park, service=service, provider=body)
    ParkOrganisation.objects.create(park=park, organisation=body, role="partner")
    park.settlement_modes.add(cast.make_mode(f"mode-{number}"))
    park.sources.add(source)
    cast.make_park(park.operator, f"child-{number}", parent=park)
    guest = cast.make_park(park.operator, f"guest-{number}", host=park)
    Policy.objects.create(
        slug=f"policy-{number}", kind="tax", country="BE", **titled(f"Policy {number}"), **OUT
    ).parks.add(park)
    tie = Partnership.objects.create(slug=f"tie-{number}", kind="strategic", **titled(f"Tie {number}"), **OUT)
    Party.objects.create(partnership=tie, park=park)
    Party.objects.create(partnership=tie, park=guest)
    Party.objects.create(partnership=tie, organisation=body)
    Activity.objects.create(partnership=tie, happened="2025", text_en=f"Activity {number}", source=source)
    Article.objects.create(
        slug=f"article-{number}", published="2025", source=source, **titled(f"Article {number}"), **OUT
    ).parks.add(park)
    Event.objects.create(
        slug=f"event-{number}", kind="visit", day="2999", **titled(f"Event {number}"), **OUT
    ).parks.add(park)
    Opportunity.objects.create(
        slug=f"project-{number}", operator=park.operator, park=park, **titled(f"Project {number}"), **OUT
    )
    company = Enterprise.objects.create(name_en=f"Company {number}", country="CN", industry=industry)
    Tenancy.objects.create(enterprise=company, park=park, consent_on=TODAY)
    Story.objects.create(
        slug=f"story-{number}", operator=park.operator, park=park, consent_on=TODAY,
        visited_on=datetime.date(2026, 1, 1), signed_on=datetime.date(2026, 1, 29), **titled(f"Story {number}"), **OUT
    )  # fmt: skip


WORDS = (
    "Source 1", "Place 1", "Phase 1", "Honour 1", "Statement 1", "Space 1", "Plot 1", "Lab 1", "Photo 1", "Service 1",
    "Body 1", "child-1 park", "guest-1 park", "Policy 1 title", "Tie 1 title", "Activity 1", "Article 1 title",
    "Event 1 title", "Project 1 title", "Company 1", "Story 1 title", "28 days from visit to signing",
)  # fmt: skip


def page(client, query="", language="en", slug="cbtc"):
    response = client.get(f"/{language}/parks/{slug}/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?view=parallel"])
def test_everything_is_read_with_nine_queries_and_then_with_one(
    client, park_a, count, query, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("common.contentversion.current", lambda: "same")  # tests beside this one write content too
    for number in range(1, count + 1):
        add_row_of_each_part(park_a, number)
    assert connection.features.supports_json_field  # SQLite is asked for it once in a process
    with django_assert_num_queries(9):
        first = page(client, query)
    for word in WORDS:
        assert word in first, word
    with django_assert_num_queries(1):
        assert page(client, query) == first


def test_gathered_rows_are_what_the_database_holds(park_a):
    add_row_of_each_part(park_a, 1)
    park = Park.objects.select_related("region__parent__parent__parent").get(pk=park_a.pk)
    rows = gathering.gather(park, TODAY)
    assert set(rows) > {"facts", "spaces", "events", "family"}
    for name in ("facts", "reaches", "phases", "spaces", "parcels", "platforms", "photos", "statements"):
        (made, *_rest), real = rows[name], getattr(park, name).first()
        for field in made._meta.concrete_fields:
            if field.attname in made.__dict__ and field.attname in real.__dict__:
                assert getattr(made, field.attname) == getattr(real, field.attname), (name, field.attname)
    assert rows["facts"][0].metric.name_en == "Staff" and rows["facts"][0].industry is None


def test_a_change_of_any_part_is_seen_at_once(client, park_a):
    add_row_of_each_part(park_a, 1)
    assert "Article 1 title" in page(client)
    article = Article.objects.get()
    article.title_en = "Renamed article"
    article.save()
    html = page(client)
    assert "Renamed article" in html and "Article 1 title" not in html


def test_the_two_views_are_kept_apart_and_made_anew_each_day(client, park_a, monkeypatch):
    page(client), page(client, "?view=parallel"), page(client, language="zh-hans")
    assert sorted(Fragment.objects.values_list("kind", "language")) == [
        ("park_profile", "en"), ("park_profile", "zh-hans"), ("park_profile_both", "en"),
    ]  # fmt: skip
    policy = Policy.objects.create(slug="p", kind="tax", country="BE", **titled("Old"), **OUT)
    policy.valid_to = timezone.localdate()
    policy.save()
    assert "Old title" in page(client)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr("parks.views.detail.timezone.localdate", lambda *args, **kwargs: tomorrow)
    assert "Old title" not in page(client)


@pytest.fixture
def somewhere(park_a):
    country = Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    park_a.region = Region.objects.create(code="wal", name_en="W", kind="province", country="BE", parent=country)
    park_a.save()
    return park_a


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({"country": "BE"}, True),
        ({"country": "FR"}, False),
        ({"country": "BE", "effect": "framework"}, True),
        ({"country": "BE", "effect": "notice"}, False),
        ({"country": "BE", "valid_to": datetime.date(2020, 1, 1)}, False),
        ({"country": "BE", "valid_from": datetime.date(2999, 1, 1)}, False),
        ({"country": "BE", "state_en": "draft", "state_zh_hans": "draft"}, False),
    ],
)
def test_policies_of_the_country_apply_while_they_hold(client, somewhere, fields, offered):
    Policy.objects.create(slug="p", kind="tax", **titled("Deal"), **(OUT | fields))
    assert ("Deal title" in page(client)) is offered


def test_policies_of_a_region_apply_within_it_and_those_of_one_park_in_no_other(client, somewhere, park_b):
    inside = Policy.objects.create(
        slug="in", kind="tax", country="BE", region=somewhere.region, **titled("Inside"), **OUT
    )
    away = Region.objects.create(code="fla", name_en="F", kind="province", country="BE", parent=somewhere.region.parent)
    Policy.objects.create(slug="out", kind="tax", country="BE", region=away, **titled("Outside"), **OUT)
    named = Policy.objects.create(slug="named", kind="tax", country="BE", **titled("Named"), **OUT)
    named.parks.add(park_b)
    html = page(client)
    assert ("Inside title" in html, "Outside title" in html, "Named title" in html) == (True, False, False)
    inside.region = away
    inside.save()
    assert "Inside title" not in page(client)


def test_upcoming_events_come_first_and_a_month_is_over_when_it_is_over(client, park_a, monkeypatch):
    for day in ("2026-10", "2026-11", "2026-11-22", "2026-11-21", "2026", "2027-01-06", ""):
        event = Event.objects.create(slug=f"e{day}", kind="visit", day=day, title_en=f"On ({day})", **OUT)
        event.parks.add(park_a)
    monkeypatch.setattr("parks.views.detail.timezone.localdate", lambda *args, **kwargs: TODAY)
    html = page(client)
    places = [html.index(f"On ({day})") for day in ("2026", "2026-11", "2026-11-22", "2027-01-06")]
    past = html.index("Past events")
    assert places == sorted(places) and places[-1] < past
    assert all(html.index(f"On ({day})") > past for day in ("2026-11-21", "2026-10", ""))


def test_sides_of_a_partnership_that_are_not_public_are_not_named(client, park_a, operator_b):
    hidden = cast.make_park(operator_b, "secretive", state_zh_hans="draft", state_en="draft")
    tie = Partnership.objects.create(slug="tie", kind="strategic", **titled("Tie"), **OUT)
    for park in (park_a, hidden):
        Party.objects.create(partnership=tie, park=park)
    html = page(client)
    assert "Tie title" in html and "secretive" not in html


def test_a_renamed_neighbour_is_called_by_its_new_name(client, park_a, park_b):
    tie = Partnership.objects.create(slug="tie", kind="strategic", **titled("Tie"), **OUT)
    for park in (park_a, park_b):
        Party.objects.create(partnership=tie, park=park)
    child = cast.make_park(park_a.operator, "child", parent=park_a)
    assert "parkb park" in page(client) and "cbtc park" in page(client, slug="child")
    park_b.name_en, park_a.name_en = "Sunrise", "Sunset"
    park_b.save(), park_a.save()
    assert "Sunrise" in page(client) and "Sunset" in page(client, slug=child.slug)


def test_companies_are_named_with_their_consent_alone(client, park_a):
    for name, fields in {
        "Willing": {"consent_on": TODAY},
        "Shy": {},
        "Gone": {"consent_on": TODAY, "until": TODAY},
    }.items():
        company = Enterprise.objects.create(name_en=name, country="CN")
        Tenancy.objects.create(enterprise=company, park=park_a, **fields)
    Story.objects.create(slug="s", operator=park_a.operator, park=park_a, **titled("Untold"), **OUT)
    html = page(client)
    assert ("Willing" in html, "Shy" in html, "Gone" in html, "Untold title" in html) == (True, False, False, False)


def test_parts_stand_in_the_order_of_their_numbers(client, park_a):
    for number, chinese in ((1, "一"), (2, "二"), (3, "三")):
        name = f"第{chinese}板桥"
        cast.make_park(park_a.operator, f"p{number}", parent=park_a, name_zh_hans=name, name_en=f"Pangyo {number}")
    html = page(client)
    places = [html.index(f"Pangyo {number}") for number in (1, 2, 3)]
    assert places == sorted(places)


def test_ten_comes_after_two():
    parks = [Park(slug=f"p{n}", sort_key=f"yuan qu {n}", name_zh_hans="") for n in (10, 2, 1)]
    assert [park.slug for park in sorted(parks, key=gathering.natural_order)] == ["p1", "p2", "p10"]


def test_side_by_side_shows_both_languages_of_every_part(client, park_a):
    add_row_of_each_part(park_a, 1)
    Phase.objects.update(name_zh_hans="第一期")
    Reach.objects.update(place_zh_hans="布鲁塞尔")
    html = page(client, "?view=parallel")
    for pair in (("第一期", "Phase 1"), ("布鲁塞尔", "Place 1"), ("Article 1标题", "Article 1 title")):
        first, second = (
            f'<span lang="{code}">{text}</span>' for code, text in zip(("zh-Hans", "en"), pair, strict=True)
        )
        assert first + second in html, pair
    assert "第一期" not in page(client)


def test_the_chart_of_three_years_has_a_table_with_sources(client, park_a):
    for number in (1, 2, 3):
        add_row_of_each_part(park_a, number)
    html = page(client)
    assert '<svg class="series__chart"' in html and 'role="img"' in html
    assert html.count('<table class="bars">') == 3  # one for each source
    assert '<th scope="row">2023</th>' in html


def test_office_hours_stand_in_both_time_zones(client, park_a):
    park_a.office_opens, park_a.office_closes = datetime.time(9), datetime.time(17)
    park_a.save()
    html = page(client)
    assert "Brussels time" in html and "Beijing time" in html and "09:00–17:00" in html


@pytest.mark.parametrize(
    "query", ["?view=PARALLEL", "?view=%00", "?view=parallel&view=x", f"?view={'x' * 5000}", "?%FF"]
)
def test_odd_addresses_show_the_page(client, park_a, query):
    assert "cbtc park" in page(client, query)
