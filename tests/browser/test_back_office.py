"""The main pages of the back office in a real browser: rules of accessibility, the strict policy, a narrow window."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from parks.models import Park
from tests.architecture.walk import address
from tests.architecture.world import build
from tests.browser.pages import complaints_of, over_the_edge, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The long forms of content, with boxes that search and rows of many columns.
FORMS = (
    "admin:parks_park_change",
    "admin:parks_space_change",
    "admin:parks_policy_change",
    "admin:parks_article_change",
    "admin:parks_event_change",
    "admin:parks_partnership_change",
)
# What people open every day, and one page of each kind.
PAGES = (
    "admin:index",
    "admin:password_change",
    "admin:inquiries_case_changelist",
    "admin:inquiries_case_change",
    "admin:inquiries_routing_changelist",
    "admin:inquiries_routing_change",
    "admin:inquiries_inquiry_change",
    "admin:inquiries_servicerequest_change",
    "admin:inquiries_slot_add",
    "admin:inquiries_replytemplate_change",
    "admin:inquiries_incomingemail_change",
    "admin:enterprises_enterprise_change",
    "admin:parks_park_changelist",
    "admin:parks_space_changelist",
    "admin:parks_operator_change",
    "admin:parks_membership_changelist",
    "admin:parks_industry_changelist",
    "admin:parks_park_quality",
    "admin:parks_park_history",
    "admin:inquiries_slot_delete",
    "admin:accounts_auditentry_changelist",
    "admin:accounts_user_change",
    "admin:notifications_outgoingemail_changelist",
    "admin:notifications_outgoingemail_change",
    "admin:notifications_outgoingemail_previews",
    "admin:find",
    "admin:health",
    "admin:reports",
    "admin:report",
    "admin:handbook",
    "admin:handbook_chapter",
    "admin:inquiries_case_board",
    "admin:inquiries_case_print",
    "admin:inquiries_assignmentrule_changelist",
    "admin:parks_holidayoverride_changelist",
    "admin:parks_importbatch_changelist",
    "admin:parks_importbatch_change",
    "admin:parks_job_export",
)

# Boxes and words of a form that come nearer than ten pixels to an edge of their card.
BOXES = "fieldset.aligned .form-row :is(input, select, textarea, label, .help)"
CRAMPED = f"""[...document.querySelectorAll('{BOXES}')].filter(one => {{
    const box = one.getBoundingClientRect(), card = one.closest('fieldset').getBoundingClientRect();
    return box.width > 1 && (box.left - card.left < 10 || card.right - box.right < 10);
}}).map(one => one.id || one.className || one.textContent)"""


@pytest.fixture
def office(live_server, transactional_db, chromium_browser, settings, tmp_path):
    """Opens windows for Wei, who sees everything, and tells addresses."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    world = build()
    long = "China-Belgium Technology Center, the park of many words in Louvain-la-Neuve"
    Park.objects.filter(pk=world.things["park"].pk).update(name_en=long)
    contexts = []

    def window(width, scheme="light"):
        context = chromium_browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        client = Client()
        client.force_login(world.people["p_admin"])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return context.new_page()

    def where(name, language):
        with override(language):
            return live_server.url + address(name, world)

    yield window, where
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("names", [PAGES, FORMS], ids=["pages", "forms"])
def test_no_rule_of_accessibility_is_broken(office, axe, names, language, scheme):
    window, where = office
    page, found = window(1280, scheme), {}
    said = complaints_of(page)
    for name in names:
        assert page.goto(where(name, language)).status == 200, name
        if name in FORMS:  # every group of rows is opened
            page.evaluate("document.querySelectorAll('#content details').forEach((one) => { one.open = true; })")
        if broken := violations(axe, page):
            found[name] = broken
    assert found == {}
    assert said == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_stands_over_the_edge_of_a_telephone(office, axe, language):
    window, where = office
    page, found = window(375), {}
    for name in (*PAGES, *FORMS):
        page.goto(where(name, language))
        if over := over_the_edge(page):
            found[name] = over
    assert found == {}


def test_a_box_that_searches_is_named_when_it_is_open(office, axe):
    window, where = office
    page = window(1280)
    page.goto(where("admin:parks_park_change", "en"))
    page.click(".field-region .select2-selection")
    page.wait_for_selector(".select2-results__option")
    assert violations(axe, page) == []
    page.fill(".select2-container--open .select2-search__field", "nowhere at all")
    page.wait_for_selector("text=No results found")
    assert page.get_by_role("searchbox", name="Region").count() == 1
    assert page.get_by_role("combobox", name="Region").count() == 1


def test_a_preview_opens_beside_the_form_which_keeps_what_was_typed(office, axe):
    window, where = office
    page = window(1280)
    said = complaints_of(page)
    page.goto(where("admin:parks_park_change", "en"))
    page.fill("#id_summary_en", "Typed just now")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview English").click()
    beside = opened.value
    beside.wait_for_load_state()
    assert "Typed just now" in beside.inner_text("main") and "nothing is saved" in beside.inner_text("aside.preview")
    assert violations(axe, beside) == []
    assert page.input_value("#id_summary_en") == "Typed just now"
    assert not Park.objects.filter(summary_en="Typed just now").exists()
    page.get_by_role("button", name="Publish (English)").or_(
        page.get_by_role("button", name="Withdraw (English)")
    ).first.click()
    page.wait_for_load_state()
    assert Park.objects.filter(summary_en="Typed just now").count() == 1
    assert said == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_of_a_form_touches_the_edge_of_its_card(office, language):
    window, where = office
    found = {}
    for width in (320, 375, 700, 1280):
        page = window(width)
        for name in (*FORMS, "admin:parks_operator_change", "admin:inquiries_slot_add"):
            page.goto(where(name, language))
            page.evaluate("document.querySelectorAll('#content details').forEach((one) => { one.open = true; })")
            if cramped := page.evaluate(CRAMPED):
                found[name, width] = cramped
    assert found == {}
