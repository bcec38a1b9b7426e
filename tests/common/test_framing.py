"""Pages put together from a kept frame: to the byte what the template gives, and never for who may see more."""

import pytest

from parks.views import detail
from tests import cast

SLUGS = ("cbtc", "parks", "parkb")


@pytest.fixture
def pages(client, operator_a, monkeypatch):
    """Reads a park's profile without and with a cookie: put together from the frame, and by the template."""
    monkeypatch.setattr(detail.FRAME, "kept", {})
    for slug in SLUGS:
        cast.make_park(operator_a, slug, name_en=f"Park {slug} <framedpiecebodyx>")

    def read(slug, language="en", query=""):
        client.cookies.clear()
        framed = client.get(f"/{language}/parks/{slug}/{query}")
        client.cookies["other"] = "1"
        whole = client.get(f"/{language}/parks/{slug}/{query}")
        assert (framed.status_code, whole.status_code) == (200, 200)
        return framed.content.decode(), whole.content.decode()

    return read


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_frame_of_one_park_serves_the_next(pages, language):
    for slug in SLUGS:
        framed, whole = pages(slug, language)
        assert framed == whole
        assert f'<link rel="canonical" href="http://testserver/{language}/parks/{slug}/">' in framed
    assert len(detail.FRAME.kept) == 1


def test_a_query_stays_in_the_links_to_the_other_language(pages):
    for query in ("?view=parallel", "?a=<b>&c=framedpieceslugx", "?q=园区"):
        framed, whole = pages("cbtc", query=query)
        assert framed == whole
    framed, _whole = pages("cbtc", query="?a=<b>&c=d")
    assert 'href="/zh-hans/parks/cbtc/?a=%3Cb%3E&amp;c=d"' in framed
    assert len(detail.FRAME.kept) == 1


def test_each_set_of_published_languages_has_a_frame_of_its_own(pages, operator_a):
    cast.make_park(operator_a, "only-en", name_en="Only", state_zh_hans="draft")
    for slug in ("only-en", "cbtc"):
        framed, whole = pages(slug)
        assert framed == whole
    assert len(detail.FRAME.kept) == 2


@pytest.mark.parametrize(
    "query", ["", "?country=BE", "?country=BE&sort=name", "?q=cbtc", "?q=%3Cb%3E&country=CN", "?kind=x"]
)
def test_the_list_is_the_same_with_and_without_its_frame(client, pages, query):
    framed = client.get(f"/en/parks/{query}").content.decode()
    client.cookies["other"] = "1"
    assert framed == client.get(f"/en/parks/{query}").content.decode()
    assert '<main id="main"' in framed
