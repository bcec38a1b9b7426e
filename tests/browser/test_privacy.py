"""Withdrawing a consent by keyboard and erasing with a code: at 375 px, both languages, with script and without."""

import pytest

from inquiries import submission
from inquiries.models import Case
from notifications.models import OutgoingEmail
from parks.models import Park
from tests import cast
from tests.browser.pages import over_the_edge, violations
from tests.inquiries import answers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def context(request, chromium_browser):
    context = chromium_browser.new_context(java_script_enabled=request.param, viewport={"width": 375, "height": 800})
    yield context
    context.close()


@pytest.fixture
def inquiry(site):
    park = Park.objects.get(slug="cbtc")
    cast.make_lin(park.operator)
    return submission.submit(answers.submission(park)).inquiry


def tab_to(page, selector):
    """Press Tab until this element has the focus, as somebody without a mouse does."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard never reaches {selector}")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_withdraw_by_keyboard(context, site, inquiry, language):
    page = context.new_page()
    page.goto(f"{site}/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/")
    tab_to(page, "main a[href$='/data/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/")
    assert inquiry.consents.first().recipient in page.inner_text("#consents ~ .panel")
    tab_to(page, "a[href$='/data/withdraw/answering/cbtc/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/withdraw/answering/cbtc/")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/#consents")
    assert Case.objects.get().stage == "withdrawn"
    assert page.locator("a[href*='/data/withdraw/answering/']").count() == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_erase_with_the_code(context, site, inquiry, language):
    page = context.new_page()
    page.goto(f"{site}/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/data/erase/")
    page.click("main button[value='ask']")
    page.wait_for_selector("#id_code")
    page.fill("#id_code", OutgoingEmail.objects.get(event="erasure_confirm").context["code"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert inquiry.reference not in page.inner_text("main")
    inquiry.refresh_from_db()
    assert inquiry.contact_name == ""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium_browser, axe, site, inquiry, language, scheme):
    context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page, found = context.new_page(), {}
    for path in ("", "withdraw/answering/cbtc/", "copy/", "erase/"):
        page.goto(f"{site}/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/data/{path}")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(axe, page):
                found[path, width] = broken
            if over := over_the_edge(page):
                found[path, width, "sideways"] = over
    context.close()
    assert found == {}
