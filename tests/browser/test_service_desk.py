"""The service desk in a real browser at 375 px: asked, answered and rated, with script and without; for everybody."""

import pytest

from inquiries import servicing
from inquiries.models import CheckIn, ServiceRequest, Settlement
from parks.models import Park, ParkService
from tests import cast
from tests.browser.pages import over_the_edge, violations
from tests.inquiries import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def context(request, chromium_browser):
    context = chromium_browser.new_context(java_script_enabled=request.param, viewport={"width": 375, "height": 800})
    yield context
    context.close()


@pytest.fixture
def lin(site):
    return cast.make_lin(Park.objects.get(slug="cbtc").operator)


@pytest.fixture
def case(site, lin):
    park = Park.objects.get(slug="cbtc")
    ParkService.objects.create(park=park, service=builders.make_service(lead_days=3, summary_en="Permits"))
    case = builders.make_settled(park, lin)
    CheckIn.objects.create(settlement=Settlement.objects.get(case=case), month=3, due_on="2026-11-23")
    return case


def base(site, case, language):
    return f"{site}/{language}/inquiry/{case.inquiry.reference}/{case.inquiry.secret}/"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_anna_asks_answers_and_rates(context, site, case, lin, language):
    page = context.new_page()
    page.goto(base(site, case, language))
    page.click("#cbtc a[href$='/cbtc/services/']")
    page.click("main a[href$='?offer=cbtc%3Avisa'], main a[href$='?offer=cbtc:visa']")
    page.click("#service-form .cluster button")
    assert page.locator("#problems a").get_attribute("href") == "#id_body"
    page.fill("#id_body", "两份签证 / two visas")
    page.click("#service-form .cluster button")
    request = ServiceRequest.objects.get()
    assert request.number in page.inner_text("main") and "两份签证" in page.inner_text("main")
    servicing.accept(request, owner=lin, actor=lin)
    servicing.wait(request, actor=lin, question="Which passports?")
    page.reload()
    assert "Which passports?" in page.inner_text(".question")
    page.fill("#id_body", "These two")
    page.click("#message-form .cluster button")
    assert ServiceRequest.objects.get().status == "in_progress"
    servicing.solve(request, actor=lin, words="Issued")
    page.reload()
    page.check("#id_rating_0")
    page.click("#rate-form .cluster button")
    assert ServiceRequest.objects.get().rating == 5


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium_browser, axe, site, case, lin, language, scheme):
    open_one = servicing.ask(case, servicing.Wish("cbtc:visa", "x" * 200), key="a")
    solved = servicing.ask(case, servicing.Wish("cbtc:visa", "Two visas"), key="b")
    servicing.accept(solved, owner=lin, actor=lin)
    servicing.solve(solved, actor=lin, words="Issued")
    context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page, found = context.new_page(), {}
    paths = ("", "cbtc/services/", "cbtc/services/ask/", f"services/{open_one.number}/", f"services/{solved.number}/")
    for path in (*paths, "cbtc/check-in/3/"):
        page.goto(base(site, case, language) + path)
        if path.endswith(("ask/", "check-in/3/")):
            page.click("form .cluster button[type=submit]")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(axe, page):
                found[path, width] = broken
            if over := over_the_edge(page):
                found[path, width, "sideways"] = over
    context.close()
    assert found == {}
