"""Public pages in a real browser: accessibility, width, hosts, keyboard."""

from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = ["", "parks/", "parks/cbtc/?view=parallel", "about/", "privacy/", "nowhere/"]


def violations(axe, page):
    found = axe.run(page).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]


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
    page.click(".finder button")
    page.click(".card a")
    assert page.url == f"{site}/zh-hans/parks/cbtc/"
    page.click(".lang a[lang=en]")
    assert page.url == f"{site}/en/parks/cbtc/"
    context.close()
