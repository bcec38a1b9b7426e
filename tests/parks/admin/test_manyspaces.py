"""A park with very many spaces: a sentence instead of hundreds of rows, and nothing is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parks.admin.manyspaces import MOST_ON_PAGE
from parks.enums import SeatRole
from parks.models import Building, Park, Space, SpaceType
from tests import cast
from tests.parks.admin.pages import change, errors, filled

pytestmark = pytest.mark.django_db


def add_spaces(park, number):
    kind = SpaceType.objects.first() or cast.make_space_type()
    first = Space.objects.filter(park=park).count()
    Space.objects.bulk_create(
        Space(park=park, kind=kind, name_en=f"Unit {first + place}", order=first + place) for place in range(number)
    )


@pytest.fixture
def edith(client, operator_a):
    person = cast.make_user("edith@example.org")
    cast.make_seat(person, operator_a, SeatRole.EDITOR)
    client.force_login(person)
    return person


def page_of(client, park):
    return client.get(f"/en/admin/parks/park/{park.pk}/change/")


def prefixes(response):
    return [group.formset.prefix for group in response.context["inline_admin_formsets"]]


def test_few_spaces_stand_on_the_page(edith, client, park_a):
    add_spaces(park_a, MOST_ON_PAGE)
    response = page_of(client, park_a)
    assert "spaces" in prefixes(response) and "many_spaces" not in prefixes(response)
    assert response.content.decode().count('class="form-row has_original') == MOST_ON_PAGE


def test_many_are_one_sentence_with_the_ways_to_them(edith, client, park_a):
    add_spaces(park_a, MOST_ON_PAGE + 1)
    response = page_of(client, park_a)
    assert "many_spaces" in prefixes(response) and "spaces" not in prefixes(response)
    page = response.content.decode()
    assert "This park has 51 spaces; they are kept in the list of spaces." in page
    assert f'href="/en/admin/parks/space/?park__id__exact={park_a.pk}"' in page
    assert f'href="/en/admin/parks/space/add/?park={park_a.pk}"' in page
    listed = client.get(f"/en/admin/parks/space/?park__id__exact={park_a.pk}")
    assert listed.context["cl"].result_count == MOST_ON_PAGE + 1
    new = client.get(f"/en/admin/parks/space/add/?park={park_a.pk}").context["adminform"].form
    assert str(new["park"].value()) == str(park_a.pk)


def test_who_may_not_add_a_space_is_not_led_there(lin, client, park_a):
    client.force_login(lin)
    add_spaces(park_a, MOST_ON_PAGE + 1)
    page = page_of(client, park_a).content.decode()
    assert "This park has 51 spaces" in page and "/parks/space/add/" not in page


def test_the_number_is_counted_to_a_bound(edith, client, park_a):
    add_spaces(park_a, 1001)
    assert "This park has more than 1000 spaces; " in page_of(client, park_a).content.decode()


def test_the_page_asks_as_often_for_more_of_them(edith, client, park_a):
    add_spaces(park_a, MOST_ON_PAGE + 1)
    page_of(client, park_a)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of(client, park_a)
        counts.append(len(queries))
        add_spaces(park_a, 200)
    assert counts[0] == counts[1] < 60


def test_saving_the_park_leaves_its_many_spaces_as_they_are(edith, client, park_a):
    add_spaces(park_a, MOST_ON_PAGE + 1)
    before = list(Space.objects.order_by("pk").values())
    building = {"name_en": "North", "name_zh_hans": "", "id": "", "park": park_a.pk}
    rows = {"buildings-TOTAL_FORMS": "1"} | {f"buildings-0-{name}": value for name, value in building.items()}
    response = change(client, park_a, summary_en="Changed.", **rows)
    assert response.status_code == 302, errors(response)
    assert Park.objects.get(pk=park_a.pk).summary_en == "Changed."
    assert Building.objects.get().name_en == "North"
    assert list(Space.objects.order_by("pk").values()) == before


def test_a_mistake_elsewhere_brings_the_sentence_back(edith, client, park_a):
    add_spaces(park_a, MOST_ON_PAGE + 1)
    response = change(client, park_a, latitude="far")
    assert list(errors(response)) == ["latitude"]
    assert "many_spaces" in prefixes(response)


def test_rows_typed_before_they_became_many_are_saved(edith, client, park_a):
    add_spaces(park_a, MOST_ON_PAGE)
    data = filled(page_of(client, park_a))
    add_spaces(park_a, 1)
    data["spaces-0-name_en"] = "Renamed"
    response = client.post(f"/en/admin/parks/park/{park_a.pk}/change/", data)
    assert response.status_code == 302, errors(response)
    assert Space.objects.order_by("pk").first().name_en == "Renamed"
    assert Space.objects.count() == MOST_ON_PAGE + 1
