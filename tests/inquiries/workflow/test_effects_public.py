"""What a signature does to spaces is to be seen at once, wherever the public looks."""

import pytest

from inquiries.enums import Stage
from inquiries.workflow import transitions
from parks.models import SearchEntry, Space
from tests import cast
from tests.inquiries import builders


def read(client, space):
    """What pages, the directory and the API say of the space: its own words, and whether its park has open space."""
    pages = [client.get(f"/en/{path}").content.decode() for path in ("parks/cbtc/", f"spaces/{space.pk}/", "spaces/")]
    open_parks = client.get("/api/v1/parks/?open=true").json()["count"]
    status = client.get(f"/api/v1/spaces/{space.pk}/?lang=en").json()["status"]["code"]
    return ["/en/inquiry/?park=cbtc&amp;space=" in page for page in pages], open_parks, status


@pytest.mark.parametrize("before", ["available", "not_stated"])
def test_letting_and_freeing_a_space_is_read_at_once(client, park_a, operator_a, before):
    lin, space = cast.make_lin(operator_a), builders.make_space(park_a, status=before)
    case = builders.make_ripe(builders.make_case(park_a), lin, spaces=[space])
    case.stage = Stage.ADMITTED
    case.save()
    assert read(client, space) == ([True] * 3, int(before == "available"), before)
    transitions.move(case, Stage.SIGNED, actor=lin)
    assert read(client, space) == ([False] * 3, 0, "let")
    transitions.move(case, Stage.ADMITTED, actor=lin, note="The bank refused.")
    assert read(client, space) == ([True] * 3, 1, "available")


def test_whoever_listens_to_spaces_hears_of_a_signature(park_a, operator_a):
    """Search entries are written by those who hear of a saved row; here they had gone missing."""
    lin, space = cast.make_lin(operator_a), builders.make_space(park_a, "Aquarium")
    case = builders.make_ripe(builders.make_case(park_a), lin, spaces=[space])
    case.stage = Stage.ADMITTED
    case.save()
    SearchEntry.objects.all().delete()
    transitions.move(case, Stage.SIGNED, actor=lin)
    assert set(SearchEntry.objects.values_list("kind", "record")) == {("space", space.pk), ("park", park_a.pk)}
    assert Space.objects.get().updated_at > space.updated_at
