"""The whole demo as visitors meet it: links, accessibility, width, weight, hosts, and pages without script."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import LIMIT, complaints_of, over_the_edge, violations, weight

pytestmark = [pytest.mark.browser, pytest.mark.process]
# One worker for each language: each has a site of its own.
LANGUAGES = [pytest.param(code, marks=pytest.mark.xdist_group(f"seeded-{code}")) for code in ("en", "zh-hans")]
EMBEDDED = "/{}/parks/cbtc/embed/"  # shown in other sites' pages, linked from none of ours
BY_COLOUR = ("color-contrast", "link-in-text-block")
HEAD = [
    re.compile(pattern, re.DOTALL)
    for pattern in (r'<html lang="([^"]*)"', r"<title>(.*?)</title>", r'<meta name="description" content="([^"]*)"')
]


@pytest.mark.xdist_group("seeded-en")
def test_no_link_of_the_site_is_broken(seeded_site):
    broken = {path: seeded_site.linked_from[path] for path, code in seeded_site.statuses.items() if code != 200}
    assert broken == {}
    assert len(seeded_site.bodies) > 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing(chromium_browser, axe, seeded_site, language, width):
    """Everything in the light scheme; in the dark one what depends on it, on the same loaded page."""
    context = chromium_browser.new_context(color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for path in [*seeded_site.kinds(language), EMBEDDED.format(language)]:
        page.goto(seeded_site.url + path)
        page.emulate_media(color_scheme="light")
        broken = violations(axe, page)
        page.emulate_media(color_scheme="dark")
        if broken := [*broken, *violations(axe, page, *BY_COLOUR)]:
            found[path] = broken
    context.close()
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_fits_320_pixels(chromium_browser, seeded_site, language):
    page = chromium_browser.new_page(viewport={"width": 320, "height": 700})
    wide = {}
    for path in [*seeded_site.kinds(language), *seeded_site.kinds(language, queries=True), EMBEDDED.format(language)]:
        page.goto(seeded_site.url + path)
        if over := over_the_edge(page):
            wide[path] = over
    page.close()
    assert wide == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_names_itself_and_its_language(seeded_site, language):
    titles, bad = {}, {}
    for path, body in seeded_site.bodies.items():
        if not path.startswith(f"/{language}/"):
            continue
        lang, title, described = (unescape(pattern.search(body).group(1)).strip() for pattern in HEAD)
        if lang != {"en": "en", "zh-hans": "zh-Hans"}[language] or len(described) < 10:
            bad[path] = (lang, described)
        if "?" not in path:
            titles.setdefault(title, []).append(path)
    assert bad == {}
    assert len(titles) > 100
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_light_and_ask_nobody_else(chromium_browser, seeded_site, language):
    heavy, hosts, complaints = {}, set(), {}
    for path in seeded_site.kinds(language):
        page = chromium_browser.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        said = complaints_of(page)
        page.goto(seeded_site.url + path, wait_until="networkidle")
        total = weight(page)
        page.close()
        if total > LIMIT:
            heavy[path] = total
        if said:
            complaints[path] = said
    assert heavy == {}
    assert complaints == {}
    assert {host for host in hosts if host} == {urlsplit(seeded_site.url).netloc}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_every_page_says_the_same(chromium_browser, seeded_site, language):
    """Links and buttons that are there without script lead on; nothing is shown only by script."""
    context = chromium_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    poor = {}
    for path in seeded_site.kinds(language):
        page.goto(seeded_site.url + path)
        headings = page.locator("main h1").count()
        words = len(page.locator("main").inner_text())
        if headings != 1 or words < 80:
            poor[path] = (headings, words)
    context.close()
    assert poor == {}
