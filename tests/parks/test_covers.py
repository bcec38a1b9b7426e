import xml.etree.ElementTree as ET

import pytest

from parks.covers import cover_svg


@pytest.mark.parametrize("slug", ["cbtc", "a", "x" * 80, "hangzhou-future-sci-tech-city"])
def test_a_cover_is_small_whole_and_harmless(slug):
    svg = cover_svg(slug)
    root = ET.fromstring(svg)
    assert root.get("viewBox") == "0 0 640 360"
    assert len(svg.encode()) < 6000
    assert "script" not in svg and "style" not in svg and svg.count("http") == 1


def test_the_same_slug_gives_the_same_drawing_and_another_another():
    first = cover_svg("cbtc")
    cover_svg.cache_clear()
    assert cover_svg("cbtc") == first
    assert cover_svg("optics-valley") != first
