"""The form in steps: what is hostile, lost, brought along by an address, added as a file or mailed as a link."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from inquiries.models import Draft, Inquiry
from notifications.models import OutgoingEmail
from parks.models import Opportunity
from tests import cast
from tests.inquiries import answers
from tests.inquiries.views.form_page import sentences, value_of
from tests.inquiries.views.walk import START, Walk, ticked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(media):
    return media


# --- Hostile input ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["x", "x" * 32, "x" * 500, "%00", "%F0%9F%98%80" * 8, "..%2f.."])
@pytest.mark.parametrize("rest", ["", "need/", "erase/"])
def test_a_wrong_code_opens_nothing(client, db, code, rest):
    response = client.get(f"/en/inquiry/draft/{code}/{rest}")
    assert response.status_code == 404


def test_guessing_is_slowed_down(client, db):
    states = {client.get(f"/en/inquiry/draft/{'x' * 30}{n:02}/").status_code for n in range(35)}
    assert states == {404, 429}


@pytest.mark.parametrize("step", ["nowhere", "save", "__all__", "review%00"])
def test_an_unknown_step_is_no_page(client, park_a, step):
    walk = Walk(client)
    walk.begin(park_a)
    assert client.get(walk.at(step)).status_code == 404
    assert client.post(walk.at(step), {"message": "x"}).status_code == 404


def test_a_draft_takes_no_foreign_fields(client, park_a):
    walk = Walk(client)
    walk.begin(park_a, contact_email="early@example.org", inquiry="1", code="x", utm_source="fair")
    assert set(walk.draft.data) & {"contact_email", "inquiry", "code"} == set()
    assert walk.draft.data["utm_source"] == ["fair"]


def test_characters_that_no_database_keeps_are_taken_out(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    walk.post("need", message="a\x00b", area_min="\x00", go="save")
    assert (walk.draft.data["message"], walk.draft.data["area_min"]) == (["ab"], [""])


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This is more text than can be kept."), ("zh-hans", "文字过长，无法保存。")]
)
def test_more_text_than_a_draft_holds_comes_back(client, park_a, language, words):
    walk = Walk(client, language)
    walk.begin(park_a)
    response = walk.post("need", message="字" * 100_001)
    assert response.status_code == 413 and sentences(response)[0].startswith(words)
    assert "字" * 100_000 in response.content.decode()
    assert "message" not in walk.draft.data


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 50, "1e3", "²"])
def test_an_odd_revision_is_taken_for_none(client, park_a, revision):
    walk = Walk(client)
    walk.begin(park_a)
    assert client.post(walk.at("need"), {"message": "x", "revision": revision}).url == walk.at("contact")


# --- Without cookies -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_its_cookie_a_step_comes_back_as_typed(park_a, language):
    browser = Client(enforce_csrf_checks=True)
    walk = Walk(browser, language)
    browser.cookies.clear()
    response = walk.begin(park_a)
    assert response.status_code == 403 and not Draft.objects.exists()
    assert 'value="Walloon Optics"' in response.content.decode()
    protection = {"csrfmiddlewaretoken": value_of(response, "csrfmiddlewaretoken")}
    assert walk.begin(park_a, **protection).url == walk.at("need")
    browser.cookies.clear()
    response = walk.post("need", message="Half")
    assert response.status_code == 403 and "Half" in response.content.decode()
    assert "message" not in walk.draft.data


# --- Prefilled -----------------------------------------------------------------------------------


def test_an_answer_in_the_address_reaches_its_step(client, park_a):
    cast.make_industry()
    query = (
        "?park=cbtc&mode=office_lease&industry=life-sciences&area_min=80&area_max=200&utm_source=fair&utm_campaign=%00x"
    )
    walk = Walk(client, query=query)
    body = walk.page.content.decode()
    carried = dict(re.findall(r'<input type="hidden" name="(area_\w+|utm_\w+)" value="([^"]*)"', body))
    assert carried == {"area_min": "80", "area_max": "200", "utm_source": "fair", "utm_campaign": "x"}
    walk.begin(park_a, industry="life-sciences", **carried)
    assert 'value="80"' in walk.open("need").content.decode()
    walk.to_review(park_a)
    walk.send(park_a)
    assert Inquiry.objects.get().utm == {"utm_source": "fair", "utm_campaign": "x"}


def test_a_project_brings_its_park_and_is_sent(client, park_a):
    public = {"state_zh_hans": "published", "state_en": "published"}
    project = Opportunity.objects.create(
        operator=park_a.operator, park=park_a, slug="lab", title_en="A joint lab", summary_en="x", **public
    )
    walk = Walk(client, query="?opportunity=lab")
    assert (ticked(walk.page, "opportunity"), ticked(walk.page, "park")) == (["lab"], ["cbtc"])
    walk.first["opportunity"] = "lab"
    walk.to_review(park_a, message="", area_min="")
    assert "A joint lab" in walk.open("review").content.decode()
    walk.send(park_a)
    inquiry = Inquiry.objects.get()
    assert inquiry.opportunity == project
    project.delete()
    inquiry.refresh_from_db()
    assert inquiry.opportunity is None


@pytest.mark.parametrize(
    "query", ["?opportunity=%00", "?opportunity=gone&policies=%F0&services=x", "?space=1&area_min="]
)
def test_an_odd_address_begins_like_any_other(client, park_a, query):
    assert client.get(START["en"] + query).status_code == 200


# --- Files -----------------------------------------------------------------------------------------


def test_files_stay_with_the_draft_and_become_attachments_where_they_lie(client, park_a, files):
    walk = Walk(client).to_review(park_a)
    walk.post("need", message="x", files=answers.pdf("图纸.pdf"), go="save")
    [stored] = files()
    body = walk.open("need").content.decode()
    assert "图纸.pdf" in body
    assert "图纸.pdf" in walk.open("review").content.decode()
    walk.send(park_a)
    attachment = Inquiry.objects.get().attachments.get()
    assert (attachment.name, attachment.file.name) == ("图纸.pdf", stored) and files() == [stored]


def test_a_bad_file_is_named_whatever_the_button_and_the_good_one_is_kept(client, park_a, files):
    walk = Walk(client)
    walk.begin(park_a)
    response = walk.post("need", message="x", files=[answers.pdf("good.pdf"), answers.pdf("page.html")], go="back")
    assert response.status_code == 422 and "“page.html” cannot be accepted" in sentences(response)[0]
    assert "good.pdf" in response.content.decode() and len(files()) == 1
    kept = str(walk.draft.files.get().uuid)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda run: run())
        walk.post("need", message="x", drop=[kept, "not-a-uuid"], go="save")
    assert files() == [] and not walk.draft.files.exists()


# --- The link --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"), [("en", "A mail with the link is on its way."), ("zh-hans", "带链接的邮件已在发送途中。")]
)
def test_the_link_is_mailed_and_opens_the_draft_where_it_was_left(client, park_a, language, said):
    walk = Walk(client, language)
    walk.begin(park_a)
    response = walk.post("need", message="half", go="link", link_email="anna@optics.example.org", link_remind="on")
    assert response.url == f"{walk.at('need')}?mailed=1" and "anna" not in response.url
    assert said in client.get(response.url).content.decode()
    mail = OutgoingEmail.objects.get()
    assert (mail.event, mail.to, mail.language) == ("draft_link", "anna@optics.example.org", language)
    path = mail.context["draft_url"].removeprefix("http://testserver")
    for _time in range(2):
        other = Client()
        assert "half" in other.get(path, follow=True).content.decode()
    assert walk.draft.remind_agreed_at is not None
    assert walk.draft.data["message"] == ["half"]


def test_a_wrong_address_gets_its_sentence_and_no_mail(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    response = walk.post("need", message="half", go="link", link_email="anna@")
    assert (response.status_code, sentences(response)) == (422, ["Enter an e-mail address such as name@example.com."])
    assert not OutgoingEmail.objects.exists() and walk.draft.data["message"] == ["half"]


def test_nobody_is_flooded_with_links(client, park_a, monkeypatch):
    monkeypatch.setattr("inquiries.views.drafts.LINKS_RECIPIENT", 1)
    walk = Walk(client)
    walk.begin(park_a)
    walk.post("need", go="link", link_email="a@example.org")
    response = walk.post("need", go="link", link_email="a@example.org")
    assert sentences(response) == ["Many links were asked for in the last hour. Please try again later."]
    assert OutgoingEmail.objects.count() == 1


def test_the_link_is_over_after_thirty_days(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    url = walk.at("need")
    with time_machine.travel(timezone.now() + timedelta(days=29, hours=23)):
        assert client.get(url).status_code == 200, "looking changes nothing"
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        assert client.get(url).status_code == 404
        assert client.post(url, {"message": "x"}).status_code == 404


def test_what_was_entered_can_be_deleted_at_once(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    url = walk.at("erase")
    assert "erased at once" in client.get(url).content.decode() and Draft.objects.exists()
    assert client.post(url).status_code == 200 and not Draft.objects.exists()
    assert client.post(url).status_code == 404
