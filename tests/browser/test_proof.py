"""“One more step” in a real browser: solved by itself with script, sent by the button without; and for everybody."""

import re

import pytest
from playwright.sync_api import expect

from inquiries.models import Inquiry
from tests import cast
from tests.browser.pages import over_the_edge, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def mode(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast.make_mode()


def send_fast(page, site, language="en"):
    """The whole form, filled in faster than a person can."""
    page.goto(f"{site}/{language}/inquiry/?whole=1&park=cbtc")
    values = {"#id_company_name": "Walloon Optics", "#id_contact_name": "Anna", "#id_contact_email": "anna@example.org"}
    page.check("input[name=mode][value=office_lease]")
    for field, value in {**values, "#id_message": "We need 80 m²."}.items():
        page.fill(field, value)
    page.select_option("#id_country", "BE")
    page.check("#id_consent_0")


def hurry(page):
    """Make the page's token a fresh one again, however slow this machine is."""
    from inquiries import screening

    raw = screening.issue_token("inquiry").raw
    page.locator("#inquiry-form input[name=token]").evaluate("(field, raw) => { field.value = raw }", raw)


def test_the_browser_solves_the_puzzle_and_the_inquiry_is_an_ordinary_one(chromium_browser, site):
    page = chromium_browser.new_page(viewport={"width": 375, "height": 800})
    send_fast(page, site)
    hurry(page)
    page.click("#inquiry-form .cluster button[type=submit]")
    expect(page).to_have_url(re.compile(r"/receipt/$"), timeout=30_000)
    inquiry = Inquiry.objects.get()
    assert (inquiry.screening, inquiry.message) == ("clear", "We need 80 m².")
    page.close()


def slow_down(route):
    """The page with a puzzle that nobody solves in time, so that it can be looked at."""
    answer = route.fetch()
    body = answer.text().replace("&quot;keyPrefix&quot;: &quot;00&quot;", "&quot;keyPrefix&quot;: &quot;000000&quot;")
    route.fulfill(response=answer, body=body)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_progress_is_told_in_words_and_the_button_sends_it_at_once(chromium_browser, axe, site, language, scheme):
    context = chromium_browser.new_context(color_scheme=scheme, viewport={"width": 375, "height": 800})
    page = context.new_page()
    send_fast(page, site, language)
    hurry(page)
    page.route("**/inquiry/", slow_down)
    page.click("#inquiry-form .cluster button[type=submit]")
    status = page.locator("[role=status][aria-live=polite]")
    expect(status).to_have_text(re.compile(r"\d+( of |/)100"), timeout=30_000)
    assert violations(axe, page) == []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert over_the_edge(page) == 0
    page.unroute("**/inquiry/")
    page.click("#proof-form .cluster button")
    expect(page).to_have_url(re.compile(r"/receipt/$"), timeout=30_000)
    assert Inquiry.objects.get().screening_reasons == ["too_fast"]
    context.close()
