import pytest
from django.urls import reverse

from parks.models import Opportunity
from tests.parks.admin.pages import change, errors


@pytest.fixture
def project(park_a):
    return Opportunity.objects.create(
        operator=park_a.operator, park=park_a, slug="lab", title_en="Lab", title_zh_hans="实验室", cooperation=["jv"]
    )


def test_an_editor_writes_a_project_for_the_own_park(edith, client, park_a):
    address = reverse("admin:parks_opportunity_add")
    data = {
        "operator": park_a.operator.pk,
        "park": park_a.pk,
        "slug": "line",
        "title_zh_hans": "生产线",
        "state": "open",
        "cooperation": ["wfoe", "jv"],
        "investment_min": "100",
        "currency": "cny",
    }
    assert client.post(address, data).status_code == 302
    line = Opportunity.objects.get(slug="line")
    assert (line.cooperation, line.currency, line.title_zh_hans) == (["wfoe", "jv"], "CNY", "生产线")
    assert (line.state_zh_hans, line.state_en) == ("draft", "draft")


def test_ways_to_cooperate_are_ticked_and_unknown_ones_refused(edith, client, project):
    assert change(client, project, cooperation=["research", "equity"]).status_code == 302
    project.refresh_from_db()
    assert project.cooperation == ["research", "equity"]
    assert "cooperation" in errors(change(client, project, cooperation=["research", "barter"]))
    Opportunity.objects.update(cooperation=["jv", "abolished"])
    assert change(client, project).status_code == 302
    project.refresh_from_db()
    assert project.cooperation == ["jv"]


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"investment_min": 9, "investment_max": 1, "currency": "EUR"}, "investment_max", "The largest investment"),
        ({"area_min": 9, "area_max": 1}, "area_max", "The largest area"),
        ({"investment_min": 9}, "currency", "An amount needs its currency."),
        ({"currency": "E1"}, "currency", "three letters"),
        ({"currency": "欧元元"}, "currency", "three letters"),
        ({"area_min": -1}, "area_min", "less than zero"),
        ({"title_zh_hans": "", "title_en": ""}, "title_zh_hans", "at least one"),
        ({"investment_min": "9" * 40, "currency": "EUR"}, "investment_min", "digits"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(edith, client, project, fields, field, sentence):
    found = errors(change(client, project, **fields))
    assert list(found) == [field] and sentence in found[field][0]


def test_a_park_of_another_operator_is_refused(edith, wei, client, project, park_b):
    assert "park" in errors(change(client, project, park=park_b.pk))
    client.force_login(wei)
    assert errors(change(client, project, park=park_b.pk))["park"] == ["This park is run by another operator."]


def test_each_language_is_published_and_withdrawn_on_its_own(edith, client, project):
    change(client, project, _publish="en")
    project.refresh_from_db()
    assert project.state_en == "draft"  # the short text is missing
    Opportunity.objects.update(summary_en="Short.")
    change(client, project, _publish="en")
    project.refresh_from_db()
    assert (project.state_en, project.state_zh_hans) == ("published", "draft")
    assert "Lab" in client.get("/en/opportunities/lab/").content.decode()
    assert "summary_en" in errors(change(client, project, summary_en=""))
    change(client, project, _withdraw="en")
    project.refresh_from_db()
    assert project.state_en == "archived"
    assert client.get("/en/opportunities/lab/").status_code == 404


def test_others_neither_see_nor_change_it(client, bao, lin, project):
    address = reverse("admin:parks_opportunity_change", args=[project.pk])
    client.force_login(bao)
    assert client.get(address).status_code == 404
    assert "Lab" not in client.get(reverse("admin:parks_opportunity_changelist")).content.decode()
    client.force_login(lin)
    assert client.get(address).status_code == 200
    assert client.post(address, {"title_en": "Mine"}).status_code == 403
    project.refresh_from_db()
    assert project.title_en == "Lab"
