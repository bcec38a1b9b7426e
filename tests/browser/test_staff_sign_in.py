"""Staff and their second factor in a real browser: an app, a passkey, a recovery code; what axe finds on the pages."""

import re

import pyotp
import pytest
from django.utils import timezone

from accounts import factors
from accounts.models import Passkey, RecoveryCode, StaffSession
from parks import inviting
from tests import cast
from tests.accounts.staff import STEP, code
from tests.browser.pages import complaints_of, over_the_edge, violations
from tests.cast import PASSWORD
from tests.parks.invited import newest_secret

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def manager(site, settings):
    settings.STAFF_SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    operator = cast.Operator.objects.get(slug="cbtc")
    user = cast.make_user("mang@cbtc.example.org", language="en", name="Mang")
    cast.make_seat(user, operator, "park_manager")
    return user


@pytest.fixture
def page(chromium_browser, site):
    """A browser of its own that says what it complains about."""
    context = chromium_browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    said = complaints_of(page)
    yield page
    assert [line for line in said if "422" not in line] == []
    context.close()


def password(page, site, user):
    page.goto(f"{site}/en/admin/login/")
    page.fill("[name=username]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")


def set_up_app(page):
    """From the first page after the password; returns the key as it is shown and the recovery codes."""
    page.click("text=Set up the app")
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.inner_text("code.key").replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.click("[type=submit]")
    page.wait_for_selector(".codes")
    codes = page.locator(".codes code").all_inner_texts()
    page.click("[name=kept]")
    page.wait_for_url("**/en/admin/")
    return secret, codes


def log_out(page, site):
    page.click("#user-tools summary")
    page.click("#logout-form button")
    page.wait_for_load_state()


def fresh(user, secret):
    """A code that was not used: the next half minute's is taken as well."""
    last = user.authenticator.last_step
    now = int(timezone.now().timestamp()) // STEP
    return code(secret, timezone.now(), max(0, last + 1 - now))


def with_authenticator(page):
    """A virtual device that keeps passkeys and says yes to everything."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_an_app_is_set_up_and_its_codes_and_recovery_codes_sign_in(page, site, manager):
    password(page, site, manager)
    assert page.inner_text("h1") == "Second factor"
    page.goto(f"{site}/en/admin/parks/park/")
    assert page.url.endswith("/en/staff/second-factor/"), "nothing else opens"
    page.goto(f"{site}/en/admin/")
    secret, codes = set_up_app(page)
    log_out(page, site)

    password(page, site, manager)
    manager.refresh_from_db()
    page.fill("[name=code]", fresh(manager, secret))
    page.click("[type=submit]")
    page.wait_for_url("**/en/admin/")
    log_out(page, site)

    password(page, site, manager)
    page.fill("[name=code]", codes[0])
    page.click("[type=submit]")
    page.wait_for_url("**/en/admin/")
    assert RecoveryCode.objects.filter(used_at__isnull=False).count() == 1
    log_out(page, site)

    password(page, site, manager)
    page.fill("[name=code]", codes[0])
    page.click("[type=submit]")
    page.wait_for_selector(".errorlist")
    assert page.url.endswith("/en/staff/verify/")


def test_a_passkey_is_set_up_signs_in_and_confirms(page, site, manager):
    with_authenticator(page)
    password(page, site, manager)
    page.click("text=Add a passkey")
    page.fill("[name=name]", "Laptop")
    page.click("[data-passkey-start]")
    page.wait_for_selector(".codes")
    assert Passkey.objects.get().name == "Laptop"
    page.click("[name=kept]")
    page.wait_for_url("**/en/admin/")
    log_out(page, site)

    password(page, site, manager)
    page.click("text=Use a passkey")
    page.wait_for_url("**/en/admin/")
    assert Passkey.objects.get().used_at is not None

    StaffSession.objects.update(confirmed_at=timezone.now() - 2 * factors.LIMITS[0][0])
    page.goto(f"{site}/en/admin/parks/membership/add/")
    page.fill("[name=email]", "new@cbtc.example.org")
    page.select_option("[name=role]", "park_officer")
    operator = cast.Operator.objects.get(slug="cbtc")
    page.evaluate(f"document.querySelector('[name=operator]').append(new Option('x', '{operator.pk}', true, true))")
    page.click("[name=_save]")
    page.click("text=Use a passkey")
    page.wait_for_url("**/en/admin/parks/invitedseat/")
    assert operator.invited_seats.filter(email="new@cbtc.example.org").exists()


def test_a_passkey_that_is_refused_says_so(page, site, manager):
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    password(page, site, manager)
    page.click("text=Add a passkey")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.click("[data-passkey-start]")
    page.wait_for_function("document.querySelector('[data-passkey-problem]').textContent !== ''")
    assert re.search("passkey", page.inner_text("[data-passkey-problem]"))


def test_a_seat_is_accepted_and_the_second_factor_comes_next(page, site, manager):
    inviting.invite(manager.operators.get(), "new@cbtc.example.org", "park_officer", actor=manager)
    page.goto(f"{site}/en/staff/seat/{newest_secret()}/")
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", "another horse battery staple")
    page.click("[type=submit]")
    page.wait_for_url("**/en/staff/second-factor/")
    set_up_app(page)
    assert page.locator(".screen-help").count() == 1
    assert manager.operators.get().memberships.filter(user__email="new@cbtc.example.org").count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium_browser, axe, site, manager, language, scheme):
    context = chromium_browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page, found = context.new_page(), {}

    def look(name):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(axe, page):
                found[name, width] = broken
            if over := over_the_edge(page):
                found[name, width, "sideways"] = over

    def at(path):
        page.goto(f"{site}/{language}/{path}")
        look(path)

    at("staff/password/")
    at("staff/password/none/")
    at("staff/seat/none/")
    for email in ("new@cbtc.example.org", manager.email):
        inviting.invite(manager.operators.get(), email, "park_officer", actor=manager)
        at(f"staff/seat/{newest_secret()}/")
    page.goto(f"{site}/{language}/admin/login/")
    look("login")
    password(page, site, manager)
    at("staff/second-factor/")
    at("staff/second-factor/passkey/")
    at("staff/second-factor/app/")
    secret = page.inner_text("code.key").replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.click("[type=submit]")
    page.wait_for_selector(".codes")
    at("staff/second-factor/recovery/")
    page.click("[name=kept]")
    for path in ("staff/second-factor/recovery/", "staff/second-factor/", "staff/sessions/", "staff/confirm/"):
        at(path)
    page.goto(f"{site}/{language}/admin/")
    page.click("#user-tools summary")
    page.click("#logout-form button")
    password(page, site, manager)
    at("staff/verify/")
    context.close()
    assert found == {}
