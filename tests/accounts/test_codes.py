"""Signing in by a mailed code: one code, one browser, five attempts; never the back office."""

import datetime

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts import codes
from accounts.models import AuditEntry, SignInCode, User
from notifications.models import OutgoingEmail
from notifications.rendering import render
from tests import cast
from tests.accounts.codes import ANNA, ask, enter, make_anna, newest_code, wrong_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    translation.activate("en")


def signed_in_as(client):
    found = client.session.get(SESSION_KEY)
    return User.objects.get(pk=found).email if found else None


def test_the_first_code_makes_an_account_in_the_language_of_the_page(client):
    answer = enter(client)
    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("inquiries:account"))
    assert (user.email, user.language, user.is_staff, user.has_usable_password()) == (ANNA, "en", False, False)
    assert signed_in_as(client) == ANNA
    assert list(AuditEntry.objects.values_list("action", "details")) == [("signed_in", {"by": "code"})]


def test_an_account_is_found_whatever_the_case_of_the_address(client):
    anna = make_anna()
    ask(client, "Anna@OPTICS.example.org")
    client.post(reverse("accounts:code"), {"code": newest_code()})
    assert (signed_in_as(client), User.objects.get()) == (ANNA, anna)


def test_the_mail_is_in_the_language_of_the_account_not_of_the_page(client):
    make_anna(language="zh-hans")
    ask(client)
    assert OutgoingEmail.objects.get().language == "zh-hans"


def test_a_code_with_blanks_and_full_width_digits_fits(client):
    ask(client)
    code = newest_code()
    typed = "".join(chr(ord(digit) + 0xFEE0) for digit in code[:3]) + " " + code[3:]
    assert client.post(reverse("accounts:code"), {"code": typed}).status_code == 302


def test_a_code_works_once_and_in_its_browser_only(client):
    ask(client)
    code, other = newest_code(), Client()
    assert other.post(reverse("accounts:code"), {"code": code})["Location"] == reverse("accounts:sign_in")
    ask(other, "other@example.org")
    assert other.post(reverse("accounts:code"), {"code": code}).status_code == 422
    assert client.post(reverse("accounts:code"), {"code": code}).status_code == 302
    assert codes.enter(SignInCode.objects.get(email=ANNA).handle, code, language="en").state is codes.State.OVER


def test_five_wrong_attempts_close_it_and_the_right_code_is_then_wrong_too(client):
    ask(client)
    code, page = newest_code(), reverse("accounts:code")
    answers = [client.post(page, {"code": wrong_code()}) for _attempt in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert "This code does not fit." in answers[3].content.decode()
    assert "This code is no longer valid." in answers[4].content.decode()
    assert client.post(page, {"code": code})["Location"] == reverse("accounts:sign_in")
    assert codes.enter(SignInCode.objects.get().handle, code, language="en").state is codes.State.OVER
    assert AuditEntry.objects.filter(action="sign_in_failed").count() == 5


def test_a_code_is_over_after_a_quarter_of_an_hour(client):
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=16), tick=False):
        ask(client)
    assert codes.enter(SignInCode.objects.get().handle, newest_code(), language="en").state is codes.State.OVER


def test_asking_again_closes_the_code_before(client):
    ask(client)
    first = newest_code(), SignInCode.objects.get().handle
    ask(client)
    assert SignInCode.objects.filter(closed_at__isnull=True).count() == 1
    assert codes.enter(first[1], first[0], language="en").state is codes.State.OVER


def test_the_database_keeps_one_live_code_and_few_attempts():
    soon = timezone.now() + datetime.timedelta(minutes=15)
    SignInCode.objects.create(email=ANNA, digest="x", expires_at=soon)
    for fields in ({"email": ANNA}, {"email": "b@example.org", "attempts": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignInCode.objects.create(digest="x", expires_at=soon, **fields)


def test_the_sixth_code_in_an_hour_is_refused_from_wherever_it_is_asked(client):
    for _turn in range(5):
        assert ask(Client()).status_code == 302
    answer = ask(client)
    assert (answer.status_code, OutgoingEmail.objects.count()) == (429, 5)
    assert "Many codes were sent to this address lately." in answer.content.decode()
    assert f'value="{ANNA}"' in answer.content.decode()


def test_one_network_cannot_keep_somebody_out_for_days(client):
    """Whoever asks for the codes of another's address leaves half of them to its reader."""
    night = datetime.datetime(2026, 11, 23, 1, 0, tzinfo=datetime.UTC)
    asked = []
    with time_machine.travel(night, tick=False) as clock:
        for _hour in range(6):
            asked += [ask(client).status_code for _time in range(4)]
            clock.shift(datetime.timedelta(minutes=61))
        assert asked == [302] * 10 + [429] * 14
        hers = Client(REMOTE_ADDR="203.0.113.7")
        assert ask(hers).status_code == 302
        assert hers.post(reverse("accounts:code"), {"code": newest_code()}).status_code == 302


def test_one_visitor_cannot_ask_for_the_codes_of_many(client):
    answers = [ask(client, f"guest{number}@example.org").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]


@pytest.mark.parametrize("kind", ["unknown", "known", "staff", "closed"])
def test_the_pages_say_the_same_for_every_address(client, park_a, kind):
    if kind == "known":
        make_anna()
    elif kind == "staff":
        cast.make_seat(make_anna(is_staff=True), park_a.operator)
    elif kind == "closed":
        make_anna(is_active=False)
    asked = ask(client)
    page = client.get(reverse("accounts:code"))
    tried = client.post(reverse("accounts:code"), {"code": "abc"})
    assert (asked.status_code, asked["Location"]) == (302, reverse("accounts:code"))
    assert f"If everything is right, a mail with a code is on its way to {ANNA}." in page.content.decode()
    assert (tried.status_code, "This code does not fit." in tried.content.decode()) == (422, True)


def test_staff_get_no_code_but_are_told_where_they_sign_in(client, wei):
    ask(client, wei.email)
    mail = OutgoingEmail.objects.get()
    assert (mail.event, mail.to, mail.language) == ("signin_staff", wei.email, "en")
    assert mail.context == {"staff_url": "http://testserver/en/admin/login/"}


def test_a_closed_account_gets_no_mail(client):
    make_anna(is_active=False)
    ask(client)
    assert OutgoingEmail.objects.count() == 0


def test_whoever_became_staff_meanwhile_is_not_let_in_by_a_code(client, park_a):
    anna = make_anna()
    ask(client)
    cast.make_seat(anna, park_a.operator)
    User.objects.update(is_staff=True)
    assert client.post(reverse("accounts:code"), {"code": newest_code()}).status_code == 422
    assert signed_in_as(client) is None


def test_the_back_office_is_closed_to_people_of_enterprises(client):
    enter(client)
    for name in ("admin:index", "admin:inquiries_case_changelist", "admin:accounts_user_changelist"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("admin:login"))


def test_a_password_session_proves_no_address(client, rf):
    anna = make_anna()
    client.force_login(anna, backend="parks.access.SeatBackend")
    assert client.get(reverse("inquiries:account")).status_code == 302


def test_signing_in_begins_a_new_session_key(client):
    ask(client)
    before = client.session.session_key
    client.post(reverse("accounts:code"), {"code": newest_code()})
    assert client.session.session_key not in (None, before)
    assert set(client.session.keys()) == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}


def test_signing_out_ends_this_session_alone_and_everywhere_all_of_them(client):
    other, page = Client(), reverse("inquiries:account")
    enter(client)
    enter(other)
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    assert (client.get(page).status_code, other.get(page).status_code) == (302, 200)
    enter(client)
    assert client.post(reverse("accounts:sign_out_everywhere")).status_code == 302
    assert (client.get(page).status_code, other.get(page).status_code) == (302, 302)
    assert AuditEntry.objects.filter(action="signed_out").count() == 1


def test_after_signing_in_one_lands_where_one_wanted_to_go_on_this_site_alone(client):
    wanted = reverse("inquiries:alerts")
    assert enter(client, next=wanted)["Location"] == wanted
    client.post(reverse("accounts:sign_out"))
    assert enter(client, next="https://evil.example/")["Location"] == reverse("inquiries:account")
    client.post(reverse("accounts:sign_out"))
    assert enter(client, next="//evil.example/")["Location"] == reverse("inquiries:account")


def test_an_address_that_is_none_is_said_beside_the_field(client):
    answer = ask(client, "anna@")
    assert answer.status_code == 422
    assert 'value="anna@"' in answer.content.decode()
    assert "Enter an e-mail address such as name@example.com." in answer.content.decode()
    assert SignInCode.objects.count() == 0


def test_the_pages_are_kept_by_nobody(client):
    for name in ("accounts:sign_in", "accounts:code"):
        answer = client.get(reverse(name))
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")


def test_name_and_language_are_kept(client):
    enter(client)
    answer = client.post(reverse("accounts:settings"), {"name": " 安娜 ", "language": "zh-hans"})
    assert answer.status_code == 302
    assert list(User.objects.values_list("name", "language")) == [("安娜", "zh-hans")]
    wrong = client.post(reverse("accounts:settings"), {"name": "x" * 121, "language": "fr"})
    assert wrong.status_code == 422
    assert "Choose a language." in wrong.content.decode()


def test_codes_are_erased_after_a_day(client):
    ask(client)
    now = timezone.now()
    assert codes.erase_due(now) == 0
    assert codes.erase_due(now + datetime.timedelta(days=1, minutes=1)) == 1


WORDS = [
    ("en", "Your code to sign in to Parkbridge", "It works once, for 15 minutes, in the browser"),
    ("zh-hans", "您的园桥登录验证码", "15 分钟内有效"),
]


@pytest.mark.parametrize(("language", "subject", "text"), WORDS)
def test_the_code_is_mailed_in_both_languages_and_in_the_body_alone(client, language, subject, text):
    make_anna(language=language)
    ask(client)
    row = OutgoingEmail.objects.get()
    words = render(row)
    assert (words.warning, words.subject) == ("", subject)
    assert text in words.text
    assert row.context["code"] in words.text
    assert row.context["code"] in words.html
    assert row.context["code"] not in words.subject


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        ("en", "Signing in to Parkbridge", "which a mailed code does not open"),
        ("zh-hans", "登录园桥", "验证码不能打开后台"),
    ],
)
def test_staff_are_told_in_both_languages(client, wei, language, subject, text):
    User.objects.update(language=language)
    ask(client, wei.email)
    words = render(OutgoingEmail.objects.get())
    assert (words.warning, words.subject) == ("", subject)
    assert text in words.text


def test_an_address_that_only_looks_alike_is_another_person(client):
    """On PostgreSQL the dotless i once found Anna's account, while the code went to whoever owns the other domain."""
    anna, other = make_anna(), "anna@optıcs.example.org"
    enter(client, other)
    assert signed_in_as(client) == other
    assert User.objects.exclude(pk=anna.pk).get().email == other
