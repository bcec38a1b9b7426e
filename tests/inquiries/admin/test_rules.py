"""The page of the rules, and who would get a case."""

import pytest

from inquiries.models import AssignmentRule, Case
from tests.inquiries import builders

pytestmark = pytest.mark.django_db

LIST = "/en/admin/inquiries/assignmentrule/"


@pytest.fixture
def at_work(client, manager):
    client.force_login(manager)
    return client


def data(operator, *people, **fields):
    return {"operator": operator.pk, "position": 1, "is_active": "on", "people": [p.pk for p in people], **fields}


def test_a_manager_makes_a_rule_for_the_own_operator(at_work, operator_a, park_a, lin):
    answer = at_work.post(f"{LIST}add/", data(operator_a, lin, park=park_a.pk, language="en"))
    assert answer.status_code == 302
    rule = AssignmentRule.objects.get()
    assert (rule.operator, rule.park, rule.language, list(rule.people.all())) == (operator_a, park_a, "en", [lin])
    assert "cbtc park · English" in at_work.get(LIST).content.decode()


def test_other_operators_people_and_parks_are_refused_beside_the_field(
    at_work, operator_a, operator_b, park_b, lin, bao
):
    page = at_work.get(f"{LIST}add/").content.decode()
    assert "包" not in page
    page = at_work.post(f"{LIST}add/", data(operator_a, bao))
    assert page.context["adminform"].form.errors["people"]
    page = at_work.post(f"{LIST}add/", data(operator_a, lin, park=park_b.pk))
    assert page.context["adminform"].form.errors["park"]
    page = at_work.post(f"{LIST}add/", data(operator_b, lin))
    assert page.context["adminform"].form.errors["operator"]
    assert AssignmentRule.objects.count() == 0


def test_the_platform_cannot_mix_operators(client, wei, operator_a, lin, bao, park_b):
    client.force_login(wei)
    errors = client.post(f"{LIST}add/", data(operator_a, lin, bao, park=park_b.pk)).context["adminform"].form.errors
    assert errors["park"] == ["This park is run by another operator."]
    assert errors["people"] == ["包 is neither officer nor manager at cbtc operator."]


def test_an_officer_reads_and_changes_nothing(signed_in, operator_a, lin):
    rule = AssignmentRule.objects.create(operator=operator_a)
    rule.people.add(lin)
    assert signed_in.get(f"{LIST}{rule.pk}/change/").status_code == 200
    assert signed_in.post(f"{LIST}{rule.pk}/change/", data(operator_a, lin, position=7)).status_code == 403
    assert signed_in.get(f"{LIST}add/").status_code == 403


def test_who_would_get_this_case(at_work, operator_a, park_a, lin, manager):
    first = AssignmentRule.objects.create(operator=operator_a, position=1, language="zh-hans")
    first.people.add(manager)
    second = AssignmentRule.objects.create(operator=operator_a, position=2)
    second.people.add(lin, manager)
    Case.objects.filter(pk=builders.make_case(park_a).pk).update(owner=manager)
    page = at_work.get(f"{LIST}try/", {"operator": operator_a.pk, "language": "en"})
    text = page.content.decode()
    assert "林 would get it, by rule 2." in text
    assert "does not fit" in text
    assert "Mang: 1 open case" in text
    assert (
        "Mang would get it, by rule 1."
        in at_work.get(f"{LIST}try/", {"operator": operator_a.pk, "language": "zh-hans"}).content.decode()
    )
    assert Case.objects.filter(owner=lin).count() == 0  # nothing was stored


def test_a_try_names_own_operators_only(at_work, operator_b, park_b):
    page = at_work.get(f"{LIST}try/", {"operator": operator_b.pk})
    assert page.context["form"].errors["operator"]
    assert "parkb" not in page.content.decode()
    assert at_work.get(f"{LIST}try/", {"operator": "x", "park": "9" * 30}).status_code == 200


def test_somebody_says_when_they_are_away(at_work, manager, operator_a, lin):
    seat = lin.memberships.get()
    address = f"/en/admin/parks/membership/{seat.pk}/change/"
    page = at_work.post(address, {"away_from": "2026-12-24", "away_to": "2026-12-20", "mails": ["inquiry_new"]})
    assert page.context["adminform"].form.errors["away_to"]
    assert at_work.post(address, {"away_from": "2026-12-24", "away_to": "2027-01-03"}).status_code == 302
    seat.refresh_from_db()
    assert f"{seat.away_from} {seat.away_to}" == "2026-12-24 2027-01-03"
