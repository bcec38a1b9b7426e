"""A park as a card in a frame on another site."""

import pytest
from django.core.cache import cache
from django.utils.html import strip_tags

from common import contentversion
from common.enums import PublicationState
from tests.parks.disputes import make_disputed


@pytest.mark.parametrize(("language", "name"), [("en", "cbtc park"), ("zh-hans", "cbtc园区")])
def test_the_card_may_be_framed_and_leads_to_the_profile(client, park_a, language, name):
    answer = client.get(f"/{language}/parks/cbtc/embed/")
    page = answer.content.decode()
    assert f'<a href="/{language}/parks/cbtc/" target="_top" rel="noopener">{name}</a>' in page
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies
    assert len(answer.content) < 4000


def test_no_other_page_may_be_framed(client, park_a):
    for address in ("/en/parks/cbtc/", "/en/parks/", "/en/parks/none/embed/"):
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_card_has_nothing_to_press(client, park_a):
    page = client.get("/en/parks/cbtc/embed/").content.decode()
    assert [tag for tag in ("<form", "<button", "<script", "<input") if tag in page] == []


def test_a_text_in_the_other_language_says_so(client, park_a):
    park_a.name_en = ""
    park_a.save()
    page = client.get("/en/parks/cbtc/embed/").content.decode()
    assert 'lang="zh-Hans"' in page


def test_a_draft_has_no_card(client, park_a):
    park_a.state_zh_hans = park_a.state_en = PublicationState.DRAFT
    park_a.save()
    assert client.get("/en/parks/cbtc/embed/").status_code == 404


def test_the_lines_to_copy_are_in_the_interface(client, park_a):
    park_a.name_en = 'A "B" & C'
    park_a.save()
    lines = client.get("/api/v1/parks/cbtc/?lang=en").json()["embed"]
    assert lines.startswith('<iframe src="http://testserver/en/parks/cbtc/embed/" title="A &quot;B&quot; &amp; C"')


def said(page):
    """The figures in words alone."""
    return " ".join(strip_tags(page[page.index("<dl") : page.index("</dl>")]).split())


def test_a_figure_that_sources_dispute_is_shown_with_all_its_values(client, park_a):
    make_disputed(park_a)
    page = client.get("/en/parks/cbtc/embed/").content.decode()
    assert said(page) == "Floor area120,000 m² or 82,000 m² (2016) Staff (2025)450 people"


def test_a_card_asks_the_same_number_of_times_for_one_figure_and_for_several(client, park_a, django_assert_num_queries):
    for prefix in ("", "more-", "most-"):
        make_disputed(park_a, prefix)
        client.get("/en/parks/cbtc/embed/")
        cache.clear()
        contentversion.bump()
        with django_assert_num_queries(5):
            client.get("/en/parks/cbtc/embed/")
