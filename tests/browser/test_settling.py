"""From a proposal to moving in, in a real browser at 375 px: Lin in the back office, Anna by keyboard alone."""

import datetime

import pytest
from django.conf import settings
from django.test import Client

from inquiries import submission
from inquiries.models import Case, Message, Proposal, Settlement
from notifications.models import OutgoingEmail
from parks.enums import SpaceStatus
from parks.models import Park, Space
from tests import cast
from tests.inquiries import answers, builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def lin(site):
    return cast.make_lin(Park.objects.get(slug="cbtc").operator)


@pytest.fixture
def case(site, lin):
    inquiry = submission.submit(answers.submission(Park.objects.get(slug="cbtc"))).inquiry
    return inquiry.cases.get()


@pytest.fixture
def space(case):
    return builders.make_space(case.park, "B201", area_min=120, area_max=120)


@pytest.fixture
def phone(chromium_browser):
    """A new window of 375 pixels, as somebody's or as nobody's."""
    contexts = []

    def window(site, user=None):
        context = chromium_browser.new_context(viewport={"width": 375, "height": 800})
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def press(page, selector, key="Enter"):
    """What a hand without a mouse does: the focus comes to the thing, then a key."""
    page.focus(selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page, **fields):
    for name, value in fields.items():
        page.focus(f"#id_{name}")
        page.fill(f"#id_{name}", value)


def progress(site, case, language):
    return f"{site}/{language}/inquiry/{case.inquiry.reference}/{case.inquiry.secret}/"


def queued(event):
    return list(OutgoingEmail.objects.filter(event=event).values_list("to", flat=True))


@LANGUAGES
def test_anna_gets_a_proposal_and_accepts_it(phone, site, case, lin, space, language):
    office = phone(site, lin)
    office.goto(f"{site}/{language}/admin/inquiries/case/{case.pk}/change/#section-proposals")
    office.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    write(office, **{"proposal-terms": "三个月押金 / three months' deposit", "proposal-valid_until": "2099-01-31"})
    office.focus(f"input[name=proposal-spaces][value='{space.pk}']")
    office.keyboard.press("Space")
    press(office, "form[action$='/proposal/'] button[name=send]")
    offer = Proposal.objects.get()
    assert (offer.version, offer.sent_at is not None, offer.first_viewed_at) == (1, True, None)
    assert queued("proposal_sent") == [case.inquiry.contact_email]

    page = phone(site)
    page.goto(progress(site, case, language))
    press(page, "#cbtc a[href*='/proposals/1/']")
    shown = page.inner_text("main")
    assert "three months' deposit" in shown and "B201" in shown and "2099-01-31" in shown
    offer.refresh_from_db()
    assert offer.first_viewed_at is not None
    page.focus("input[name=answer][value=accepted]")
    page.keyboard.press("Space")
    write(page, words="同意 / agreed")
    press(page, "#answer-form button[type=submit]")
    offer.refresh_from_db()
    assert offer.answer == "accepted"
    assert "agreed" in Message.objects.get(author="enterprise").body
    assert lin.email in queued("enquirer_replied")


@LANGUAGES
def test_a_case_is_signed_and_settled_and_both_sides_see_it(phone, site, case, lin, space, language):
    builders.make_ripe(case, lin)
    Settlement.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(stage="admitted")
    office = phone(site, lin)
    address = f"{site}/{language}/admin/inquiries/case/{case.pk}/change/"

    def contract(**fields):
        office.goto(f"{address}#section-settlement")
        office.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        write(office, **{f"settlement-{name}": value for name, value in fields.items() if value is not True})
        for name in [name for name, value in fields.items() if value is True]:
            office.focus(f"#id_settlement-{name}")
            office.keyboard.press("Space")

    contract(contract_number="CBTC-2027-1", signed_on="2026-11-20", lease_from="2027-01-01", lease_to="2029-12-31",
             commitments_not_applicable=True)  # fmt: skip
    office.focus(f"input[name=settlement-spaces][value='{space.pk}']")
    office.keyboard.press("Space")
    press(office, "form[action$='/settlement/'] button[type=submit]")
    press(office, "button[name=move-to][value=signed]")
    assert Case.objects.get().stage == "signed"
    assert queued("signed_welcome") == [case.inquiry.contact_email]
    assert Space.objects.get(pk=space.pk).status == SpaceStatus.LET

    contract(settled_on="2026-11-23", company_registered=True)
    press(office, "form[action$='/settlement/'] button[type=submit]")
    press(office, "button[name=move-to][value=settled]")
    assert Case.objects.get().stage == "settled"
    assert Settlement.objects.get().settled_on == datetime.date(2026, 11, 23)
    assert queued("signed_welcome") == [case.inquiry.contact_email] * 2  # the contract, then the service desk

    page = phone(site)
    page.goto(progress(site, case, language))
    assert {"en": "Moved in", "zh-hans": "已入驻"}[language] in page.inner_text("#cbtc")
    press(page, "#cbtc a[href$='/cbtc/services/']")
    assert page.url.endswith("/cbtc/services/")
