"""The account in a real browser: signing in with the keyboard, and what axe finds on its pages."""

import pytest
from django.utils import timezone

from accounts.models import User
from enterprises import companies, joining, subscribing
from enterprises.companies import Answers
from enterprises.subscribing import Wish
from notifications.models import OutgoingEmail
from parks.models import Park
from tests.accounts.codes import ANNA, make_anna, newest_code
from tests.browser.pages import over_the_edge, violations
from tests.inquiries import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, site, language="en"):
    page.goto(f"{site}/{language}/account/")
    page.fill("[name=email]", ANNA)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", newest_code())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/account/")


def furnish(anna):
    """One of everything that the pages show."""
    park = Park.objects.get(slug="cbtc")
    builders.transitions.open_cases(builders.make_inquiry(), [park], now=timezone.now())
    company = companies.found(anna, Answers(country="BE", name_en="Walloon Optics"), ())
    joining.invite(company, email="piet@optics.example.org", language="en", by=anna)
    wish = Wish(subject="policies", pace="weekly", language="en")
    return company, subscribing.subscribe(ANNA, wish, is_proved=True)


def test_signing_in_with_the_keyboard_alone_makes_an_account(chromium_browser, site):
    page = chromium_browser.new_page()
    sign_in(page, site)
    assert page.inner_text("h1") == "My inquiries"
    assert User.objects.get().email == ANNA
    assert OutgoingEmail.objects.count() == 1
    page.close()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium_browser, axe, site, language, scheme):
    company, subscription = furnish(make_anna())
    context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page, found = context.new_page(), {}
    pages = ["account/sign-in/", "alerts/"]
    private = ["account/", "account/company/new/", f"account/company/{company.uuid}/", "account/policies/"]
    private += [f"account/company/{company.uuid}/people/", "account/alerts/", f"account/alerts/{subscription.uuid}/"]
    for path in [*pages, None, *private, "account/settings/"]:
        if path is None:
            sign_in(page, site, language)
            continue
        page.goto(f"{site}/{language}/{path}")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(axe, page):
                found[path, width] = broken
            if over := over_the_edge(page):
                found[path, width, "sideways"] = over
    context.close()
    assert found == {}
