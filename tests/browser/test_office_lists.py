"""Lists of the back office: every column in view at a desk, a card for each row on a telephone."""

import pytest
from django.core.cache import cache
from django.test import Client

from enterprises.models import Enterprise
from parks.models import Park, Space
from tests.architecture.world import build
from tests.browser.pages import over_the_edge, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
LISTS = ("inquiries/case", "inquiries/routing", "parks/park", "parks/space", "parks/membership", "accounts/auditentry")
CUT = """(() => { const list = document.querySelector('.results');
    return list.scrollWidth - list.clientWidth; })()"""
LONG = "China-Belgium Technology Center, the park of many words in Louvain-la-Neuve"
# Cells of the first row that are not wholly in view from the left to the right.
HIDDEN = """[...document.querySelectorAll('#result_list tbody tr:first-child > *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width === 0 || box.left < 0 || box.right > document.documentElement.clientWidth;
}).map(one => one.className)"""

# Days of the list whose figures do not stand in one line.
BROKEN_DAYS = """(() => {
    const words = document.createTreeWalker(document.querySelector('#result_list'), NodeFilter.SHOW_TEXT), found = [];
    while (words.nextNode()) {
        for (const day of words.currentNode.data.matchAll(/\\d{4}-\\d{2}-\\d{2}/g)) {
            const range = document.createRange();
            range.setStart(words.currentNode, day.index);
            range.setEnd(words.currentNode, day.index + day[0].length);
            if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) found.push(day[0]);
        }
    }
    return found;
})()"""


@pytest.fixture
def open_list(live_server, transactional_db, chromium_browser, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    world = build()
    Park.objects.filter(pk=world.things["park"].pk).update(name_en=LONG, name_zh_hans="中国比利时科技园" * 3)
    Enterprise.objects.filter(pk=world.things["enterprise"].pk).update(name_en="Rheintal Muster Cell Therapies GmbH")
    context = chromium_browser.new_context()
    client = Client()
    client.force_login(world.people["p_admin"])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()

    def opened(language, name, width):
        page.set_viewport_size({"width": width, "height": 812})
        assert page.goto(f"{live_server.url}/{language}/admin/{name}/").status == 200
        return page

    yield opened
    context.close()


@LANGUAGES
def test_a_desk_shows_every_column(open_list, language):
    cut = {name: open_list(language, name, 1280).evaluate(CUT) for name in LISTS}
    assert cut == dict.fromkeys(LISTS, 0)


@LANGUAGES
def test_a_telephone_shows_every_value_with_its_heading(open_list, axe, language):
    found = {}
    for name in LISTS:
        page = open_list(language, name, 375)
        found[name] = (page.evaluate(HIDDEN), over_the_edge(page), violations(axe, page))
    assert found == dict.fromkeys(LISTS, ([], 0, []))


def test_the_cards_of_cases_say_what_each_value_is_and_can_be_sorted_and_chosen(open_list):
    page = open_list("en", "inquiries/case", 375)
    labels = page.eval_on_selector_all(
        "#result_list tbody tr:first-child > *", "cells => cells.map(one => one.dataset.label || '')"
    )
    assert labels == [
        "",
        "Reference",
        "Enterprise",
        "Stage",
        "Park",
        "Officer in charge",
        "First answer",
        "Received at",
    ]
    assert page.locator("#result_list thead a:visible").all_inner_texts()[-1] == "Received at"
    page.check("#action-toggle")
    assert page.locator("#result_list tbody tr.selected").count() == page.locator("#result_list tbody tr").count()
    page.click(".to-filters")
    assert page.url.endswith("#changelist-filter")


@LANGUAGES
def test_no_day_is_broken_over_two_lines(open_list, language):
    Space.objects.update(available_from="2026-11-28", verified_on="2026-10-28")
    lists = (*LISTS, "inquiries/slot", "parks/policy")
    found = {}
    for width in (375, 1024, 1280):
        for name in lists:
            page = open_list(language, name, width)
            found[name, width] = (page.evaluate(BROKEN_DAYS), over_the_edge(page))
    assert found == dict.fromkeys(found, ([], 0))
    assert page.evaluate("document.querySelectorAll('#result_list .day').length") > 0
