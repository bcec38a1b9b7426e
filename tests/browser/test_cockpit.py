"""Today, the board, the search box and a case in a real browser: by mouse, by key, and on a phone."""

import pytest
from django.conf import settings
from django.test import Client

from inquiries import conversation
from inquiries.models import Case
from parks.models import Park
from tests import cast
from tests.browser.pages import complaints_of, over_the_edge, violations
from tests.inquiries import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lin(site):
    return cast.make_lin(Park.objects.get(slug="cbtc").operator)


@pytest.fixture
def case(site, lin):
    """Ripe for the next stages."""
    made = builders.make_ripe(builders.make_case(Park.objects.get(slug="cbtc")), lin)
    conversation.write(made, body="Is the lab still free?", language="en", key="1")
    return made


@pytest.fixture
def window(chromium_browser, site, lin):
    contexts = []

    def opened(width=1280, scheme="light", javascript=True):
        client = Client()
        client.force_login(lin)
        context = chromium_browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript
        )
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def stage(case):
    return Case.objects.get(pk=case.pk).stage


def test_a_card_is_moved_by_key_by_mouse_and_without_a_script(window, site, case):
    page = window()
    said = complaints_of(page)
    page.goto(f"{site}/en/admin/inquiries/case/board/")
    page.focus(f"#case-{case.pk} a")
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowRight")
    assert stage(case) == "accepted"
    with page.expect_navigation():
        page.drag_and_drop(f"#case-{case.pk}", '[data-stage="contacted"]')
    assert stage(case) == "contacted"
    with page.expect_navigation():
        page.drag_and_drop(f"#case-{case.pk}", '[data-stage="accepted"]')
    assert "Say why." in page.inner_text("#refusal")
    assert page.evaluate("document.activeElement.id") == "refusal"
    assert stage(case) == "contacted"
    assert said == []
    plain = window(javascript=False)
    plain.goto(f"{site}/en/admin/inquiries/case/board/")
    plain.click(f"#case-{case.pk} button")
    assert stage(case) == "visiting"


def test_the_search_box_is_reached_by_a_key(window, site, case):
    page = window()
    page.goto(f"{site}/en/admin/")
    page.keyboard.press("/")
    page.keyboard.type("walloon")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert case.inquiry.reference in page.inner_text("#content")
    page.focus("#find-box")
    page.keyboard.press("End")
    page.keyboard.type("/")
    assert page.input_value("#find-box") == "walloon/"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_the_pages_fit_and_break_no_rule(window, site, case, axe, language, width, scheme):
    page = window(width, scheme)
    said = complaints_of(page)
    start = f"{site}/{language}/admin/"
    office, found = f"{start}inquiries/", {}
    for address in (
        start,
        f"{start}find/?q=walloon",
        f"{office}case/board/",
        f"{office}case/{case.pk}/change/?kind=messages",
        f"{office}case/{case.pk}/print/",
        f"{office}assignmentrule/try/",
    ):
        page.goto(address)
        found[address] = (max(over_the_edge(page), 0), violations(axe, page))
    assert {address: what for address, what in found.items() if what != (0, [])} == {}
    assert said == []
