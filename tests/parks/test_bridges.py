import re

import pytest

from parks.bridges import HEIGHT, WIDTH, draw, project
from parks.models import Organisation, Partnership
from parks.networking import for_list
from tests import cast
from tests.parks.test_networking import make


@pytest.fixture
def shores(operator_a, operator_b):
    west = cast.make_park(operator_a, "west", latitude="50.66", longitude="4.63")
    east = cast.make_park(operator_b, "east", latitude="30.50", longitude="114.40")
    return west, east


def drawn():
    return draw(for_list(Partnership.objects.public()))


def test_an_arc_leads_from_one_side_to_the_other(shores):
    tie = make("tie", *shores)
    result = drawn()
    (bridge,) = result.bridges
    assert bridge.partnership == tie
    (x1, y1), (x2, y2) = project(4.63, 50.66), project(114.4, 30.5)
    assert re.fullmatch(rf"M{x1} {y1}Q\d+ -?\d+ {x2} {y2}", bridge.path)
    assert {(place.x, place.y) for place in result.places} == {(x1, y1), (x2, y2)}


@pytest.mark.parametrize(
    ("place", "pixels"), [((4.627, 50.664), (307, 256)), ((116.4, 39.95), (839, 322)), ((37.6, 55.7), (463, 227))]
)
def test_places_land_on_the_dots_of_the_outline(place, pixels):
    assert all(abs(found - wanted) <= 1 for found, wanted in zip(project(*place), pixels, strict=True))


def test_what_has_no_coordinates_is_not_drawn(shores):
    west, _east = shores
    nowhere = cast.make_park(west.operator, "nowhere")
    bank = Organisation.objects.create(slug="bank", kind="bank", country="BR")
    make("one", west, nowhere)
    make("two", west, organisations=[bank])
    result = drawn()
    assert result.bridges == [] and len(result.places) == 1


def test_neighbours_share_a_point_and_have_no_arc(shores):
    west, east = shores
    next_door = cast.make_park(west.operator, "next", latitude="50.67", longitude="4.62")
    make("near", west, next_door)
    make("far", west, next_door, east)
    result = drawn()
    assert [bridge.partnership.slug for bridge in result.bridges] == ["far"]
    assert len(result.places) == 2


def test_arcs_between_the_same_places_do_not_cover_each_other(shores):
    make("one", *shores)
    make("two", *reversed(shores))
    paths = [bridge.path for bridge in drawn().bridges]
    assert len(set(paths)) == 2
    assert len({path.split("Q")[0] for path in paths}) == 1


def test_the_box_shows_all_that_is_drawn_and_stays_on_the_outline(shores):
    assert draw([]).box == f"0 0 {WIDTH} {HEIGHT}"
    make("one", *shores)
    result = drawn()
    x, y, wide, high = (int(part) for part in result.box.split())
    assert x >= 0 and y >= 0 and x + wide <= WIDTH and y + high <= HEIGHT
    for place in result.places:
        assert x < place.x < x + wide and y < place.y < y + high
    assert result.height == round(1200 * high / wide)


def test_a_park_at_the_edge_of_the_world_does_not_break_the_map(shores):
    pole = cast.make_park(shores[0].operator, "pole", latitude="-90", longitude="-180")
    make("cold", shores[0], pole)
    assert drawn().bridges == []
