"""The header of the back office and what stands above the work: small on a telephone, complete, without script."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.architecture.world import build
from tests.browser.pages import complaints_of, over_the_edge, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
HEIGHT = "document.querySelector('#header').getBoundingClientRect().height"
MENU = "#user-tools a:visible, #user-tools button:visible"
SMALL = """[...document.querySelectorAll('#header a, #header summary, #header button, #header input')]
    .filter(one => one.checkVisibility() && one.type !== 'hidden')
    .map(one => [one.outerHTML.slice(0, 60), one.getBoundingClientRect().height])
    .filter(([, height]) => height < 44)"""


@pytest.fixture
def open_page(live_server, transactional_db, chromium_browser, settings, tmp_path):
    """Opens an address for Wei, who has every link, in a window of a width."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    world = build()
    contexts = []

    def opened(address, width=375, role="p_admin", **options):
        context = chromium_browser.new_context(viewport={"width": width, "height": 812}, **options)
        contexts.append(context)
        client = Client()
        client.force_login(world.people[role])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        assert page.goto(live_server.url + address).status == 200
        return page

    yield opened
    for context in contexts:
        context.close()


@LANGUAGES
@pytest.mark.parametrize(("width", "height"), [(320, 110), (375, 110), (800, 110), (1280, 70)])
def test_the_header_leaves_room_for_the_work(open_page, language, width, height):
    page = open_page(f"/{language}/admin/inquiries/case/", width)
    assert page.evaluate(HEIGHT) <= height
    assert over_the_edge(page) == 0
    if width < 768:
        assert page.evaluate(SMALL) == []


def test_every_link_is_reached_by_keyboard_and_without_script(open_page):
    page = open_page("/en/admin/", java_script_enabled=False)
    links = page.locator(".main-links a:visible").all_inner_texts()
    assert links == ["Today", "Cases", "Parks", "Spaces", "Reports", "Health"]
    assert page.locator(MENU).count() == 0
    page.focus("#user-tools summary")
    page.keyboard.press("Enter")
    assert page.locator(MENU).all_inner_texts() == [
        "Handbook", "View site", "Change password", "Sign-in and security", "Log out",
    ]  # fmt: skip
    with page.expect_navigation():
        page.click(".find-door")
    page.fill("#content #find-box", "Optics")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "PB-2026-987654" in page.inner_text("#content")


def test_the_menu_closes_with_escape_and_when_somebody_goes_elsewhere(open_page):
    page = open_page("/en/admin/", 1280)
    said = complaints_of(page)
    page.click("#user-tools summary")
    assert page.locator(MENU).all_inner_texts() == ["View site", "Change password", "Sign-in and security", "Log out"]
    page.keyboard.press("Escape")
    assert page.locator(MENU).count() == 0
    assert page.evaluate("document.activeElement.matches('#user-tools summary')")
    page.keyboard.press("Enter")
    page.click("h1")
    assert page.locator(MENU).count() == 0
    assert said == []


def test_the_key_of_the_search_leads_to_its_page_where_the_box_is_folded_away(open_page):
    page = open_page("/en/admin/")
    with page.expect_navigation():
        page.keyboard.press("/")
    assert page.url.endswith("/en/admin/find/")


@LANGUAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_menu_breaks_no_rule(open_page, axe, language, scheme):
    page = open_page(f"/{language}/admin/", color_scheme=scheme)
    page.click("#user-tools summary")
    assert violations(axe, page) == []
    assert over_the_edge(page) == 0


@LANGUAGES
def test_the_first_look_around_leaves_the_first_task_in_view(open_page, language):
    page = open_page(f"/{language}/admin/", role="lin")
    assert page.locator(".tour").bounding_box()["height"] < 80
    assert page.locator("#content .button--main").count() == 0
    first = page.locator(".today .rows li").first.bounding_box()
    assert first["y"] + first["height"] < 812
    page.click(".tour summary")
    assert page.locator(".tour li:visible").count() == 2
    with page.expect_navigation():
        page.click(".tour form button")
    assert page.locator(".tour").count() == 0
