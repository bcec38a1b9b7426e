"""Of two people on one page, the second to save is told what differs, and keeps what was typed."""

import pytest
from django.urls import reverse

from parks.enums import SeatRole
from parks.models import Fact, Metric, Park, Source, Statement
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.admin.pages import change, errors, filled


def make_statement(park):
    return Statement.objects.create(
        park=park, text_en="Words", text_zh_hans="话", source=Source.objects.create(code="s", title_en="S")
    )


@pytest.fixture
def pair(client, wei, operator_a, django_user_model):
    """Two clients: Wei, and Edith who edits the pages of the same operator."""
    edith = cast.make_user("edith@cbtc.example.org", name="Edith", language="en")
    cast.make_seat(edith, operator_a, SeatRole.MANAGER)
    other = type(client)()
    client.force_login(wei)
    other.force_login(edith)
    return client, other


def address(row):
    return f"/en/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


@pytest.mark.parametrize(
    ("kind", "field"), [("park", "contact_hours_en"), ("space", "note_en"), ("operator", "controller_name_en")]
)
def test_the_second_to_save_is_told_and_loses_nothing(pair, park_a, kind, field):
    wei, edith = pair
    row = {"park": lambda: park_a, "space": lambda: make_space(park_a), "operator": lambda: park_a.operator}[kind]()
    first, second = filled(edith.get(address(row))), filled(wei.get(address(row)))
    assert edith.post(address(row), {**first, field: "first"}).status_code == 302
    page = wei.post(address(row), {**second, field: "second"})
    assert ["Somebody else saved" in text for text in errors(page)["__all__"]] == [True]
    told = page.context["told"]
    assert [person.name for person, _at in told.savers] == ["Edith"]
    [one] = told.choices
    assert (one.name, one.theirs, one.mine) == (field, "first", "second")
    row.refresh_from_db()
    assert getattr(row, field) == "first"
    assert wei.post(address(row), filled(page)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "second"


def test_the_other_text_can_be_taken_over(pair, park_a):
    wei, edith = pair
    second = filled(wei.get(address(park_a)))
    change(edith, park_a, summary_en="Theirs", aliases="Their alias")
    page = wei.post(address(park_a), {**second, "summary_en": "Mine", "aliases": "My alias"})
    body = page.content.decode()
    assert 'name="take" value="summary_en"' in body and "Theirs" in body and "Mine" in body and "Edith saved" in body
    assert wei.post(address(park_a), {**filled(page), "take": "summary_en"}).status_code == 302
    park_a.refresh_from_db()
    assert (park_a.summary_en, park_a.aliases) == ("Theirs", "My alias")


def test_what_i_did_not_touch_is_not_set_back(pair, park_a):
    wei, edith = pair
    second = filled(wei.get(address(park_a)))
    change(edith, park_a, summary_en="Theirs")
    page = wei.post(address(park_a), {**second, "aliases": "Mine"})
    told = page.context["told"]
    assert [one.name for one in told.taken] == ["summary_en"] and not told.choices
    assert Park.objects.get().aliases == ""
    assert wei.post(address(park_a), filled(page)).status_code == 302
    park_a.refresh_from_db()
    assert (park_a.summary_en, park_a.aliases) == ("Theirs", "Mine")


def test_the_same_change_twice_is_no_conflict(pair, park_a):
    wei, edith = pair
    second = filled(wei.get(address(park_a)))
    change(edith, park_a, summary_en="Same words")
    assert wei.post(address(park_a), {**second, "summary_en": "Same words"}).status_code == 302


def test_rows_of_the_page_are_watched_too(pair, park_a):
    """Also where somebody saved the row on a page of its own, and where rows changed places meanwhile."""
    wei, edith = pair
    space, statement = make_space(park_a, "Hall"), make_statement(park_a)
    second = filled(wei.get(address(park_a)))
    change(edith, space, name_en="Their hall")
    before = Statement.objects.create(park=park_a, text_en="New first", order=0, source=Source.objects.get())
    Statement.objects.filter(pk=statement.pk).update(order=5, text_en="Their words")
    page = wei.post(address(park_a), {**second, "spaces-0-name_en": "My hall", "statements-0-text_en": "My words"})
    told = page.context["told"]
    assert {(one.name, one.theirs, one.mine) for one in told.choices} == {
        ("spaces-0-name_en", "Their hall", "My hall"),
        ("statements-0-text_en", "Their words", "My words"),
    }
    again = {**filled(page), "take": ["spaces-0-name_en"]}
    assert wei.post(address(park_a), again).status_code == 302
    space.refresh_from_db()
    statement.refresh_from_db()
    before.refresh_from_db()
    assert (space.name_en, statement.text_en, before.text_en) == ("Their hall", "My words", "New first")


def test_a_row_that_is_gone_leaves_the_page_and_the_rest_is_kept(pair, park_a):
    wei, _edith = pair
    source = Source.objects.create(code="x", title_en="S")
    rows = [Statement.objects.create(park=park_a, text_en=f"Number {n}", order=n, source=source) for n in range(3)]
    second = filled(wei.get(address(park_a)))
    rows[1].delete()
    page = wei.post(address(park_a), {**second, "aliases": "Mine", "statements-2-text_en": "Third, by me"})
    assert [row.startswith("Number 1") for row in page.context["told"].gone] == [True]
    assert wei.post(address(park_a), filled(page)).status_code == 302
    park_a.refresh_from_db()
    assert park_a.aliases == "Mine"
    assert list(park_a.statements.values_list("text_en", flat=True)) == ["Number 0", "Third, by me"]


def test_a_figure_and_a_link_are_said_in_words(pair, park_a):
    wei, _edith = pair
    metric = Metric.objects.create(code="staff", name_en="Staff", unit="people")
    source = Source.objects.create(code="x", title_en="A report")
    other = Source.objects.create(code="y", title_en="Another report")
    fact = Fact.objects.create(park=park_a, metric=metric, value=200, source=source)
    second = filled(wei.get(address(park_a)))
    assert second["facts-0-value"] == "200"
    Fact.objects.filter(pk=fact.pk).update(value=300, source=other)
    page = wei.post(address(park_a), {**second, "facts-0-value": "400"})
    told = page.context["told"]
    assert [(one.theirs, one.mine) for one in told.choices] == [("300", "400")]
    assert [one.theirs for one in told.taken] == ["Another report"]


def test_a_page_that_cannot_be_told_from_another_is_not_trusted(pair, park_a):
    """A token that this site did not sign for this record: whatever differs is asked about."""
    wei, _edith = pair
    data = filled(wei.get(address(park_a)))
    page = wei.post(address(park_a), {**data, "seen": "forged", "aliases": "Mine"})
    assert [one.name for one in page.context["told"].choices] == ["aliases"]
    assert Park.objects.get().aliases == ""


def test_an_error_elsewhere_keeps_the_page_as_it_was_opened(pair, park_a):
    wei, edith = pair
    second = filled(wei.get(address(park_a)))
    page = wei.post(address(park_a), {**second, "country": "", "aliases": "Mine"})
    assert "country" in errors(page)
    change(edith, park_a, aliases="Theirs")
    page = wei.post(address(park_a), {**filled(page), "country": "BE"})
    assert [one.name for one in page.context["told"].choices] == ["aliases"]


def test_accounts_too(client, wei, lin):
    client.force_login(wei)
    page = f"/en/admin/accounts/user/{lin.pk}/change/"
    data = filled(client.get(page))
    type(lin).objects.filter(pk=lin.pk).update(name="Other")
    told = client.post(page, {**data, "name": "Mine"}).context["told"]
    assert [one.name for one in told.choices] == ["name"] and lin.password not in str(data["seen"])


def test_a_new_record_and_a_reader_carry_nothing(client, wei, lin, park_a):
    client.force_login(wei)
    assert "seen" not in filled(client.get(reverse("admin:parks_space_add")))
    client.force_login(lin)
    page = client.get(reverse("admin:parks_park_change", args=[park_a.pk]))
    assert page.status_code == 200 and 'name="seen"' not in page.content.decode()
