"""Booking a visit in a real browser at 375 px, without script, in both languages; and for everybody."""

import datetime

import pytest
from django.utils import timezone

from inquiries import submission, visiting
from inquiries.models import Visit
from parks.models import Park
from tests import cast
from tests.browser.pages import over_the_edge, violations
from tests.inquiries import answers, builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = timezone.now().replace(hour=13, minute=0, second=0, microsecond=0) + datetime.timedelta(days=20)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def context(request, chromium_browser):
    context = chromium_browser.new_context(java_script_enabled=request.param, viewport={"width": 375, "height": 800})
    yield context
    context.close()


@pytest.fixture
def lin(site):
    return cast.make_lin(Park.objects.get(slug="cbtc").operator)


@pytest.fixture
def inquiry(site, lin):
    return submission.submit(answers.submission(*Park.objects.filter(slug__in=("cbtc", "parkb")))).inquiry


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_anna_books_a_visit_reads_it_confirmed_and_cancels(context, site, inquiry, lin, language):
    page = context.new_page()
    page.goto(f"{site}/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/")
    page.click("#cbtc a[href*='visit/?park=cbtc']")
    assert page.is_checked("#id_cbtc-wanted") and not page.is_checked("#id_parkb-wanted")
    page.click("#visit-form .cluster button[type=submit]")
    assert page.locator("#problems a").get_attribute("href") == "#id_cbtc-first"
    page.select_option("#id_zone", "Europe/Brussels")
    page.fill("#id_cbtc-first", f"{SOON:%Y-%m-%dT14:00}")
    page.check("#id_interpreter")
    page.fill("#id_note", "两位工程师 / two engineers")
    page.click("#visit-form .cluster button[type=submit]")
    visit = Visit.objects.get()
    address = f"{site}/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/visit/{visit.uid}/"
    assert page.url.partition("#")[0] == address
    assert f"{SOON:%Y-%m-%d} 14:00–15:00" in page.inner_text("main") and "两位工程师" in page.inner_text("main")
    terms = visiting.Terms(mode="on_site", starts_at=visit.starts_at, place="Building 1")
    visiting.confirm(visit, actor=lin, terms=terms)
    page.reload()
    assert "Building 1" in page.inner_text("main")
    with page.expect_download() as download:
        page.click("a[download]")
    assert download.value.suggested_filename == "visit.ics"
    page.fill("#id_reason", "No flights")
    page.click("#cancel-form .cluster button[type=submit]")
    assert "No flights" in page.inner_text("main")
    assert Visit.objects.get().state == "cancelled"


def test_a_slot_is_taken_by_keyboard_alone(chromium_browser, site, inquiry):
    slot = builders.make_slot(Park.objects.get(slug="cbtc"), SOON)
    page = chromium_browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(f"{site}/en/inquiry/{inquiry.reference}/{inquiry.secret}/visit/?park=cbtc")
    page.focus(f"input[name=cbtc-slot][value='{slot.pk}']")
    page.keyboard.press("Space")
    page.focus("#visit-form .cluster button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    slot.refresh_from_db()
    assert slot.visit == Visit.objects.get()
    page.close()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium_browser, axe, site, inquiry, lin, language, scheme):
    builders.make_slot(Park.objects.get(slug="cbtc"), SOON)
    case = inquiry.cases.get(park__slug="cbtc")
    terms = visiting.Terms(mode="online", starts_at=SOON, online_url="https://meet.example.org/" + "x" * 60)
    agreed = visiting.book(case, actor=lin, terms=terms)
    held = builders.make_visit(case, state="held", rating=4, feedback="Good")
    context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page, found = context.new_page(), {}
    base = f"{site}/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/"
    for path in ("", "visit/", f"visit/{agreed.uid}/", f"visit/{held.uid}/"):
        page.goto(base + path)
        if path == "visit/":
            page.click("#visit-form .cluster button[type=submit]")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(axe, page):
                found[path, width] = broken
            if over := over_the_edge(page):
                found[path, width, "sideways"] = over
    context.close()
    assert found == {}
