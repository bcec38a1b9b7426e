"""The form in steps: what is kept, where each button leads, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inquiries.models import Draft, Inquiry
from parks.models import Policy, Service
from tests import cast
from tests.inquiries import answers, builders
from tests.inquiries.views.form_page import sentences
from tests.inquiries.views.walk import START, Walk, hidden, ticked

pytestmark = pytest.mark.django_db
HINT = "This number does not look complete for that country."


@pytest.fixture(autouse=True)
def files(media):
    return media


# --- Beginning -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "steps"), [("en", "Four steps, 3–4 minutes."), ("zh-hans", "共四步，约 3–4 分钟。")]
)
def test_the_first_page_says_what_is_coming_and_keeps_nothing(client, park_a, language, steps):
    body = client.get(f"{START[language]}?park=cbtc").content.decode()
    assert steps in body
    assert 'name="message"' not in body and 'name="contact_email"' not in body
    assert not Draft.objects.exists()


def test_the_browser_may_keep_the_first_page_for_its_back_button(client, park_a):
    page = client.get(START["en"])
    assert page.headers["Cache-Control"] == "private, max-age=0"
    assert page.cookies["csrftoken"] and "Cookie" not in page.headers.get("Vary", "")
    assert "Cookie" in client.get(f"{START['en']}?whole=1").headers["Vary"]


def test_the_first_post_begins_one_draft_however_often_it_is_posted(client, park_a):
    walk = Walk(client)
    first = walk.begin(park_a)
    assert (first.status_code, first.url) == (302, walk.at("need"))
    assert walk.begin(park_a, company_name="Walloon Optics SA").url == first.url
    assert walk.draft.data["company_name"] == ["Walloon Optics SA"]


def test_a_first_page_that_was_open_for_days_works(client, park_a):
    walk = Walk(client)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert walk.begin(park_a).url == walk.at("need")


def test_a_wrong_first_page_is_kept_and_says_what_is_wrong(client, park_a):
    walk = Walk(client)
    response = walk.begin(park_a, mode="", company_name="", website="javascript:x")
    assert response.url == f"{walk.at('enterprise')}?check=1"
    response = client.get(response.url)
    assert sentences(response) == [
        "Choose how you want to settle.",
        "Enter the name of the company or team.",
        "Enter a web address such as www.example.com.",
    ]
    assert walk.draft.data["website"] == ["javascript:x"]
    assert 'href="#id_mode_0"' in response.content.decode()


def test_many_beginnings_from_one_network_are_refused_with_everything_typed(client, park_a, monkeypatch):
    monkeypatch.setattr("inquiries.views.drafts.DRAFTS_ADDRESS", 1)
    Walk(client).begin(park_a)
    response = Walk(client).begin(park_a, company_name="Second")
    assert response.status_code == 429 and 'value="Second"' in response.content.decode()
    assert Draft.objects.count() == 1


def test_a_look_at_the_address_of_the_start_leads_to_the_form(client, db):
    assert client.get("/en/inquiry/draft/").url == "/en/inquiry/"


# --- Only what is needed ---------------------------------------------------------------------------


def test_the_need_asks_what_the_way_to_settle_needs(client, park_a):
    cast.make_mode("factory_lease", needs_environment=True)
    cast.make_mode("company_registration", needs_space=False)
    walk = Walk(client)
    walk.begin(park_a, mode="factory_lease")
    asked = set(hidden(walk.open("need"))["asked"].split())
    assert {"power_kva", "emissions", "budget"} <= asked and "seats" not in asked
    walk.post("enterprise", mode="company_registration", park="cbtc", company_name="W", country="BE")
    body = walk.open("need").content.decode()
    assert 'name="power_kva"' not in body and 'name="emissions"' not in body and 'name="staff_now"' in body


def test_only_the_kinds_of_space_of_the_way_to_settle_are_offered(client, park_a):
    office, factory = cast.make_space_type(), cast.make_space_type("factory", name_en="Factory")
    builders.office_mode().space_types.add(office)
    walk = Walk(client)
    walk.begin(park_a)
    assert 'value="factory"' not in walk.open("need").content.decode()
    walk.post("need", space_types=["factory"], go="save")
    body = walk.open("need").content.decode()
    assert 'value="office"' in body and 'value="factory"' in body, "what was ticked stays listed"
    assert factory.pk


def test_names_in_the_other_script_are_asked_across_the_border_only(client, park_a, park_b):
    walk = Walk(client)
    walk.begin(park_b)
    assert 'name="contact_latin_name"' in walk.open("contact").content.decode()
    walk.post("enterprise", mode="office_lease", park="cbtc", company_name="W", country="BE")
    assert 'name="contact_latin_name"' not in walk.open("contact").content.decode()


def test_what_is_not_asked_any_more_is_kept_but_not_sent(client, park_a):
    cast.make_mode("company_registration", needs_space=False)
    walk = Walk(client).to_review(park_a, area_min="80", budget="5000", budget_currency="EUR", budget_period="year")
    walk.post("enterprise", mode="company_registration", park="cbtc", company_name="W", country="BE")
    assert walk.draft.data["area_min"] == ["80"]
    assert "80" not in re.findall(r"<dd class=\"said\">([^<]*)", walk.open("review").content.decode())
    assert walk.send(park_a).status_code == 302
    inquiry = Inquiry.objects.get()
    assert (inquiry.mode.code, inquiry.requirement.area_min, inquiry.requirement.budget) == (
        "company_registration",
        None,
        None,
    )


def test_services_and_policies_are_offered_and_sent(client, park_a, park_b):
    visa = Service.objects.create(code="visa", name_en="Visa", name_zh_hans="签证", tier="general")
    Service.objects.create(code="later", name_en="Later", tier="support")
    public = {"state_zh_hans": "published", "state_en": "published", "kind": "rent", "country": "BE"}
    here = Policy.objects.create(slug="here", title_en="Here", **public)
    here.parks.add(park_a)
    Policy.objects.create(slug="there", title_en="There", **public).parks.add(park_b)
    walk = Walk(client).to_review(park_a)
    body = walk.open("need").content.decode()
    assert re.findall(r'name="services" value="(\w+)"', body) == ["visa"]
    assert re.findall(r'name="policies" value="(\w+)"', body) == ["here"]
    assert (
        walk.post("need", message="x", services=["visa"], policies=["here"], qualifications=["hnte"]).status_code == 302
    )
    walk.send(park_a)
    inquiry = Inquiry.objects.get()
    assert list(inquiry.requirement.services.all()) == [visa] and list(inquiry.requirement.policies.all()) == [here]
    assert inquiry.enterprise.qualifications == ["hnte"]
    body = client.get(f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/").content.decode()
    assert "Visa" in body and "National high-tech enterprise" in body


# --- Buttons -------------------------------------------------------------------------------------


@pytest.mark.parametrize("go", ["back", "save"])
def test_back_and_save_keep_half_an_answer_without_judging_it(client, park_a, go):
    walk = Walk(client)
    walk.begin(park_a)
    response = walk.post("need", area_min="about eighty", message="", go=go)
    assert response.url == (walk.at("enterprise") if go == "back" else f"{walk.at('need')}?saved=1")
    shown = walk.open("need")
    assert 'value="about eighty"' in shown.content.decode() and not sentences(shown)


def test_the_language_switch_keeps_everything_and_judges_nothing(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    shown = hidden(walk.open("need"))
    url = walk.at("need").replace("/en/", "/zh-hans/")
    response = client.post(url, {**shown, "area_min": "abc", "message": "半句", "show": "language"})
    assert response.url == url
    body = client.get(url).content.decode()
    assert '<html lang="zh-Hans">' in body and 'value="abc"' in body and "半句" in body
    assert (walk.draft.language, walk.draft.step) == ("zh-hans", "need")


def test_the_language_switch_of_the_first_page_keeps_what_was_typed(client, park_a):
    walk = Walk(client)
    typed = {**hidden(walk.page), "company_name": "Walloon", "show": "language"}
    response = client.post("/zh-hans/inquiry/draft/", typed)
    assert response.url == walk.at("enterprise").replace("/en/", "/zh-hans/")
    assert 'value="Walloon"' in client.get(response.url).content.decode()


def test_a_park_is_added_on_the_way(client, park_a, park_b):
    walk = Walk(client)
    walk.begin(park_a)
    shown = hidden(walk.open("enterprise"))
    response = client.post(walk.at("enterprise"), {**shown, "park": "cbtc", "add_park": "parkb", "show": "park"})
    assert ticked(client.get(response.url), "park") == ["cbtc", "parkb"]


def test_a_box_that_was_unticked_stays_so(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    walk.post("need", message="x", visit_wanted="on", go="save")
    assert re.search(r'name="visit_wanted"[^>]* checked', walk.open("need").content.decode())
    walk.post("need", message="x", go="save")
    assert not re.search(r'name="visit_wanted"[^>]* checked', walk.open("need").content.decode())


def test_a_wrong_number_is_a_hint_and_no_hindrance(client, park_a):
    walk = Walk(client)
    assert walk.begin(park_a, registration_number="0403.170.702").status_code == 302
    assert HINT in walk.open("enterprise").content.decode()
    walk.post(
        "enterprise",
        park="cbtc",
        mode="office_lease",
        registration_number="0403.170.701",
        company_name="W",
        country="BE",
    )
    assert HINT not in walk.open("enterprise").content.decode()


# --- Back, other tabs ------------------------------------------------------------------------------


def test_pages_of_a_draft_are_kept_nowhere_and_found_by_nobody(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    for step in ("enterprise", "need", "contact"):
        response = walk.open(step)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_an_older_tab_replaces_nothing_and_says_so(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    old = {**hidden(walk.open("need")), "tab": "old"}
    client.post(walk.at("need"), {**old, "tab": "new", "message": "newer", "go": "save"})
    for language, said in (("en", "Changed in another window"), ("zh-hans", "在另一个窗口有改动")):
        url = walk.at("need").replace("/en/", f"/{language}/")
        response = client.post(url, {**old, "message": "older"})
        body = response.content.decode()
        assert response.status_code == 409 and said in body and "older" in body
        assert not re.search(r'id="elsewhere"[^>]* hidden', body)
    assert walk.draft.data["message"] == ["newer"]
    again = {**hidden(response), "tab": "old", "message": "older"}
    assert client.post(walk.at("need"), again).status_code == 409, "until the reader has chosen"
    assert client.post(walk.at("need"), {**again, "keep": "1"}).url == walk.at("need")
    assert walk.draft.data["message"] == ["older"]


def test_a_late_save_of_the_same_tab_is_merged(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    shown = {**hidden(walk.open("need")), "tab": "mine"}
    client.post(walk.at("need"), {**shown, "message": "typed", "go": "autosave"})
    assert client.post(walk.at("need"), {**shown, "message": "typed on"}).url == walk.at("contact")
    assert walk.draft.data["message"] == ["typed on"]


def test_without_script_the_last_button_counts(client, park_a):
    walk = Walk(client)
    walk.begin(park_a)
    shown = hidden(walk.open("need"))
    for message in ("one", "two"):
        assert client.post(walk.at("need"), {**shown, "message": message}).status_code == 302
    assert walk.draft.data["message"] == ["two"]


# --- Autosave ------------------------------------------------------------------------------------


def autosave(client, url, data):
    return client.post(url, {**data, "go": "autosave"})


def test_the_script_saves_and_is_told_where_it_stands(client, park_a):
    walk = Walk(client)
    answer = autosave(client, "/en/inquiry/draft/", {**hidden(walk.page), "country": "BE", "registration_number": "1"})
    assert answer.json() == {
        "revision": 1,
        "page": walk.at("enterprise"),
        "doubt": f"{HINT} You can go on all the same; if it is right, leave it.",
    }
    shown = hidden(walk.open("need"))
    assert autosave(client, walk.at("need"), {**shown, "message": "half"}).json()["revision"] == 2
    assert autosave(client, walk.at("need"), {**shown, "message": "half"}).json()["revision"] == 2, "nothing new"
    assert (
        autosave(client, walk.at("need"), {**shown, "message": "other", "tab": "b", "revision": "1"}).status_code == 409
    )


def test_no_consent_is_ever_kept_before_it_is_given(client, park_a):
    walk = Walk(client).to_review(park_a)
    given = answers.ticks(park_a, country="BE", language="en")
    shown = hidden(walk.open("need"))
    autosave(client, walk.at("need"), {**shown, "consent": given, "asked": "consent message files token"})
    assert autosave(client, walk.at("review"), {"consent": given}).status_code == 400
    assert set(walk.draft.data) & {"consent", "files", "token", "csrfmiddlewaretoken"} == set()
