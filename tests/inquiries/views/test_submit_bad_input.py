"""Bad input: each gets its sentence, nothing typed is lost, nothing is half-saved, never a server error."""

import html
import re
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.enums import PublicationState
from inquiries.forms import InquiryForm
from inquiries.models import Inquiry
from parks.enums import ParkState
from parks.models import Opportunity
from tests import cast
from tests.inquiries import answers, builders
from tests.inquiries.views.form_page import URL, refused, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(media):
    return media


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
    ({"founded_year": "999"}, "Enter the year with four digits, such as 2016.", None),
    ({"founded_year": "2999"}, "Enter the year with four digits, such as 2016.", None),
    ({"founded_year": "9" * 5000}, "Enter the year with four digits, such as 2016.", None),
    ({"founded_year": "MMXVI"}, "Enter the year with four digits, such as 2016.", None),
    ({"seats": "-1"}, "Enter a whole number such as 25.", None),
    ({"land_area": "1e9"}, "This number is too large.", "too large"),
    ({"services": ["forged"]}, "A service on your list is no longer offered. It was taken off.", None),
    ({"policies": ["forged"]}, "A policy on your list is no longer offered. It was taken off.", None),
    ({"qualifications": ["forged"]}, "Choose one of the options offered.", None),
    ({"opportunity": "forged"}, "The project on your list is no longer offered. It was taken off.", None),
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
    response = send(client, answers.post(park_a, **{f"f{n}": "x" for n in range(20_001)}))
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


def test_a_project_of_another_park_is_refused(client, park_a, park_b):
    public = {"state_zh_hans": "published", "state_en": "published"}
    Opportunity.objects.create(operator=park_b.operator, park=park_b, slug="lab", title_en="Lab", **public)
    assert refused(client, answers.post(park_a, opportunity="lab"))[1] == [
        "The project on your list belongs to a park that you did not choose."
    ]


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
