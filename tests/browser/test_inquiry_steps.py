"""The inquiry in steps in a real browser at 375 px: with and without script, in both languages, by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from inquiries.models import Draft, Inquiry
from notifications.models import OutgoingEmail
from tests import cast
from tests.browser.pages import complaints_of, over_the_edge, violations
from tests.inquiries.answers import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GO_ON = "#inquiry-form .step-nav button:not([name])"
PHONE = {"width": 375, "height": 800}
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture(autouse=True)
def two_modes(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast.make_mode(summary_en="Rent an office.", summary_zh_hans="租用办公空间。")
    cast.make_mode("factory_lease", name_en="Factory lease", name_zh_hans="厂房租赁", needs_environment=True)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def context(request, chromium_browser):
    context = chromium_browser.new_context(java_script_enabled=request.param, viewport=PHONE)
    yield context
    context.close()


@pytest.fixture
def scripted(chromium_browser):
    context = chromium_browser.new_context(viewport=PHONE)
    yield context
    context.close()


PERSON = 3000  # milliseconds: nobody fills in the form in less


def at(page, step):
    expect(page).to_have_url(re.compile(rf"/inquiry/draft/[\w-]+/{step}/"))


def first_step(page, country="BE", name="Walloon Optics"):
    page.check("input[name=mode][value=office_lease]")
    page.fill("#id_company_name", name)
    page.select_option("#id_country", country)
    page.click(GO_ON)
    at(page, "need")


def second_step(page):
    page.fill("#id_message", "We need 80 m².")
    page.click(GO_ON)
    at(page, "contact")


def third_step(page):
    page.fill("#id_contact_name", "Anna")
    page.fill("#id_contact_email", "anna@example.org")
    page.wait_for_timeout(PERSON)
    page.click(GO_ON)
    at(page, "review")


@pytest.mark.parametrize("language", LANGUAGES)
def test_anna_asks_two_parks(context, site, language):
    page = context.new_page()
    page.goto(f"{site}/{language}/inquiry/?park=cbtc")
    page.select_option("#id_add_park", "parkb")
    page.click("button[value=park]")
    expect(page.locator("input[name=park]:checked")).to_have_count(2)
    first_step(page)
    page.set_input_files("#id_files", [{"name": "方案.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    second_step(page)
    third_step(page)
    expect(page.locator("main")).to_contain_text("方案.pdf")
    page.click(GO_ON)
    expect(page.locator("#problems li")).to_have_count(2)
    page.check("#id_consent_0")
    page.check("#id_consent_1")
    page.click(GO_ON)
    expect(page).to_have_url(re.compile(rf"/{language}/inquiry/PB-[\w-]+/[\w-]+/receipt/"))
    inquiry = Inquiry.objects.get()
    assert [case.park.slug for case in inquiry.cases.order_by("pk")] == ["cbtc", "parkb"]
    assert inquiry.attachments.get().name == "方案.pdf" and inquiry.language == language
    page.go_back()
    expect(page).to_have_url(re.compile("/receipt/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_resumed_by_its_link_in_another_browser(context, chromium_browser, site, language):
    page = context.new_page()
    page.goto(f"{site}/{language}/inquiry/?park=cbtc")
    first_step(page)
    page.fill("#id_message", "Half a sentence")
    page.click("#later summary")
    page.fill("#id_link_email", "anna@example.org")
    page.check("#id_link_remind")
    page.click("button[value=link]")
    expect(page.locator("p.notice[role=status]")).to_be_visible()
    mail = OutgoingEmail.objects.get()
    path = mail.context["draft_url"].split("testserver")[1]
    other = chromium_browser.new_context(viewport=PHONE, java_script_enabled=False)
    resumed = other.new_page()
    resumed.goto(site + path)
    at(resumed, "need")
    assert resumed.input_value("#id_message") == "Half a sentence"
    resumed.click(GO_ON)
    third_step(resumed)
    resumed.check("#id_consent_0")
    resumed.click(GO_ON)
    expect(resumed).to_have_url(re.compile(rf"/{language}/inquiry/PB-[\w-]+/[\w-]+/receipt/"))
    other.close()
    page.click(GO_ON)
    expect(page).to_have_url(re.compile("/receipt/"))
    assert Inquiry.objects.count() == 1


def test_the_language_switch_on_every_step_keeps_what_was_typed(context, site):
    page = context.new_page()
    page.goto(f"{site}/en/inquiry/?park=cbtc")
    page.fill("#id_company_name", "Half a name")
    page.click(".lang button")
    expect(page).to_have_url(re.compile("/zh-hans/inquiry/draft/"))
    assert page.input_value("#id_company_name") == "Half a name"
    first_step(page)
    page.fill("#id_area_min", "abc")
    page.click(".lang button")
    expect(page).to_have_url(re.compile("/en/inquiry/draft/[^/]+/need/"))
    assert page.input_value("#id_area_min") == "abc" and page.locator("#problems").count() == 0


def test_the_back_button_brings_back_every_answer(context, site):
    page = context.new_page()
    page.goto(f"{site}/en/inquiry/?park=cbtc")
    first_step(page)
    second_step(page)
    page.go_back()
    at(page, "need")
    assert page.input_value("#id_message") == "We need 80 m²."
    page.go_back()
    expect(page).to_have_url(re.compile("/en/inquiry/"))
    assert page.input_value("#id_company_name") == "Walloon Optics"
    assert page.is_checked("input[name=mode][value=office_lease]")
    page.click(GO_ON)
    at(page, "need")
    assert page.input_value("#id_message") == "We need 80 m²." and Draft.objects.count() == 1


def test_the_script_saves_while_typing_and_says_so(scripted, site):
    page = scripted.new_page()
    said = complaints_of(page)
    page.goto(f"{site}/en/inquiry/?park=cbtc")
    page.select_option("#id_country", "BE")
    page.fill("#id_registration_number", "0403.170.702")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Saved \d\d:\d\d"), timeout=8000)
    at(page, "enterprise")
    expect(page.locator("#doubt")).to_contain_text("does not look complete")
    assert page.locator("#saved").get_attribute("aria-live") == "polite"
    page.fill("#id_company_name", "Typed and not sent")
    page.wait_for_timeout(3000)
    page.reload()
    assert page.input_value("#id_company_name") == "Typed and not sent"
    assert Draft.objects.get().data["country"] == ["BE"] and said == []


def test_leaving_the_page_saves_at_once_and_never_a_consent(scripted, site):
    page = scripted.new_page()
    page.goto(f"{site}/en/inquiry/?park=cbtc")
    first_step(page)
    page.fill("#id_message", "Just typed")
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden'})")
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    posted = saved.value.request.post_data
    assert saved.value.status == 200 and "consent" not in posted and "link_email" not in posted
    assert Draft.objects.get().data["message"] == ["Just typed"]


@pytest.mark.parametrize(("language", "said"), [("en", "Changed in another window"), ("zh-hans", "在另一个窗口有改动")])
def test_an_older_tab_is_told_and_its_reader_chooses(scripted, site, language, said):
    old, new = scripted.new_page(), scripted.new_page()
    old.goto(f"{site}/{language}/inquiry/?park=cbtc")
    first_step(old)
    new.goto(old.url)
    new.fill("#id_message", "Newer")
    expect(new.locator("#saved")).not_to_be_empty(timeout=8000)
    old.fill("#id_message", "Older")
    expect(old.locator("#elsewhere")).to_be_visible(timeout=8000)
    expect(old.locator("#elsewhere")).to_contain_text(said)
    assert Draft.objects.get().data["message"] == ["Newer"]
    old.click("#elsewhere button")
    expect(old.locator("#elsewhere")).to_be_hidden()
    assert old.input_value("#id_message") == "Older" and Draft.objects.get().data["message"] == ["Older"]
    new.fill("#id_message", "Newest")
    expect(new.locator("#elsewhere")).to_be_visible(timeout=8000)
    new.click("#elsewhere a")
    expect(new.locator("#id_message")).to_have_value("Older")


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keyboard_alone(context, site, language):
    page = context.new_page()
    page.goto(f"{site}/{language}/inquiry/?park=cbtc")

    def to(name, value=None):
        for _step in range(80):
            page.keyboard.press("Tab")
            here = page.evaluate("(({name, value, type}) => [name, value, type])(document.activeElement)")
            if here[0] == name and (value is None or here[1] == value):
                return
        raise AssertionError(f"Tab does not reach {name}")

    to("mode")
    page.keyboard.press("Space")
    to("company_name")
    page.keyboard.type("Walloon Optics")
    to("country")
    page.keyboard.press("ArrowDown")  # the countries of the parks come first
    to("registration_number")
    page.keyboard.press("Enter")
    at(page, "need")
    to("message")
    page.keyboard.type("We need 80 square metres.")
    to("area_min")
    page.keyboard.press("Enter")
    at(page, "contact")
    to("contact_name")
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Anna")
    to("contact_email")
    page.keyboard.type("anna@example.org")
    page.wait_for_timeout(PERSON)
    page.keyboard.press("Enter")
    at(page, "review")
    for number in range(page.locator("input[name=consent]").count()):
        to("consent")
        page.keyboard.press("Space")
        assert page.is_checked(f"#id_consent_{number}")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#inquiry-form .step-nav button:not([name])')"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipt/"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium_browser, axe, site, language, scheme):
    context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    found = {}

    def look(name):
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(axe, page):
                found[name, width] = broken
            if over := over_the_edge(page):
                found[name, width, "sideways"] = over

    page.goto(f"{site}/{language}/inquiry/?park=parkb&mode=factory_lease")
    look("first")
    page.click(GO_ON)
    look("first, wrong")
    page.fill("#id_company_name", "Walloon Optics")
    page.fill("#id_registration_number", "1")
    page.select_option("#id_country", "BE")
    page.click(GO_ON)
    look("need")
    page.set_input_files("#id_files", [{"name": "方案.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    page.click("button[value=save]")
    look("need, saved")
    page.fill("#id_area_min", "abc")
    page.evaluate(
        "document.querySelector('[name=revision]').value = 0; document.querySelector('[name=tab]').value = 'x'"
    )
    page.click(GO_ON)
    look("need, elsewhere")
    page.fill("#id_area_min", "80")
    page.click("button[name=keep]")
    page.click(GO_ON)
    look("contact")
    page.fill("#id_contact_name", "Anna")
    page.fill("#id_contact_email", "anna@example.org")
    page.click(GO_ON)
    look("review")
    page.click(GO_ON)
    look("review, wrong")
    draft = Draft.objects.get()
    for path in (
        f"draft/{draft.code}/erase/",
        "draft/wrong-wrong-wrong-wrong/",
        "callback/?park=parkb",
        "brochure/?park=parkb",
    ):
        page.goto(f"{site}/{language}/inquiry/{path}")
        look(path)
    page.goto(f"{site}/{language}/inquiry/callback/?park=parkb")
    page.click("#inquiry-form .cluster button[type=submit]")
    look("callback, wrong")
    context.close()
    assert found == {}
