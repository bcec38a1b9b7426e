"""The form page: what is asked, what is refused and how, and that nothing typed is lost."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.enums import PublicationState
from inquiries import screening
from inquiries.forms import InquiryForm
from inquiries.models import Attachment, Inquiry
from notifications.models import OutgoingEmail
from parks.enums import ParkState
from tests import cast
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db
URL = {"en": "/en/inquiry/", "zh-hans": "/zh-hans/inquiry/"}


@pytest.fixture(autouse=True)
def files(media):
    return media


def send(client, data, language="en"):
    return client.post(URL[language], data)


def sentences(response):
    """What the error summary says."""
    found = re.search(r'id="problems".*?</ul>', response.content.decode(), re.DOTALL)
    return [html.unescape(text) for text in re.findall(r"<li>(?:<a[^>]*>)?(.*?)<", found[0])] if found else []


def value_of(response, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return html.unescape(found[1]) if found else None


def refused(client, data, language="en"):
    """Posts, checks that nothing was saved and the page came back, and returns what it said."""
    response = send(client, data, language)
    assert response.status_code == 422, response.status_code
    assert not Inquiry.objects.exists() and not OutgoingEmail.objects.exists()
    return response, sentences(response)


# --- The page ------------------------------------------------------------------------------------


def test_the_page_says_what_it_takes_and_offers_the_park(client, park_a):
    body = client.get(f"{URL['en']}?park=cbtc").content.decode()
    assert "about 3 minutes" in body and "What happens next" in body
    assert re.search(r'name="park" value="cbtc"[^>]* checked', body)
    assert "Recipient of your data: cbtc controller" in body


def test_a_space_brings_its_park(client, park_a):
    room = builders.make_space(park_a, "A101")
    body = client.get(f"{URL['en']}?space={room.pk}").content.decode()
    assert re.search(rf'name="space" value="{room.pk}"[^>]* checked', body) and 'value="cbtc"' in body


@pytest.mark.parametrize(
    "query", ["park=nowhere", "space=x", "space=99999999999999999999", "mode=%00&country=%F0", "park="]
)
def test_an_odd_address_is_no_error(client, park_a, query):
    assert client.get(f"{URL['en']}?{query}").status_code == 200


def test_a_park_that_takes_no_inquiries_is_said(client, park_a):
    park_a.state = ParkState.CLOSED
    park_a.save()
    body = client.get(f"{URL['zh-hans']}?park=cbtc").content.decode()
    assert "目前不接受咨询" in body and 'value="cbtc"' not in body


@pytest.mark.parametrize("parks", [1, 3])
def test_queries_of_the_page(client, park_a, park_b, django_assert_num_queries, parks):
    offered = [park_a, park_b, answers.third_park()]
    for park in offered[parks:]:
        park.accepts_inquiries = False
        park.save()
    with django_assert_num_queries(4):
        client.get(f"{URL['en']}?" + "&".join(f"park={park.slug}" for park in offered))


# --- Sending -------------------------------------------------------------------------------------


def test_anna_sends_and_lands_on_the_receipt(client, park_a, lin):
    response = send(client, answers.post(park_a))
    inquiry = Inquiry.objects.get()
    assert response.status_code == 302
    assert response.url == f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/receipt/"
    assert (inquiry.language, inquiry.screening, inquiry.source) == ("en", "clear", "web")
    assert inquiry.submission_key.startswith("web:")


def test_the_same_form_twice_is_one_inquiry(client, park_a):
    data = answers.post(park_a)
    assert send(client, data).url == send(client, {**data, "message": "Changed"}).url
    assert Inquiry.objects.count() == 1
    assert OutgoingEmail.objects.filter(event="inquiry_received").count() == 1


def test_an_old_form_that_was_sent_still_leads_to_its_receipt(client, park_a):
    data = answers.post(park_a)
    first = send(client, data).url
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert send(client, data).url == first


def test_width_and_scripts_are_understood(client, park_a, park_b):
    data = answers.post(
        park_b,
        language="zh-hans",
        country="CN",
        company_name="武汉 示例生物\u200b",
        company_name_other="Wuhan Example",
        contact_email="",
        contact_phone="１３８ ０００１ ２３４５",
        area_min="１，２００",
        area_max="1 500,5",
        move_in_from="2099年1月5日",
        website="www.example.cn",
    )
    with time_machine.travel(timezone.now().replace(year=2090)):
        response = send(client, {**data, "token": answers.token()}, "zh-hans")
    assert response.status_code == 302, sentences(response)
    inquiry = Inquiry.objects.get()
    assert (inquiry.enterprise.name_zh_hans, inquiry.enterprise.name_en) == ("武汉 示例生物", "Wuhan Example")
    assert inquiry.contact_phone == "+8613800012345"
    assert inquiry.enterprise.website == "https://www.example.cn"
    need = inquiry.requirement
    assert (str(need.area_min), str(need.area_max), str(need.move_in_from)) == ("1200.00", "1500.50", "2099-01-05")


def test_a_foreign_park_asks_for_one_more_tick_and_keeps_everything(client, park_b):
    only_answering = answers.ticks(park_b, country="", language="en")
    response, said = refused(client, answers.post(park_b, consent=only_answering, files=answers.pdf("图纸.pdf")))
    assert said == ["Your company and this park are in different countries, so please tick this agreement too."]
    body = response.content.decode()
    assert "parkb controller in China" in body and "图纸.pdf" in body and "We need a small office." in body
    again = answers.post(
        park_b,
        token=value_of(response, "token"),
        kept=value_of(response, "kept"),
        consent=re.findall(r'name="consent" value="([^"]+)"', body),
    )
    assert send(client, again).status_code == 302
    assert Inquiry.objects.get().attachments.get().name == "图纸.pdf"


# --- Showing it again ----------------------------------------------------------------------------


def test_the_other_language_keeps_what_was_typed(client, park_a):
    data = answers.post(park_a, area_min="abc", contact_email="not yet", show="language", files=answers.pdf())
    response = send(client, data, "zh-hans")
    body = response.content.decode()
    assert response.status_code == 200 and not sentences(response)
    for typed in ('value="abc"', 'value="not yet"', 'value="Walloon Optics"', "We need a small office.", "plan.pdf"):
        assert typed in body
    assert re.search(r'name="consent" value="answering:\w+" id="id_consent_0" checked', body)
    assert '<html lang="zh-Hans">' in body and not Inquiry.objects.exists()


def test_a_park_is_added_without_losing_anything(client, park_a, park_b):
    response = send(client, answers.post(park_a, add_park="parkb", show="park", message="Half a sent"))
    body = response.content.decode()
    assert re.findall(r'name="park" value="(\w+)"', body) == ["cbtc", "parkb"]
    assert "Half a sent" in body and "parkb controller in China" in body and not sentences(response)


def test_a_park_that_was_picked_but_not_added_counts(client, park_a):
    data = answers.post(park_a)
    assert send(client, {**data, "park": [], "add_park": "cbtc"}).status_code == 302
    assert Inquiry.objects.get().cases.get().park == park_a


def test_a_kept_file_can_be_taken_off(client, park_a, files):
    response, _said = refused(client, answers.post(park_a, message="", files=answers.pdf()))
    ticket = value_of(response, "kept")
    assert len(files("staged")) == 1
    data = answers.post(park_a, token=value_of(response, "token"), kept=ticket, drop=ticket)
    assert send(client, data).status_code == 302
    assert not Attachment.objects.exists() and files("staged") == []


def test_a_ticket_is_good_for_its_own_form_only(client, park_a):
    response, _said = refused(client, answers.post(park_a, message="", files=answers.pdf()))
    _response, said = refused(client, answers.post(park_a, kept=value_of(response, "kept")))
    assert said == ["A file that you added earlier is no longer here. Please add it again."]


# --- Expired, forged, fast, frequent -------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (answers.token(seconds=25 * 3600), "This page was open for too long."),
        ("forged", "This page was open for too long."),
        ("", "This page was open for too long."),
    ],
)
def test_an_expired_form_keeps_everything_and_works_at_the_second_try(client, park_a, token, sentence):
    response, said = refused(client, answers.post(park_a, token=token, files=answers.pdf()))
    assert [text for text in said if text.startswith(sentence)]
    data = answers.post(park_a, token=value_of(response, "token"), kept=value_of(response, "kept"))
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert send(client, data).status_code == 302
    assert Attachment.objects.get().name == "plan.pdf"


def test_a_filled_trap_is_quarantined_but_looks_the_same(client, park_a, lin):
    response = send(client, answers.post(park_a, confirm_note="http://spam.example"))
    inquiry = Inquiry.objects.get()
    assert response.url.endswith("/receipt/")
    assert (inquiry.screening, inquiry.screening_reasons) == ("quarantined", ["honeypot"])
    assert set(OutgoingEmail.objects.values_list("state", flat=True)) == {"withheld"}
    for page in (response.url, response.url.replace("receipt/", "")):
        body = client.get(page).content.decode()
        assert "uarantin" not in body and inquiry.reference in body


def test_three_seconds_are_too_fast(client, park_a):
    send(client, answers.post(park_a, token=answers.token(seconds=1)))
    assert Inquiry.objects.get().screening_reasons == ["too_fast"]


def test_many_from_one_address_are_quarantined_then_refused(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    builders.office_mode()
    states = []
    for _number in range(4):
        response = send(client, answers.post(park_a, message="Kept words", files=answers.pdf()))
        states.append(response.status_code)
    assert states == [302, 302, 302, 429]
    assert [row.screening_reasons for row in Inquiry.objects.order_by("pk")] == [[], ["address_rate"], ["address_rate"]]
    body = response.content.decode()
    assert "Kept words" in body and "plan.pdf" in body
    assert sentences(response) == [
        "Very many inquiries came from your network in the last hour. Please send it again later."
    ]


def test_a_network_has_its_own_limit(client, park_a, settings):
    settings.INQUIRY_LIMIT_NETWORK = 1
    for host in (1, 2):
        client.post(URL["en"], answers.post(park_a), REMOTE_ADDR=f"192.0.2.{host}")
    assert [row.screening_reasons for row in Inquiry.objects.order_by("pk")] == [[], ["network_rate"]]


def test_posting_one_form_often_counts_once(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    token = screening.FormToken("raw", "key", screening.FASTEST)
    assert [screening.assess(token, "192.0.2.1", "").reasons for _n in range(9)] == [()] * 9


# --- Bad input -----------------------------------------------------------------------------------

BAD = [
    ({"area_min": "1e999"}, "Enter a number such as 1200 or 1200.5, without a unit.", "too large"),
    ({"area_min": "NaN"}, "Enter a number such as 1200 or 1200.5, without a unit.", None),
    ({"area_min": "Infinity"}, "Enter a number such as 1200 or 1200.5, without a unit.", None),
    ({"area_min": "-5"}, "Enter a number such as 1200 or 1200.5, without a unit.", None),
    ({"area_min": "about 80"}, "Enter a number such as 1200 or 1200.5, without a unit.", None),
    ({"staff_now": "9" * 5000}, "Enter a whole number such as 25.", None),
    ({"staff_now": "2.5"}, "Enter a whole number such as 25.", None),
    ({"area_min": "200", "area_max": "80"}, "The larger area must be at least 200 m².", None),
    ({"move_in_from": "2020-01-01"}, "This day has passed. Enter today or a later day.", None),
    ({"move_in_from": "99999-01-01"}, "Enter a day as year-month-day, such as 2027-03-01.", None),
    ({"move_in_from": "9999-01-01"}, "This day is more than 20 years away. Check the year.", None),
    ({"move_in_from": "2027-02-30"}, "Enter a day as year-month-day, such as 2027-03-01.", None),
    ({"budget": "5000", "budget_period": "month"}, "Choose the currency of the budget.", None),
    ({"budget": "5000", "budget_currency": "EUR"}, "Choose whether the budget is per month, per year or once.", None),
    ({"budget": "5", "budget_currency": "€€€", "budget_period": "month"}, "Choose one of the options offered.", None),
    ({"investment": "5000"}, "Choose the currency of the investment.", None),
    ({"company_name": "\x00\u200b "}, "Enter the name of the company or team.", None),
    ({"company_name": "x" * 300}, "Please shorten this to 200 characters; you wrote 300.", None),
    ({"contact_email": "anna@"}, "Enter an e-mail address such as name@example.com.", None),
    ({"contact_email": ""}, "Enter an e-mail address or a phone number, so that we can answer.", None),
    ({"contact_phone": "12"}, "This does not look like a phone number. Check the digits and the country code.", None),
    ({"website": "javascript:alert(1)"}, "Enter a web address such as www.example.com.", None),
    ({"website": "http://[::1"}, "Enter a web address such as www.example.com.", None),
    ({"mode": "1 OR 1=1"}, "Choose one of the options offered.", None),
    ({"mode": ""}, "Choose how you want to settle.", None),
    ({"country": "XX"}, "Choose one of the options offered.", None),
    ({"kind": "<script>"}, "Choose one of the options offered.", None),
    ({"emissions": "maybe"}, "Choose one of the options offered.", None),
    ({"contact_language": "fr"}, "Choose one of the options offered.", None),
    ({"message": ""}, "Tell us in a sentence what you need, or answer one of the questions on space.", None),
    ({"park": ["forged"]}, "A park on your list takes no inquiries at the moment.", None),
    ({"park": []}, "Choose at least one park.", None),
    ({"consent": []}, "Please tick this; without it the park may not read your inquiry.", None),
    ({"consent": ["answering:0000000000000000"]}, "This text has changed since you ticked it.", None),
]


@pytest.mark.parametrize(("wrong", "sentence", "other"), BAD)
def test_each_wrong_answer_gets_its_sentence_and_loses_nothing(client, park_a, wrong, sentence, other):
    response, said = refused(client, answers.post(park_a, **wrong))
    assert any(text.startswith(sentence) or (other and other in text) for text in said), said
    body = response.content.decode()
    assert "Anna Peeters" in body and ("We need a small office." in body or "message" in wrong)
    for typed in wrong.values():
        if (
            isinstance(typed, str)
            and typed.strip("\x00\u200b ")
            and "mode" not in wrong
            and "contact_language" not in wrong
        ):
            assert html.escape(typed) in body or f'value="{typed}" selected' not in body


def test_the_sentence_stands_beside_the_field_in_chinese(client, park_a):
    response, said = refused(client, answers.post(park_a, language="zh-hans", area_max="5", area_min="９"), "zh-hans")
    body = response.content.decode()
    assert said == ["最大面积应不小于最小面积 9 m²。"]
    field = re.search(r"<input[^>]*id=\"id_area_max\"[^>]*>", body)[0]
    assert 'aria-invalid="true"' in field and 'aria-describedby="id_area_max_error"' in field and 'value="5"' in field
    assert 'id="id_area_max_error"' in body and '<a href="#id_area_max">' in body


def test_hostile_html_and_emoji_are_text(client, park_a):
    hostile = "<script>alert(1)</script>😀\u202e\x00"
    data = answers.post(park_a, message=hostile, company_name=hostile, contact_name=hostile)
    url = send(client, data).url
    inquiry = Inquiry.objects.get()
    assert inquiry.message == "<script>alert(1)</script>😀"
    body = client.get(url.replace("receipt/", "")).content.decode()
    assert "<script>" not in body and "&lt;script&gt;alert(1)&lt;/script&gt;😀" in body


@pytest.mark.parametrize(("language", "words"), [("en", "Please shorten this to 5000"), ("zh-hans", "请缩短到 5000")])
def test_ten_megabytes_of_text_get_their_sentence_back(client, park_a, language, words):
    response, said = refused(client, answers.post(park_a, language=language, message="字" * 3_400_000), language)
    assert len(said) == 1 and said[0].startswith(words)
    assert response.content.decode().count("字" * 1000) >= 3400


@pytest.mark.parametrize(("language", "words"), [("en", "This form is too large"), ("zh-hans", "表单内容过大")])
def test_a_form_beyond_reading_gets_a_page(client, park_a, language, words, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = send(client, answers.post(park_a, language=language, message="x" * 2000), language)
    assert response.status_code == 413 and words in response.content.decode()


def test_too_many_fields_get_a_page(client, park_a):
    response = send(client, answers.post(park_a, **{f"f{n}": "x" for n in range(1100)}))
    assert response.status_code == 413


def test_closed_and_unpublished_parks_cannot_be_asked(client, park_a, park_b):
    hidden = cast.make_park(
        park_b.operator, "hidden", state_zh_hans=PublicationState.DRAFT, state_en=PublicationState.DRAFT
    )
    park_b.state = ParkState.FULL
    park_b.save()
    for park in (hidden, park_b):
        _response, said = refused(
            client, answers.post(park, consent=answers.ticks(park_a, country="BE", language="en"))
        )
        assert said[0].startswith("A park on your list takes no inquiries")


def test_no_more_than_five_parks(client, park_a):
    many = [park_a, *(cast.make_park(park_a.operator, f"p{n}") for n in range(5))]
    _response, said = refused(client, answers.post(*many))
    assert said == ["Choose at most 5 parks."]


def test_a_space_of_another_park_or_let_is_refused(client, park_a, park_b):
    elsewhere, let = builders.make_space(park_b), builders.make_space(park_a, status="let")
    for space, sentence in (
        (elsewhere, "A space on your list belongs to a park that you did not choose."),
        (let, "A space on your list is no longer offered. It was taken off."),
    ):
        assert refused(client, answers.post(park_a, space=space.pk))[1] == [sentence]


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (lambda: answers.pdf("fake.pdf", b"<html>not a pdf</html>"), "is not a real PDF document"),
        (lambda: answers.pdf("page.html"), "cannot be accepted"),
        (lambda: answers.pdf("big.pdf", answers.PDF + b"0" * 10 * 1024 * 1024), "is larger than 10 MB"),
        (lambda: answers.pdf("empty.pdf", b""), "is empty"),
        (answers.bomb, "unpacks to far more than it should"),
    ],
)
def test_a_bad_file_is_named_and_the_good_one_is_kept(client, park_a, files, upload, reason):
    response, said = refused(client, answers.post(park_a, files=[answers.pdf("good.pdf"), upload()]))
    assert len(said) == 1 and reason in said[0]
    assert "good.pdf" in response.content.decode()
    assert files() == [] and len(files("staged")) == 1


def test_the_sixth_file_is_refused_by_name(client, park_a):
    response, said = refused(client, answers.post(park_a, files=[answers.pdf(f"{n}.pdf") for n in range(7)]))
    assert said == ["“5.pdf” was not added: at most 5 files.", "“6.pdf” was not added: at most 5 files."]
    assert len(re.findall('name="kept"', response.content.decode())) == 5


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_posted_is_never_a_server_error(client, park_a, data):
    text = st.text(max_size=60) | st.sampled_from(
        ["1e999", "NaN", "\ud800", "\x00", "＋３２", "2099-13-99", "a" * 6000]
    )
    names = [*InquiryForm.base_fields, "token", "kept", "drop", "consent", "add_park", "confirm_note"]
    wrong = data.draw(st.dictionaries(st.sampled_from(names), text, max_size=8))
    show = data.draw(st.sampled_from([{}, {"show": "language"}]))
    body = urlencode({**answers.post(park_a), **wrong, **show}, doseq=True, errors="surrogatepass")
    response = client.post(URL["zh-hans"], body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 302, 422, 429)


def test_both_languages_have_every_address(park_a):
    for code in URL:
        with translation.override(code):
            assert reverse("inquiries:submit") == URL[code]
