"""Public pages in a real browser: accessibility, width, hosts, keyboard."""

from urllib.parse import urlsplit

import pytest

from tests.browser.pages import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = ["", "parks/", "parks/cbtc/?view=parallel", "about/", "privacy/", "nowhere/"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_at_two_widths_light_and_dark(chromium_browser, axe, site, language):
    found = {}
    for scheme in ("light", "dark"):
        context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for path in PATHS:
                page.goto(f"{site}/{language}/{path}")
                if broken := violations(axe, page):
                    found[scheme, width, path] = broken
        context.close()
    assert found == {}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_scrolls_sideways_at_320_pixels(chromium_browser, site, language):
    page = chromium_browser.new_page(viewport={"width": 320, "height": 700})
    wide = {}
    for path in PATHS:
        page.goto(f"{site}/{language}/{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over:
            wide[path] = over
    page.close()
    assert wide == {}


def test_a_page_asks_its_own_host_only_and_breaks_no_policy(chromium_browser, site):
    page = chromium_browser.new_page()
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("", "parks/", "parks/cbtc/", "about/"):
        page.goto(f"{site}/en/{path}", wait_until="networkidle")
    page.close()
    assert hosts == {urlsplit(site).netloc}
    assert complaints == []


def test_the_keyboard_reaches_the_content_and_the_main_action(chromium_browser, site):
    page = chromium_browser.new_page()
    page.goto(f"{site}/en/parks/cbtc/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
    page.close()
    actions = [number for number, item in enumerate(seen) if item == "/en/inquiry/?park=cbtc"]
    assert actions and seen.index("#overview") < actions[0]


def test_finding_a_park_works_without_script(chromium_browser, site):
    context = chromium_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/zh-hans/")
    page.select_option("select[name=direction]", "outbound")
    page.click(".finder button")
    assert page.url == f"{site}/zh-hans/parks/?direction=outbound"
    page.fill("input[name=q]", "科技")
    page.click(".directory button >> nth=0")
    page.click(".card a")
    assert page.url == f"{site}/zh-hans/parks/cbtc/"
    page.click(".lang a[lang=en]")
    assert page.url == f"{site}/en/parks/cbtc/"
    context.close()


def test_spaces_chosen_on_cards_are_compared_in_the_units_of_the_page(chromium_browser, site):
    page = chromium_browser.new_page()
    page.goto(f"{site}/en/spaces/?area=ft2&money=EUR_yr")
    for number in (0, 1):
        page.locator(".card__compare").nth(number).click()
    address = page.locator(".tray [data-kind=space]").get_attribute("href")
    page.goto(address)
    current = page.locator(".units [aria-current]").all_inner_texts()
    columns = page.locator("thead th").count()
    page.close()
    assert (columns, current) == (2, ["ft²", "€/m²·year"])
    assert address.endswith("&area=ft2&money=EUR_yr")
