"""The quality report and the hints after saving."""

import re

import pytest
from django.contrib.messages import get_messages

from common.enums import Language
from parks import quality, reviewing
from parks.enums import SeatRole
from parks.models import (
    Fact,
    Metric,
    Opportunity,
    Organisation,
    Park,
    Partnership,
    Policy,
    Service,
    Source,
    Space,
)
from tests import cast
from tests.parks.admin.pages import change, errors
from tests.parks.telling import make_article, make_event, make_story

pytestmark = pytest.mark.django_db
REPORT = "/en/admin/parks/park/quality/"
TWICE = "The park lies inside the science park of the university."


@pytest.fixture
def careless(park_a):
    Park.objects.filter(pk=park_a.pk).update(description_en=f"{TWICE}\n\n{TWICE}")
    return park_a


def test_the_report_leads_to_the_field(client, wei, careless):
    client.force_login(wei)
    page = client.get(REPORT).content.decode()
    assert f'href="/en/admin/parks/park/{careless.pk}/change/#id_description_en">Same paragraph twice</a>' in page


def test_a_check_can_be_chosen(client, wei, careless):
    client.force_login(wei)
    assert "Same paragraph twice</a> · English" in client.get(f"{REPORT}?check=repeated").content.decode()
    assert (
        f"park/{careless.pk}/change/#id_description_en" not in client.get(f"{REPORT}?check=conflict").content.decode()
    )


@pytest.mark.parametrize("query", ["?kind=article", "?kind=nonsense&check=%00", "?page=999", "?page=x&kind=policy"])
def test_odd_queries_are_answered(client, wei, query):
    client.force_login(wei)
    assert "Quality report" in client.get(REPORT + query).content.decode()


def test_nobody_reads_about_another_operators_park(client, careless, bao, lin):
    for person in (bao, lin):  # officers change no content
        client.force_login(person)
        assert client.get(REPORT).status_code == 403


def test_saving_says_what_the_checks_found(client, wei, careless):
    client.force_login(wei)
    response = change(client, careless)
    assert response.status_code == 302, errors(response)
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("Same paragraph twice (English)" in line for line in told)


def test_what_is_said_after_saving_stands_in_one_bar_for_each_tone(client, wei, careless):
    """Six findings, how many more there are, and that the park is saved: two bars."""
    source = Source.objects.create(code="s", title_en="Report")
    for number in range(8):
        metric = Metric.objects.create(code=f"m{number}", name_en=f"Figure {number}", name_zh_hans=f"数据{number}")
        Fact.objects.create(
            park=careless, metric=metric, source=source, value=1, as_of="2001-01-01", headline=True, order=number
        )
    client.force_login(wei)
    saved = change(client, careless)
    assert saved.status_code == 302, errors(saved)
    page = client.get(saved["Location"]).content.decode()
    bars = re.findall(r'^  <li class="(\w+)">(.*?)</li>$', page, re.MULTILINE | re.DOTALL)
    assert [tone for tone, _words in bars] == ["success", "warning"]
    told = re.findall("<li>(.*?)</li>", bars[1][1] + "</li>")
    assert len(told) == 7
    assert sum("Please check" in line for line in told) == 6
    left = len(quality.findings(Park.objects.get(pk=careless.pk))) - 6
    assert told[-1] == f"{left} more stand in the quality report."


KINDS = ["policy", "article", "event", "opportunity", "partnership", "story", "space", "service", "organisation"]


def make_careless(kind, park, slug="x"):
    """A record that says something twice in English."""
    twice = f"{TWICE}\n\n{TWICE}"
    texts = {"title_en": "One", "title_zh_hans": "一", "summary_en": twice}
    names = {"name_en": "One", "name_zh_hans": "一"}
    make = {
        "policy": lambda: Policy.objects.create(slug=slug, kind="rent", country="BE", operator=park.operator, **texts),
        "article": lambda: make_article(slug, (park,), body_en=twice),
        "event": lambda: make_event(slug, (park,), summary_en=twice),
        "opportunity": lambda: Opportunity.objects.create(
            operator=park.operator, park=park, slug=slug, cooperation=["jv"], **texts
        ),
        "partnership": lambda: Partnership.objects.create(slug=slug, kind="strategic", **texts),
        "story": lambda: make_story(park, slug, body_en=twice),
        "space": lambda: Space.objects.create(park=park, kind=cast.make_space_type(slug), note_en=twice, **names),
        "service": lambda: Service.objects.create(code=slug, tier="general", scope_en=twice, **names),
        "organisation": lambda: Organisation.objects.create(slug=slug, kind="university", summary_en=twice, **names),
    }
    return make[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_is_checked_at_save(client, wei, park_a, kind):
    client.force_login(wei)
    response = change(client, make_careless(kind, park_a))
    assert response.status_code == 302, errors(response)
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("Same paragraph twice (English)" in line for line in told)


@pytest.mark.parametrize("kind", KINDS)
def test_the_report_has_every_kind_of_record(client, wei, park_a, kind):
    record = make_careless(kind, park_a)
    client.force_login(wei)
    page = client.get(f"{REPORT}?kind={kind}&check=repeated").content.decode()
    address = f"/en/admin/{record._meta.app_label}/{kind}/{record.pk}/change/#id_"
    assert page.count(address) == page.count("Same paragraph twice</a> · English") == 1


@pytest.mark.parametrize("kind", ["story", "space"])
def test_an_editor_reads_about_the_own_operator_alone(client, park_a, park_b, kind):
    mine, theirs = make_careless(kind, park_a, "mine"), make_careless(kind, park_b, "theirs")
    client.force_login(cast.make_lin(park_a.operator, SeatRole.EDITOR))
    page = client.get(f"{REPORT}?kind={kind}").content.decode()
    assert f"/{kind}/{mine.pk}/change/#id_" in page and f"/{kind}/{theirs.pk}/change/" not in page


@pytest.mark.parametrize("kind", ["service", "organisation"])
def test_what_the_platform_keeps_is_no_editors_business(client, park_a, kind):
    record = make_careless(kind, park_a)
    client.force_login(cast.make_lin(park_a.operator, SeatRole.EDITOR))
    page = client.get(f"{REPORT}?kind={kind}").content.decode()
    assert f'<a href="?kind={kind}"' not in page and f"/{kind}/{record.pk}/change/" not in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("space", 8), ("story", 9), ("service", 7)])
def test_the_report_asks_the_same_number_of_times_for_any_rows(
    client, wei, park_a, kind, queries, count, django_assert_num_queries
):
    for number in range(count):
        make_careless(kind, park_a, f"x{number}")
    client.force_login(wei)
    client.get(f"{REPORT}?kind={kind}")
    with django_assert_num_queries(queries):
        client.get(f"{REPORT}?kind={kind}")


def test_an_idle_partnership_leads_to_its_log(client, wei):
    one = Partnership.objects.create(slug="x", kind="strategic", title_en="X", title_zh_hans="一", signed="2019")
    client.force_login(wei)
    page = client.get(f"{REPORT}?kind=partnership&check=idle").content.decode()
    assert (
        f'href="/en/admin/parks/partnership/{one.pk}/change/#activities-group">Nothing heard for long</a> · 2019'
        in page
    )


def test_the_report_is_narrowed_to_one_park(client, park_a, operator_a, park_b):
    second = cast.make_park(operator_a, "second")
    mine, other = make_careless("space", park_a, "mine"), make_careless("space", second, "other")
    client.force_login(cast.make_lin(operator_a, SeatRole.EDITOR))
    page = client.get(f"{REPORT}?kind=space&park=second").content.decode()
    assert f"/space/{other.pk}/change/" in page and f"/space/{mine.pk}/change/" not in page
    assert '<option value="second" selected>' in page and 'value="parkb"' not in page
    # another operator's park, or none at all, narrows nothing
    for slug in ("parkb", "nothing", "%00"):
        assert f"/space/{mine.pk}/change/" in client.get(f"{REPORT}?kind=space&park={slug}").content.decode()


def outrun(row, *fields):
    """The Chinese of these texts is edited, and the English is not."""
    before = {f"{field}_zh_hans": "旧" for field in fields} | {f"{field}_en": "New" for field in fields}
    for field in fields:
        setattr(row, f"{field}_zh_hans", "新")
        setattr(row, f"{field}_en", "New")
    row.save()
    reviewing.edited(row, before)
    return row


def stale_lines(client, kind, language="en"):
    """What the report says of stale texts: where each line leads, and what it is about."""
    page = client.get(f"/{language}/admin/parks/park/quality/?kind={kind}&check=behind").content.decode()
    return re.findall(r'<li><a href="([^"]+)">(?:Stale text|文本待更新)</a> · ([^<]+)</li>', page)


def rows_of_a_park(park, number):
    """Two rows of each kind that has texts, the second behind; by the group of the form."""
    kind, source = cast.make_space_type(f"k{number}"), Source.objects.create(code=f"s{number}")
    body = Organisation.objects.create(slug=f"o{number}", kind="university", name_en="Lab")
    made = {}
    for order in (1, 2):
        code = f"{number}-{order}"
        metric = Metric.objects.create(code=code, name_en=f"Metric {order}", name_zh_hans="指标")
        service = Service.objects.create(code=code, tier="general", name_en=f"Service {order}", order=order)
        made = {
            "facts": (park.facts.create(metric=metric, source=source, value=1, order=order), "note"),
            "reaches": (park.reaches.create(order=order), "place"),
            "phases": (park.phases.create(order=order), "scope"),
            "spaces": (park.spaces.create(kind=kind, order=order), "note"),
            "buildings": (park.buildings.create(), "name"),
            "park_services": (park.park_services.create(service=service), "note"),
            "recognitions": (park.recognitions.create(order=order), "title"),
            "statements": (park.statements.create(order=order, source=source), "text"),
            "platforms": (park.platforms.create(order=order, organisation=body), "booking"),
            "photos": (park.photos.create(image=f"{code}.jpg", width=1, height=1, order=order), "credit"),
        }
    for row, field in made.values():
        outrun(row, field)
    return {part: row for part, (row, _field) in made.items()}


def test_stale_texts_of_the_rows_of_a_park_are_listed_where_they_can_be_put_right(client, edith, park_a):
    rows = rows_of_a_park(park_a, 1)
    page, space = f"/en/admin/parks/park/{park_a.pk}/change/", f"/en/admin/parks/space/{rows['spaces'].pk}/change/"
    found = stale_lines(client, "park")
    assert found == [
        (f"{page}#id_facts-1-note_en", "Metric 2 · English"),
        (f"{page}#id_reaches-1-place_en", "New · English"),
        (f"{page}#id_phases-1-scope_en", "phase · English"),
        (f"{page}#id_park_services-1-note_en", "Service 2 · English"),
        (f"{page}#id_recognitions-1-title_en", "New · English"),
        (f"{page}#id_statements-1-text_en", "New · English"),
        (f"{page}#id_platforms-1-booking_en", "technical platform · English"),
        (f"{page}#id_photos-1-credit_en", "photo · English"),
        (f"{page}#id_buildings-1-name_en", "New · English"),
        (f"{space}#id_note_en", "Office · English"),
    ]
    forms = {address: client.get(address).content.decode() for address in (page, space)}
    for address, _about in found:
        form, field = address.split("#")
        assert f'id="{field}"' in forms[form], field
    assert [address for address, _about in stale_lines(client, "space")] == [f"{space}#id_note_en"]
    chinese = stale_lines(client, "park", "zh-hans")
    assert (len(chinese), chinese[1][1]) == (10, "新 · 英文")


def test_stale_texts_of_the_rows_of_other_records(client, wei, park_a):
    source, metric = Source.objects.create(code="s"), Metric.objects.create(code="m", name_en="Staff")
    policy = Policy.objects.create(slug="p", kind="rent", country="BE", operator=park_a.operator)
    tie = Partnership.objects.create(slug="t", kind="strategic")
    body = Organisation.objects.create(slug="o", kind="university")
    outrun(policy.figures.create(order=1, value=2), "label", "unit_label")
    outrun(policy.conditions.create(order=1, attribute="country", test="equals", values=["BE"]), "text")
    outrun(tie.activities.create(happened="2020"), "text")
    tie.activities.create(happened="2021")
    outrun(body.facts.create(metric=metric, source=source, value=1), "note")
    client.force_login(wei)
    for record, fields in {
        policy: ["figures-0-label_en", "figures-0-unit_label_en", "conditions-0-text_en"],
        tie: ["activities-1-text_en"],
        body: ["facts-0-note_en"],
    }.items():
        kind = record._meta.model_name
        page = f"/en/admin/parks/{kind}/{record.pk}/change/"
        form = client.get(page).content.decode()
        assert [address for address, _about in stale_lines(client, kind)] == [f"{page}#id_{one}" for one in fields]
        assert all(f'id="id_{one}"' in form for one in fields), fields


def test_a_row_that_was_put_right_is_listed_no_more(client, edith, park_a):
    phase = outrun(park_a.phases.create(order=1), "name")
    assert len(stale_lines(client, "park")) == 1
    reviewing.review(phase, "name", Language.EN, actor=edith)
    assert stale_lines(client, "park") == []


def test_rows_of_another_operator_are_in_no_report(client, edith, park_b):
    rows_of_a_park(park_b, 1)
    assert stale_lines(client, "park") == stale_lines(client, "space") == []


def test_the_report_asks_as_often_about_the_rows_of_one_park_as_of_three(
    client, edith, operator_a, django_assert_num_queries
):
    for more in (1, 2):
        for number in range(more):
            rows_of_a_park(cast.make_park(operator_a, f"p{more}{number}"), f"{more}{number}")
        stale_lines(client, "park")
        with django_assert_num_queries(24):
            assert len(stale_lines(client, "park")) == (10 if more == 1 else 30)


def test_saving_tells_of_the_rows_too(client, edith, park_a):
    phase, space = park_a.phases.create(order=1, state="planned"), park_a.spaces.create(kind=cast.make_space_type())
    outrun(phase, "name")
    outrun(space, "note")
    saved = change(client, park_a)
    assert saved.status_code == 302, errors(saved)
    told = [str(message) for message in get_messages(saved.wsgi_request)]
    assert [line for line in told if "Stale text" in line] == [
        "Please check “phases”: Stale text (New · English)",
        "Please check “space”: Stale text (Office · English)",
    ]
