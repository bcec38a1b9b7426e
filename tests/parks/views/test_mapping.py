import pytest

from parks import geography
from tests import cast


@pytest.fixture
def placed(park_a, park_b):
    """Two parks near Brussels, one in Wuhan at an approximate place, one nobody knows where."""
    for park, longitude, latitude in ((park_a, "4.61", "50.66"), (park_b, "114.3", "30.6")):
        park.longitude, park.latitude, park.location_is_approximate = longitude, latitude, park is park_b
        park.save()
    cast.make_park(park_a.operator, "near", longitude="4.62", latitude="50.67")
    cast.make_park(park_a.operator, "nowhere")


def page(client, query="", language="en"):
    response = client.get(f"/{language}/parks/?view=map{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_markers_are_links_with_names(client, placed, language):
    html = page(client, language=language)
    assert html.count('class="marker ') == 2
    assert 'class="marker marker--about"' in html and 'class="marker marker--many"' in html
    assert f'href="/{language}/parks/parkb/"' in html and f'href="/{language}/parks/nowhere/"' in html


def test_a_cluster_leads_closer_until_its_parks_stand_apart(client, placed):
    html = page(client, "&box=4,50,5,51&country=BE")
    assert "&amp;box=" in html and "country=BE" in html
    assert "parkb" not in html
    close = page(client, "&box=4.609,50.659,4.621,50.671")
    assert 'href="/en/parks/cbtc/"' in close and 'href="/en/parks/near/"' in close


BOXES = ["x", "1,2,3", "nan,0,1,1", "1e999,0,0,0", "9,9,1,1", "%00", "-999,-99,999,99", "0,0,0,0"]


@pytest.mark.parametrize("box", BOXES)
def test_any_box_is_answered(client, placed, box):
    assert "</svg>" in page(client, f"&box={box}")


def test_a_box_comes_back_from_its_own_text():
    box = geography.box_from("70,15,140,50")
    again = geography.box_from(box.text)
    assert abs(again.left - box.left) < 1e-4 and abs(again.width - box.width) < 1e-4
    assert geography.unproject(*geography.project(114.3, 30.6)) == pytest.approx((114.3, 30.6))
