"""The last step: everything once more, then one inquiry, whatever is pressed how often."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from inquiries import drafting, submission
from inquiries.models import Draft, DraftFile, Inquiry
from notifications.models import OutgoingEmail
from tests.inquiries import answers
from tests.inquiries.views.form_page import sentences, value_of
from tests.inquiries.views.walk import CONTACT, Walk, hidden

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def files(media):
    return media


def lines(response):
    return dict(re.findall(r"<dt>([^<]*)</dt><dd class=\"said\">([^<]*)</dd>", response.content.decode()))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            {
                "Parks": "cbtc park",
                "How do you want to settle?": "Office lease",
                "Company name": "Walloon Optics",
                "Country or region of the company": "Belgium",
                "Your project in a few sentences": "We need a small office.",
                "Area from (m²)": "80",
                "Move in from": "2099-03-01",
                "Budget for the space": "€4,000 per month",
                "How far are you?": "Exploring",
                "We would like to visit the park": "yes",
                "Your name": "Anna Peeters",
                "E-mail": "anna@optics.example.org",
                "In which language shall we write to you?": "English",
            },
        ),
        (
            "zh-hans",
            {
                "园区": "cbtc园区",
                "您希望以什么方式入驻？": "写字楼租赁",
                "企业名称": "Walloon Optics",
                "企业所在国家/地区": "比利时",
                "项目简介": "We need a small office.",
                "最小面积（m²）": "80",
                "最早入驻时间": "2099-03-01",
                "场地预算": "4,000欧元/月",
                "目前进展": "了解阶段",
                "希望到园区考察": "是",
                "您的姓名": "Anna Peeters",
                "电子邮箱": "anna@optics.example.org",
                "希望我们用哪种语言答复您？": "中文",
            },
        ),
    ],
)
def test_every_answer_is_shown_in_the_readers_language(client, park_a, language, expected):
    budget = {"budget": "4000", "budget_currency": "EUR", "budget_period": "month"}
    more = {"move_in_from": "2099-03-01", "readiness": "exploring", "visit_wanted": "on", **budget}
    with time_machine.travel(datetime(2090, 1, 1, tzinfo=UTC)):
        walk = Walk(client, language).to_review(park_a, **more)
        assert lines(walk.open("review")) == expected
        assert len(re.findall(r'/(enterprise|need|contact)/\?return=review"', walk.page.content.decode())) == 3
        assert not sentences(walk.page)


def test_anna_sends_and_lands_on_the_receipt(client, park_a, lin):
    walk = Walk(client).to_review(park_a)
    with time_machine.travel(timezone.now() + timedelta(seconds=4)):
        response = walk.send(park_a)
    inquiry = Inquiry.objects.get()
    assert response.url == f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/receipt/"
    assert (inquiry.kind, inquiry.screening, inquiry.contact_name) == ("full", "clear", "Anna Peeters")
    assert inquiry.submission_key == f"web:{walk.draft.key.hex}"
    assert (walk.draft.inquiry, walk.draft.data, walk.draft.email) == (inquiry, {}, "")
    assert set(OutgoingEmail.objects.values_list("event", flat=True)) == {"inquiry_received", "inquiry_new"}


def test_every_address_of_a_sent_draft_leads_to_the_receipt(client, park_a):
    walk = Walk(client).to_review(park_a)
    first = hidden(walk.start)
    receipt = walk.send(park_a).url
    for step in ("enterprise", "need", "contact", "review", "erase"):
        assert client.get(walk.at(step)).url == receipt
        assert client.post(walk.at(step), {"message": "late"}).url == receipt
    assert client.get(walk.at("need").removesuffix("need/")).url == receipt
    assert client.post("/en/inquiry/draft/", first).url == receipt
    assert client.post(walk.at("need"), {"message": "x", "go": "autosave"}).status_code == 302
    assert Inquiry.objects.count() == 1


def test_a_change_returns_to_the_review(client, park_a):
    walk = Walk(client).to_review(park_a)
    page = client.get(f"{walk.at('contact')}?return=review")
    assert value_of(page, "return") == "review" and "Back to the review" in page.content.decode()
    changed = {**hidden(page), **CONTACT, "contact_language": "en", "contact_role": "CEO"}
    assert client.post(walk.at("contact"), {**changed, "show": "x"}).url == f"{walk.at('contact')}?return=review"
    assert client.post(walk.at("contact"), changed).url == walk.at("review")
    assert lines(walk.open("review"))["Your position"] == "CEO"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_wrong_answer_leads_to_its_step_with_the_sentence_beside_the_field(client, park_a, language):
    walk = Walk(client, language).to_review(park_a)
    walk.post("need", message="x", area_min="abc", go="save")
    response = walk.open("review")
    assert response.url == f"{walk.at('need')}?check=1&return=review"
    page = client.get(response.url)
    said = {
        "en": "Enter a number such as 1200 or 1200.5, without a unit.",
        "zh-hans": "请输入数字，例如 1200 或 1200.5，不带单位。",
    }
    assert page.status_code == 200 and sentences(page) == [said[language]]
    body = page.content.decode()
    assert '<a href="#id_area_min">' in body and 'id="id_area_min_error"' in body
    assert walk.send(park_a).url == response.url and not Inquiry.objects.exists()


def test_without_a_consent_nothing_is_sent_and_the_others_stay_ticked(client, park_b):
    walk = Walk(client).to_review(park_b)
    answering = answers.ticks(park_b, country="", language="en")
    response = walk.post("review", consent=answering)
    assert response.url == f"{walk.at('review')}?check=1&ticked=answering"
    response = client.get(response.url)
    assert sentences(response) == [
        "Your company and this park are in different countries, so please tick this agreement too."
    ]
    assert re.findall(r'value="(\w+)[^"]*" id="id_consent_\d" checked', response.content.decode()) == ["answering"]
    assert "parkb controller" in response.content.decode()
    assert walk.send(park_b).status_code == 302
    assert list(Inquiry.objects.get().consents.values_list("purpose", flat=True)) == ["answering", "cross_border"]


def test_ticks_survive_a_change_of_language(client, park_a):
    walk = Walk(client).to_review(park_a)
    given = answers.ticks(park_a, country="BE", language="en")
    url = walk.at("review").replace("/en/", "/zh-hans/")
    response = client.post(url, {**hidden(walk.open("review")), "consent": given, "show": "language"})
    assert response.status_code == 200 and not sentences(response)
    body = response.content.decode()
    assert re.search(r'value="answering:\w+" id="id_consent_0" checked', body) and '<html lang="zh-Hans">' in body
    in_chinese = {**hidden(response), "consent": re.findall(r'name="consent" value="([^"]+)"', body)}
    assert client.post(url, {**in_chinese, "proof": ""}).status_code == 302
    assert Inquiry.objects.get().consents.get().language == "zh-hans"


@pytest.mark.parametrize("token", [answers.token(), "", "forged"])
def test_a_token_of_elsewhere_sends_nothing_and_a_new_one_works(client, park_a, token):
    walk = Walk(client).to_review(park_a)
    response = walk.send(park_a, token=token)
    assert response.status_code == 422 and sentences(response)[0].startswith("This page was open for too long.")
    assert re.search(r'id="id_consent_0" checked', response.content.decode())
    assert not Inquiry.objects.exists()
    assert walk.send(park_a).status_code == 302


def test_a_review_that_was_open_for_days_is_asked_again(client, park_a):
    walk = Walk(client).to_review(park_a)
    shown = hidden(walk.open("review"))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        given = answers.ticks(park_a, country="BE", language="en")
        response = client.post(walk.at("review"), {**shown, "consent": given})
        assert response.status_code == 422
        assert client.post(walk.at("review"), {**hidden(response), "consent": given}).status_code == 302


def test_answers_changed_since_they_were_read_are_not_sent(client, park_a):
    walk = Walk(client).to_review(park_a)
    given = answers.ticks(park_a, country="BE", language="en")
    read = {**hidden(walk.open("review")), "consent": given}
    walk.post("need", message="Something else", go="save")
    response = client.post(walk.at("review"), read)
    assert response.status_code == 409 and "Something else" in response.content.decode()
    assert sentences(response) == [
        "Your answers were changed in another window. Please read them again before you send."
    ]
    assert not Inquiry.objects.exists()


def test_a_save_between_reading_and_sending_loses_nothing(client, park_a, monkeypatch):
    walk = Walk(client).to_review(park_a)
    known = submission.submit

    def slow(one):
        change = drafting.Change({"message": ["Late words"]}, "need", "en")
        drafting.save(Draft.objects.get(), change)
        monkeypatch.setattr(submission, "submit", known)
        return known(one)

    monkeypatch.setattr(submission, "submit", slow)
    response = walk.send(park_a)
    assert response.status_code == 409 and "Late words" in response.content.decode()
    assert not Inquiry.objects.exists() and not OutgoingEmail.objects.exists()
    assert walk.draft.data["message"] == ["Late words"]


def test_fill_time_counts_from_the_first_page(client, park_a):
    with time_machine.travel(NOW, tick=False):
        Walk(client).to_review(park_a).send(park_a)
    assert Inquiry.objects.get().screening_reasons == ["too_fast"]


def test_the_trap_is_on_the_review(client, park_a):
    walk = Walk(client).to_review(park_a)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        walk.send(park_a, confirm_note="http://spam.example")
    assert Inquiry.objects.get().screening_reasons == ["honeypot"]


def test_a_flood_is_refused_with_the_review(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    for _number in range(3):
        client.post("/en/inquiry/", answers.post(park_a, proof=""))
    response = Walk(client).to_review(park_a).send(park_a)
    assert response.status_code == 429 and Inquiry.objects.count() == 3
    assert sentences(response)[0].startswith("Very many inquiries came from your network")


def test_back_from_the_review_and_the_link_on_it(client, park_a):
    walk = Walk(client).to_review(park_a)
    assert walk.post("review", go="back").url == walk.at("contact")
    assert walk.post("review", go="link", link_email="a@example.org").url == f"{walk.at('review')}?mailed=1"
    assert value_of(walk.open("contact"), "link_email") == "a@example.org", "where it went before"
    response = walk.post("review", go="link", link_email="")
    assert sentences(response) == ["Enter the e-mail address that shall get the link."]
    assert OutgoingEmail.objects.get().event == "draft_link"


def test_without_its_cookie_the_review_sends_nothing(park_a):
    browser = Client(enforce_csrf_checks=True)
    walk = Walk(browser)
    protected = {"csrfmiddlewaretoken": value_of(walk.start, "csrfmiddlewaretoken")}
    walk.begin(park_a, **protected)
    for step, typed in (("need", {"message": "x"}), ("contact", {**CONTACT, "contact_language": "en"})):
        walk.post(step, **typed, csrfmiddlewaretoken=value_of(walk.open(step), "csrfmiddlewaretoken"))
    browser.cookies.clear()
    response = walk.send(park_a)
    assert response.status_code == 403 and not Inquiry.objects.exists()
    assert re.search(r'id="id_consent_0" checked', response.content.decode())
    assert walk.send(park_a, csrfmiddlewaretoken=value_of(response, "csrfmiddlewaretoken")).status_code == 302


def test_queries_of_sending_a_draft_with_files(client, park_a, lin, django_assert_max_num_queries):
    walk = Walk(client).to_review(park_a)
    walk.post("need", message="x", files=[answers.pdf("a.pdf"), answers.pdf("b.pdf", answers.PDF + b"b")], go="save")
    assert DraftFile.objects.count() == 2
    shown = {**hidden(walk.open("review")), "consent": answers.ticks(park_a, country="BE", language="en")}
    shown["proof"] = ""
    with django_assert_max_num_queries(30):
        assert client.post(walk.at("review"), shown).status_code == 302
    assert Inquiry.objects.get().attachments.count() == 2
