"""The inquiry on one page in a real browser: with and without script, in both languages, by keyboard, for everybody."""

import pytest

from inquiries.models import Inquiry, Message
from tests import cast
from tests.inquiries.answers import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "#inquiry-form .cluster button[type=submit]"


@pytest.fixture(autouse=True)
def two_modes(site, media):
    cast.make_mode(summary_en="Rent an office.", summary_zh_hans="租用办公空间。")
    cast.make_mode("factory_lease", name_en="Factory lease", name_zh_hans="厂房租赁", needs_environment=True)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def context(request, chromium_browser):
    context = chromium_browser.new_context(java_script_enabled=request.param, viewport={"width": 375, "height": 800})
    yield context
    context.close()


def violations(axe, page):
    found = axe.run(page).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]


def fill(page, country, name):
    page.check("input[name=mode][value=office_lease]")
    page.fill("#id_company_name", name)
    page.select_option("#id_country", country)
    page.fill("#id_contact_name", "Anna")
    page.fill("#id_contact_email", "anna@example.org")
    page.fill("#id_message", "We need 80 m².")
    page.check("#id_consent_0")
    page.wait_for_timeout(3000)  # nobody fills it in in less


@pytest.mark.parametrize(
    ("language", "park", "country", "name"),
    [("en", "parkb", "BE", "Walloon Optics"), ("zh-hans", "cbtc", "CN", "武汉示例生物")],
)
def test_anna_sends_agrees_to_the_transfer_and_writes(context, site, language, park, country, name):
    page = context.new_page()
    page.goto(f"{site}/{language}/inquiry/?whole=1&park={park}")
    fill(page, country, name)
    page.set_input_files(
        "#id_files", [{"name": "方案.pdf", "mimeType": "application/pdf", "buffer": PDF}], timeout=5000
    )
    page.click(SEND)
    assert page.locator("#problems li").count() == 1
    assert page.locator("#problems a").get_attribute("href") == "#id_consent_1"
    assert page.input_value("#id_company_name") == name and "方案.pdf" in page.inner_text(".kept")
    page.check("#id_consent_1")
    page.click(SEND)
    inquiry = Inquiry.objects.get()
    assert page.url.endswith(f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/receipt/")
    assert inquiry.reference in page.inner_text("main")
    page.click("main a.button")
    page.fill("textarea", "And a sauna, 谢谢")
    page.click("main form button")
    assert Message.objects.get().body == "And a sauna, 谢谢"
    assert "And a sauna, 谢谢" in page.inner_text(".talk")
    with page.expect_download() as download:
        page.click(".files a")
    assert download.value.suggested_filename == "方案.pdf"


def test_the_language_switch_keeps_what_was_typed(context, site):
    page = context.new_page()
    page.goto(f"{site}/en/inquiry/?whole=1&park=cbtc")
    fill(page, "BE", "Walloon Optics")
    page.click(".lang button")
    assert "/zh-hans/inquiry/" in page.url and page.locator("#problems").count() == 0
    assert page.input_value("#id_company_name") == "Walloon Optics"
    assert page.input_value("#id_message") == "We need 80 m²."
    assert page.is_checked("#id_consent_0") and page.is_checked("input[name=mode][value=office_lease]")


def test_enter_sends_the_form_and_tab_reaches_everything(chromium_browser, site):
    page = chromium_browser.new_page()
    page.goto(f"{site}/en/inquiry/?whole=1&park=cbtc")
    page.focus("#id_company_name")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/en/inquiry/")
    assert page.evaluate("document.activeElement.id") == "problems"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#id_mode_0")
    reached = set()
    page.goto(f"{site}/en/inquiry/?whole=1&park=cbtc")
    for _step in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.className"))
    assert {"mode", "company_name", "country", "message", "contact_email", "consent"} <= reached
    assert "confirm_note" not in reached
    page.close()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium_browser, axe, site, language, scheme):
    context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    found = {}

    def look(name):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(axe, page):
                found[name, width] = broken
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over:
                found[name, width, "sideways"] = over

    page.goto(f"{site}/{language}/inquiry/?whole=1&park=cbtc")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    look("form")
    page.click(SEND)
    look("errors")
    fill(page, "BE", "Walloon Optics")
    page.click(SEND)
    look("receipt")
    page.click("main a.button")
    page.fill("textarea", "Hello")
    page.click("main form button")
    look("progress")
    for path in ("inquiry/find/", "inquiry/PB-2026-000001/wrong/"):
        page.goto(f"{site}/{language}/{path}")
        look(path)
    context.close()
    assert found == {}
