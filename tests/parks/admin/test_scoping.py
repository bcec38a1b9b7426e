import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from notifications.models import OutgoingEmail
from parks.admin.scoping import choices_for, visible_rows
from parks.enums import SeatRole
from parks.models import Building, Fact, Metric, Operator, Park, Source, Space
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.admin.pages import change, errors, filled


@pytest.fixture
def editor(client, operator_a, operator_b):
    """Edits park A, and answers inquiries at B without editing there."""
    user = cast.make_user("edith@cbtc.example.org")
    cast.make_seat(user, operator_a, SeatRole.EDITOR)
    cast.make_seat(user, operator_b, SeatRole.OFFICER)
    client.force_login(user)
    return user


def address(obj, page="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{page}", args=[obj.pk])


def test_a_role_at_one_operator_edits_nothing_at_another(editor, client, park_a, park_b):
    page = client.get(address(park_b))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert client.post(address(park_b), {"name_en": "Taken"}).status_code == 403
    park_b.refresh_from_db()
    assert park_b.name_en == "parkb park"
    assert change(client, park_a, name_en="Renamed").status_code == 302
    park_a.refresh_from_db()
    assert park_a.name_en == "Renamed"


@pytest.mark.parametrize("field", ["parent", "host"])
def test_a_forged_relation_to_another_operator_is_refused_with_a_sentence(editor, client, park_a, park_b, field):
    page = change(client, park_a, **{field: park_b.pk})
    assert errors(page)[field] == ["Select a valid choice. That choice is not one of the available choices."]
    park_a.refresh_from_db()
    assert (park_a.operator.slug, park_a.parent, park_a.host) == ("cbtc", None, None)


def test_a_park_is_not_taken_by_an_editor_above_who_answers_at_its_own_operator(editor, client, park_a, operator_b):
    below = cast.make_park(operator_b, "below", parent=park_a)
    change(client, below, operator=park_a.operator_id, featured="on", name_en="Renamed")
    below.refresh_from_db()
    assert (below.operator, below.featured, below.name_en) == (operator_b, False, "Renamed")


def test_a_forged_operator_is_not_even_read(editor, client, park_a, park_b):
    change(client, park_a, operator=park_b.operator_id)
    park_a.refresh_from_db()
    assert park_a.operator.slug == "cbtc"


def test_the_platform_moves_a_park_to_another_operator(client, wei, park_a, operator_b):
    client.force_login(wei)
    change(client, park_a, operator=operator_b.pk, featured="on")
    park_a.refresh_from_db()
    assert (park_a.operator, park_a.featured) == (operator_b, True)


def test_a_space_cannot_be_moved_to_a_park_that_is_only_looked_at(editor, client, park_a, park_b):
    space = make_space(park_a)
    page = change(client, space, park=park_b.pk)
    assert "park" in errors(page)
    space.refresh_from_db()
    assert space.park == park_a


def test_a_forged_inline_row_of_another_park_stays_where_it_is(editor, client, park_a, park_b):
    metric = Metric.objects.create(code="staff", name_en="Staff", unit="people")
    source = Source.objects.create(code="s", title_en="S")
    own = Fact.objects.create(park=park_a, metric=metric, source=source, value=1)
    foreign = Fact.objects.create(park=park_b, metric=metric, source=source, value=2)
    page = change(client, park_a, **{"facts-0-id": foreign.pk, "facts-0-value": "9"})
    assert "One of these rows is gone" in errors(page)["facts"][0]
    for row, value in ((own, 1), (foreign, 2)):
        row.refresh_from_db()
        assert (row.value, row.park) == (value, park_a if row == own else park_b)


def test_an_officer_reads_a_park_and_adds_nothing_to_it(lin, client, park_a):
    client.force_login(lin)
    page = client.get(address(park_a))
    assert not page.context["has_change_permission"]
    assert not any(group.has_add_permission for group in page.context["inline_admin_formsets"])
    assert client.post(address(park_a), {"name_en": "x"}).status_code == 403


def test_the_name_of_a_parent_out_of_scope_is_not_shown_and_not_lost(client, park_a, operator_b):
    parent = park_a
    parent.name_zh_hans = parent.name_en = "Secret parent"
    parent.save()
    child = cast.make_park(operator_b, "child", parent=parent)
    user = cast.make_user("e@b.example.org")
    cast.make_seat(user, operator_b, SeatRole.EDITOR)
    client.force_login(user)
    page = client.get(address(child))
    assert "Secret parent" not in page.content.decode()
    assert "parent" not in filled(page)
    change(client, child, name_en="Child", parent="")
    child.refresh_from_db()
    assert (child.name_en, child.parent) == ("Child", parent)


def test_models_without_a_scope_are_closed_to_seats(lin, wei):
    for model in (AuditEntry, OutgoingEmail, type(lin)):
        assert not visible_rows(lin, model).exists()
    assert visible_rows(wei, type(lin)).count() == 2


def test_looking_at_a_row_is_not_enough_to_point_at_it(editor, park_a, park_b, operator_a):
    Building.objects.create(park=park_b, name_en="B house")
    assert set(visible_rows(editor, Park)) == {park_a, park_b}
    assert set(choices_for(editor, Space, Park)) == {park_a}
    assert not choices_for(editor, Space, Building).exists()
    assert set(choices_for(editor, Park, Operator)) == {operator_a}


def test_strangers_and_ghosts_look_the_same(lin, client, park_b):
    client.force_login(lin)
    for page in ("change", "history"):
        theirs = client.get(address(park_b, page))
        nobodys = client.get(address(park_b, page).replace(str(park_b.pk), "99999"))
        assert theirs.status_code == nobodys.status_code == 404


def test_a_retired_value_stays_where_it_is_and_is_not_offered_anew(client, wei, park_a):
    old = cast.make_space_type("old", retired=True)
    current = cast.make_space_type("current")
    space = make_space(park_a, kind=old)
    other = make_space(park_a, kind=current)
    client.force_login(wei)
    assert change(client, space, floor="2").status_code == 302
    assert "kind" in errors(change(client, other, kind=old.pk))
    query = "?app_label=parks&model_name=space&field_name=kind&term="
    offered = client.get(reverse("admin:autocomplete") + query).json()["results"]
    assert [row["id"] for row in offered] == [str(current.pk)]


def test_nobody_deletes_a_park_an_operator_or_a_catalogue_value(client, wei, park_a):
    client.force_login(wei)
    industry = cast.make_industry()
    for obj in (park_a, park_a.operator, industry):
        assert client.post(address(obj, "delete"), {"post": "yes"}).status_code == 403
