import pytest
from django.urls import reverse

from parks.enums import SeatRole
from parks.models import Building, Park, ParkIndustry, Region, Space
from parks.search import search
from tests import cast
from tests.inquiries.builders import make_inquiry, make_space
from tests.parks.admin.pages import change, errors


@pytest.fixture
def edith(client, operator_a):
    user = cast.make_user("edith@cbtc.example.org")
    cast.make_seat(user, operator_a, SeatRole.EDITOR)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("area_max", {"area_min": "300", "area_max": "200"}),
        ("price_currency", {"price": "12"}),
        ("area_min", {"area_min": "-1"}),
        ("floor_load", {"floor_load": "heavy"}),
    ],
)
def test_what_the_database_would_refuse_is_said_beside_the_field(edith, client, park_a, field, changes):
    page = change(client, make_space(park_a), **changes)
    found = errors(page)
    assert field in found
    assert not any("_" in text for texts in found.values() for text in texts)


def test_a_building_of_another_park_is_refused(edith, client, park_a, operator_a):
    other = cast.make_park(operator_a, "other")
    building = Building.objects.create(park=other, name_en="House")
    assert "building" in errors(change(client, make_space(park_a), building=building.pk))


def test_a_space_that_somebody_asked_for_is_not_deleted(edith, client, park_a):
    asked, free = make_space(park_a, "Asked"), make_space(park_a, "Free")
    make_inquiry().requirement.spaces.add(asked)
    for space in (asked, free):
        client.post(reverse("admin:parks_space_delete", args=[space.pk]), {"post": "yes"})
    assert list(Space.objects.all()) == [asked]
    page = client.get(f"/en/admin/parks/space/{asked.pk}/delete/").content.decode()
    assert "set it to “off market” instead" in page


def test_saving_a_space_reindexes_its_park(edith, client, park_a):
    space = make_space(park_a)
    change(client, space, name_en="Unobtainium hall")
    assert search(type(park_a).objects.all(), "unobtainium").get() == park_a


def found(word):
    return list(search(Park.objects.all(), word).values_list("slug", flat=True))


def test_a_deleted_space_leaves_search(edith, client, park_a):
    rows = [make_space(park_a, word) for word in ("Unobtainium", "Adamantium")]
    change(client, rows[0], floor="1")
    assert found("unobtainium") == found("adamantium") == ["cbtc"]
    client.post(reverse("admin:parks_space_delete", args=[rows[0].pk]), {"post": "yes"})
    assert (found("unobtainium"), found("adamantium")) == ([], ["cbtc"])
    chosen = {"action": "delete_selected", "_selected_action": [rows[1].pk], "post": "yes"}
    client.post(reverse("admin:parks_space_changelist"), chosen)
    assert found("adamantium") == []


def test_a_space_that_moves_leaves_the_search_of_its_former_park(edith, client, park_a, operator_a):
    other = cast.make_park(operator_a, "other")
    space = make_space(park_a, "Unobtainium")
    change(client, space, floor="1")
    change(client, space, park=other.pk)
    assert found("unobtainium") == ["other"]


def test_a_renamed_value_of_a_catalogue_reaches_search(client, wei, park_a):
    client.force_login(wei)
    country = Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    park_a.region = Region.objects.create(code="x", name_en="X", kind="city", country="BE", parent=country)
    park_a.save()
    industry, kind = cast.make_industry(), make_space(park_a).kind
    ParkIndustry.objects.create(park=park_a, industry=industry)
    for row in (country, industry, kind):
        assert change(client, row, name_en=f"{row._meta.model_name}ium").status_code == 302
    assert found("regionium") == found("industryium") == found("spacetypeium") == ["cbtc"]
