"""The form page: what is asked, what is refused and how, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from inquiries import screening
from inquiries.models import Attachment, Inquiry
from notifications.models import OutgoingEmail
from parks.enums import ParkState
from tests.inquiries import answers, builders
from tests.inquiries.views.form_page import URL, refused, send, sentences, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(media):
    return media


# --- The page ------------------------------------------------------------------------------------


def test_the_page_says_what_it_takes_and_offers_the_park(client, park_a):
    body = client.get(f"{URL['en']}?whole=1&park=cbtc").content.decode()
    assert "about 3–4 minutes" in body and "What happens next" in body
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
    query = "&".join(f"park={park.slug}" for park in offered)
    with django_assert_num_queries(4):
        client.get(f"{URL['en']}?{query}")
    with django_assert_num_queries(6):  # services and policies as well
        client.get(f"{URL['en']}?whole=1&{query}")


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


def test_a_campaign_is_kept_cut_to_length(client, park_a):
    page = client.get(f"{URL['en']}?whole=1&utm_source=fair&utm_medium=%00&other=x")
    assert value_of(page, "utm_source") == "fair" and value_of(page, "utm_medium") is None
    send(client, answers.post(park_a, utm_source="f" * 5000, utm_medium=" ", utm_other="x"))
    assert Inquiry.objects.get().utm == {"utm_source": "f" * 100}


def test_what_a_company_says_of_itself_is_stored(client, park_a):
    send(
        client,
        answers.post(park_a, founded_year="２０１６年", qualifications=["hnte", "srdi"], seats="12", land_area="2.5"),
    )
    inquiry = Inquiry.objects.get()
    assert (inquiry.enterprise.founded_year, inquiry.enterprise.qualifications) == (2016, ["hnte", "srdi"])
    assert (inquiry.requirement.seats, str(inquiry.requirement.land_area)) == (12, "2.50")


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
    send(client, answers.post(park_a, token=answers.token(seconds=1), proof=""))
    assert Inquiry.objects.get().screening_reasons == ["too_fast"]


def test_many_from_one_address_are_quarantined_then_refused(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    builders.office_mode()
    states = []
    for _number in range(4):
        response = send(client, answers.post(park_a, message="Kept words", files=answers.pdf(), proof=""))
        states.append(response.status_code)
    assert states == [302, 302, 302, 429]
    assert [row.screening_reasons for row in Inquiry.objects.order_by("pk")] == [[], ["address_rate"], ["address_rate"]]
    body = response.content.decode()
    assert "Kept words" in body and "plan.pdf" in body
    assert sentences(response) == [
        "Very many inquiries came from your network in the last hour. Please send it again later."
    ]


def test_a_refused_form_stays_refused_however_often_it_is_posted(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    for _number in range(3):
        send(client, answers.post(park_a, proof=""))
    data = answers.post(park_a)
    assert [send(client, data).status_code for _time in range(3)] == [429] * 3
    assert Inquiry.objects.count() == 3


def test_a_network_has_its_own_limit(client, park_a, settings):
    settings.INQUIRY_LIMIT_NETWORK = 1
    for host in (1, 2):
        client.post(URL["en"], answers.post(park_a, proof=""), REMOTE_ADDR=f"192.0.2.{host}")
    assert [row.screening_reasons for row in Inquiry.objects.order_by("pk")] == [[], ["network_rate"]]


def test_posting_one_form_often_counts_once(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    token = screening.FormToken("raw", "key", screening.FASTEST)
    assert [screening.assess(token, "192.0.2.1", "").reasons for _n in range(9)] == [()] * 9


def test_both_languages_have_every_address(park_a):
    for code in URL:
        with translation.override(code):
            assert reverse("inquiries:submit") == URL[code]
