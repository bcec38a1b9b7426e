"""News by mail: agreed to by the address, each thing told once, ended by one click."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from enterprises import subscribing
from enterprises.models import Subscription, Told
from enterprises.subscribing import CONFIRM, END, Wish, token
from notifications.models import OutgoingEmail
from notifications.rendering import render
from parks.models import Region
from tests import cast
from tests.accounts.codes import ANNA
from tests.inquiries import builders
from tests.parks.views.test_policies import make_policy

pytestmark = pytest.mark.django_db
START = "/en/alerts/"
TYPED = {"subject": "policies", "pace": "at_once", "language": "en"}


def subscribe(subject="policies", pace="at_once", **fields):
    wish = Wish(**{"subject": subject, "pace": pace, "language": "en", **fields})
    return subscribing.subscribe(ANNA, wish, is_proved=True)


def told(event="policy_alert"):
    return [[item["title"] for item in mail.context["items"]] for mail in OutgoingEmail.objects.filter(event=event)]


def tell(days=0):
    return subscribing.tell_due(timezone.now() + datetime.timedelta(days=days))


def test_what_others_asked_for_in_her_name_keeps_her_from_nothing(hers, client):
    for _number in range(subscribing.MOST_LIVE):
        subscribing.subscribe(ANNA, Wish(subject="policies", pace="weekly", language="en"), is_proved=False)
    assert hers.post(START, TYPED).status_code == 302
    assert Subscription.objects.live().count() == 1
    client.post(START, {**TYPED, "email": ANNA})
    assert Subscription.objects.count() == subscribing.MOST_LIVE + 1


# --- Beginning and agreeing ------------------------------------------------------------------------


def test_signed_in_it_begins_at_once(hers):
    assert hers.post(START, TYPED)["Location"] == "/en/account/alerts/"
    row = Subscription.objects.get()
    assert (row.email, row.is_live, OutgoingEmail.objects.count()) == (ANNA, True, 0)


def test_signed_out_the_address_is_asked_first(client):
    answer = client.post(START, {**TYPED, "email": "Anna@optics.example.org"})
    assert "A mail is on its way to anna@optics.example.org." in answer.content.decode()
    row, mail = Subscription.objects.get(), OutgoingEmail.objects.get()
    assert (mail.event, mail.to, row.is_live) == ("alert_confirm", ANNA, False)
    make_policy("rent")
    assert tell() == 0
    link = mail.context["confirm_url"].removeprefix("http://testserver")
    assert ANNA not in link
    assert client.get(link).status_code == 200
    assert not Subscription.objects.get().is_live
    assert client.post(link).status_code == 200
    assert Subscription.objects.get().is_live


def test_links_are_signed_and_good_for_one_thing(client):
    row = subscribe()
    assert client.get(f"{START}{row.uuid.hex}/end/").status_code == 404
    assert client.get(f"{START}{token(row, CONFIRM)}/end/").status_code == 404
    assert client.get(f"{START}{token(row, END)}/confirm/").status_code == 404
    assert client.post(f"{START}{token(row, END)[:-1]}x/end/").status_code in (404, 200)
    assert client.get(f"{START}{token(row, END)}/end/").status_code == 200


def test_the_page_says_the_same_when_an_address_has_too_many(client, monkeypatch):
    monkeypatch.setattr(subscribing, "MOST_LIVE", 1)
    subscribe()
    answer = client.post(START, {**TYPED, "email": ANNA})
    assert (answer.status_code, Subscription.objects.count()) == (200, 1)
    assert "A mail is on its way" in answer.content.decode()


def test_one_mailbox_is_not_flooded(client):
    codes = [client.post(START, {**TYPED, "email": ANNA}).status_code for _turn in range(6)]
    assert codes == [200] * 5 + [429]


def test_what_is_wrong_is_said_and_what_was_typed_stays(client):
    answer = client.post(
        START, {"email": "anna", "subject": "spaces", "area_min": "much", "pace": "", "language": "en"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="anna"' in page and 'value="much"' in page and "Choose how often." in page


@pytest.mark.parametrize("browser", ["hers", "client"])
def test_the_language_switch_keeps_what_was_typed(browser, request):
    browser = request.getfixturevalue(browser)
    typed = {**TYPED, "show": "language", "email": "half-an-addr", "policy_kinds": ["tax", "rent"], "pace": "weekly"}
    assert 'formaction="/zh-hans/alerts/"' in browser.get(START).content.decode()
    page = browser.post("/zh-hans/alerts/", typed)
    form = page.context["form"]
    assert (page.status_code, form["policy_kinds"].value(), form["pace"].value()) == (200, ["tax", "rent"], "weekly")
    assert not Subscription.objects.exists() and not form.errors


def test_what_was_never_agreed_to_is_erased_after_a_week(client):
    client.post(START, {**TYPED, "email": ANNA})
    now = timezone.now()
    assert subscribing.erase_due(now + datetime.timedelta(days=6)) == 0
    assert subscribing.erase_due(now + datetime.timedelta(days=8)) == 1


# --- Telling ---------------------------------------------------------------------------------------


def test_only_what_comes_later_is_told_and_once():
    make_policy("old", title_en="Old")
    subscribe()
    assert tell() == 0
    make_policy("new", title_en="New")
    assert tell() == 1
    assert tell() == 0
    assert told() == [["New"]]
    mail = OutgoingEmail.objects.get()
    assert (mail.to, mail.language, mail.unsubscribe_url) == (ANNA, "en", mail.context["end_url"])


def test_what_is_published_later_is_new_although_it_was_written_before():
    policy = make_policy("draft", title_en="Draft", state_zh_hans="draft", state_en="draft")
    subscribe()
    policy.state_en = "published"
    policy.save()
    tell()
    assert told() == [["Draft"]]


def test_weekly_means_a_week_after_the_last_look():
    subscribe(pace="weekly")
    make_policy("new", title_en="New")
    assert (tell(), tell(days=6), tell(days=7), told()) == (0, 0, 1, [["New"]])


def test_the_choice_narrows_policies():
    belgium = Region.objects.create(code="be", name_zh_hans="比利时", name_en="Belgium", kind="country", country="BE")
    namur = Region.objects.create(code="namur", name_en="Namur", kind="city", country="BE", parent=belgium)
    life, light = cast.make_industry(), cast.make_industry("photonics", name_en="Photonics")
    subscribe(region=belgium, industry=life, kinds=["rent"])
    make_policy("a", title_en="Fits", region=namur, kind="rent").industries.add(life)
    make_policy("b", title_en="For all", region=namur, kind="rent")
    make_policy("c", title_en="Elsewhere", kind="rent")
    make_policy("d", title_en="Other industry", region=namur, kind="rent").industries.add(light)
    make_policy("e", title_en="Other kind", region=namur, kind="tax")
    make_policy("f", title_en="Expired", region=namur, kind="rent", valid_to=datetime.date(2020, 1, 1))
    tell()
    assert told() == [["For all", "Fits"]]


def test_the_choice_narrows_spaces(park_a):
    subscribe("spaces", kinds=["office"], area_min=100)
    builders.make_space(park_a, "Large", area_min=50, area_max=150)
    builders.make_space(park_a, "Small", area_max=90)
    builders.make_space(park_a, "Let", area_max=500, status="let")
    builders.make_space(park_a, "Invented", area_max=500, is_demonstration=True)
    builders.make_space(park_a, "Lab", area_max=500, kind=cast.make_space_type("lab", name_en="Lab"))
    tell()
    assert told("space_alert") == [["Large · Office"]]


def test_a_space_that_is_free_again_is_not_told_again(park_a):
    subscribe("spaces")
    space = builders.make_space(park_a, "A101")
    tell()
    for status in ("let", "available"):
        space.status = status
        space.save()
        tell()
    assert told("space_alert") == [["A101 · Office"]]
    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.create(subscription=Subscription.objects.get(), subject="spaces", thing=space.pk)


def test_long_news_name_twenty_and_count_the_rest():
    subscribe()
    for number in range(22):
        make_policy(f"p{number}")
    tell()
    context = OutgoingEmail.objects.get().context
    assert (len(context["items"]), context["count"], context["more"]) == (20, 22, 2)


# --- Ending and changing ---------------------------------------------------------------------------


def test_one_click_ends_it_without_sign_in_or_csrf_and_a_look_changes_nothing():
    row = subscribe()
    make_policy("new")
    tell()
    link = OutgoingEmail.objects.get().unsubscribe_url.removeprefix("http://testserver")
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(link).status_code == 200
    assert Subscription.objects.get().is_live
    for _turn in range(2):
        answer = browser.post(link, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    row.refresh_from_db()
    assert not row.is_live
    make_policy("newer")
    assert tell() == 0


def test_listed_changed_and_ended_in_the_account(hers):
    row = subscribe()
    assert f"/en/account/alerts/{row.uuid}/" in hers.get("/en/account/alerts/").content.decode()
    page = f"/en/account/alerts/{row.uuid}/"
    assert hers.post(page, {**TYPED, "pace": "weekly", "language": "zh-hans"})["Location"] == "/en/account/alerts/"
    row.refresh_from_db()
    assert (row.pace, row.language) == ("weekly", "zh-hans")
    hers.post(page, {"do": "end"})
    assert hers.get(page).status_code == 404
    assert "You have no subscription." in hers.get("/en/account/alerts/").content.decode()


def test_others_find_nothing_there(his, client):
    page = f"/en/account/alerts/{subscribe().uuid}/"
    assert (his.get(page).status_code, his.post(page, {"do": "end"}).status_code) == (404, 404)
    assert client.get(page).status_code == 302
    assert Subscription.objects.get().is_live


def test_wider_wishes_tell_nothing_that_is_there_already():
    row = subscribe(kinds=["tax"])
    make_policy("rent", kind="rent")
    subscribing.change(row, Wish(subject="policies", pace="at_once", language="en"))
    assert tell() == 0


def test_ended_ones_are_erased_after_a_month():
    subscribing.end(subscribe())
    now = timezone.now()
    assert subscribing.erase_due(now + datetime.timedelta(days=29)) == 0
    assert subscribing.erase_due(now + datetime.timedelta(days=31)) == 1


WORDS = [
    (
        "alert_confirm",
        "en",
        "Please confirm: news from Parkbridge by mail",
        "wants this address to hear of new policies",
    ),
    ("alert_confirm", "zh-hans", "请确认：通过邮件接收园桥新消息", "订阅新政策"),
    ("policy_alert", "en", "1 new policy that fits", "End the subscription:"),
    ("policy_alert", "zh-hans", "1 项新政策符合您的订阅条件", "退订："),
    ("space_alert", "en", "1 new space that fits", "A101 · Office · cbtc park"),
    ("space_alert", "zh-hans", "1 处新空间符合您的订阅条件", "A101 · 办公 · cbtc园区"),
]


@pytest.mark.parametrize(("event", "language", "subject", "text"), WORDS)
def test_each_mail_is_there_in_both_languages(park_a, event, language, subject, text):
    wish = Wish(subject="spaces" if event == "space_alert" else "policies", pace="at_once", language=language)
    subscribing.subscribe(ANNA, wish, is_proved=event != "alert_confirm")
    if event == "policy_alert":
        make_policy("rent")
    elif event == "space_alert":
        builders.make_space(park_a, "A101")
    tell()
    row = OutgoingEmail.objects.get()
    words = render(row)
    assert (row.event, row.language, words.warning, words.subject) == (event, language, "", subject)
    assert text in words.text


def test_a_mail_in_time_travel_is_told_under_its_own_key():
    subscribe()
    make_policy("a")
    tell()
    make_policy("b")
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1), tick=False):
        tell()
    assert OutgoingEmail.objects.filter(event="policy_alert").count() == 2
