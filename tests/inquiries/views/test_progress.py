"""Behind reference and secret: receipt, progress, messages, files, and the way there."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from common.uploads import check_upload
from inquiries import conversation, rendering, submission
from inquiries.enums import Stage
from inquiries.models import Attachment, Case, Message, StageChange
from notifications.models import OutgoingEmail
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def inquiry(park_a, park_b, lin, bao):
    return submission.submit(answers.submission(park_a, park_b, files=[check_upload(answers.pdf("方案.pdf"))])).inquiry


def address(inquiry, tail="", language="en"):
    return f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/{tail}"


def body(response):
    return response.content.decode()


def write(client, inquiry, case="cbtc", **fields):
    typed = {"token": answers.token("message"), "case": case, "body": "One more question.", **fields}
    return client.post(address(inquiry), typed)


def accept(case, owner):
    Case.objects.filter(pk=case.pk).update(stage=Stage.ACCEPTED, owner=owner)
    StageChange.objects.create(case=case, from_stage=Stage.NEW, to_stage=Stage.ACCEPTED, actor=owner)


# --- Receipt -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "zone"), [("en", "Brussels time"), ("zh-hans", "布鲁塞尔时间")])
def test_the_receipt_says_what_anna_needs(client, inquiry, language, zone):
    text = body(client.get(address(inquiry, "receipt/", language)))
    case = inquiry.cases.get(park__slug="cbtc")
    assert inquiry.reference in text and inquiry.secret in text
    assert rendering.moment(case.answer_by, "Europe/Brussels", language) in text and zone in text
    assert "anna@optics.example.org" in text and address(inquiry, "", language) in text


def test_the_receipt_of_somebody_without_email_promises_no_mail(client, park_a):
    contact = submission.Contact(name="Anna", language="en", phone="+32470123456")
    inquiry = submission.submit(answers.submission(park_a, contact=contact)).inquiry
    text = body(client.get(address(inquiry, "receipt/")))
    assert "no mail will come" in text and "is on its way" not in text
    assert not OutgoingEmail.objects.filter(event="inquiry_received").exists()


@pytest.mark.parametrize(("number", "warned"), [("0403.170.701", False), ("0403.170.702", True)])
def test_a_doubtful_registration_number_warns_and_never_blocks(client, park_a, number, warned):
    company = submission.Company(country="BE", name_en="Walloon Optics", registration_number=number)
    inquiry = submission.submit(answers.submission(park_a, company=company)).inquiry
    assert ("does not look complete" in body(client.get(address(inquiry, "receipt/")))) is warned


# --- Progress ------------------------------------------------------------------------------------


def test_progress_shows_every_park_and_nothing_internal(client, inquiry, lin):
    case = inquiry.cases.get(park__slug="cbtc")
    accept(case, lin)
    case.refresh_from_db()
    conversation.note(case, actor=lin, body="They look weak, internal only.")
    conversation.log_interaction(case, actor=lin, kind="call", happened_at=timezone.now(), summary="secret call")
    Case.objects.filter(pk=case.pk).update(next_action="veiled next action", end_note="veiled end")
    text = body(client.get(address(inquiry)))
    assert "cbtc park" in text and "parkb park" in text
    assert "林" in text and "Accepted" in text and "We need a small office." in text
    assert "方案.pdf" in text and "What you agreed to" in text
    for hidden in ("internal only", "secret call", "veiled", "lin@cbtc", "bao@", "uarantin", "screening"):
        assert hidden not in text


def test_the_waiting_question_stands_out(client, inquiry, lin):
    case = inquiry.cases.get(park__slug="cbtc")
    accept(case, lin)
    Case.objects.filter(pk=case.pk).update(
        awaiting_enterprise_since=timezone.now(), awaiting_question="How much power do you need?"
    )
    text = body(client.get(address(inquiry)))
    assert "The park waits for your answer" in text and "How much power do you need?" in text


def test_a_closed_case_says_closed_and_no_reason(client, inquiry, lin):
    case = inquiry.cases.get(park__slug="cbtc")
    Case.objects.filter(pk=case.pk).update(stage=Stage.LOST, lost_reason="price", end_note="too poor")
    StageChange.objects.create(case=case, from_stage=Stage.NEW, to_stage=Stage.LOST, actor=lin, note="too poor")
    text = body(client.get(address(inquiry)))
    assert "Closed" in text and "too poor" not in text and "Price" not in text


def test_a_quarantined_inquiry_looks_like_any_other(client, park_a):
    held = submission.submit(answers.submission(park_a, key="a", suspicions=("honeypot",))).inquiry
    clear = submission.submit(answers.submission(park_a, key="b")).inquiry

    def neutral(inquiry):
        text = body(client.get(address(inquiry))).replace(inquiry.reference, "R").replace(inquiry.secret, "S")
        return re.sub(r'(name="(token|csrfmiddlewaretoken)" value)="[^"]*"|datetime="[^"]*"', "", text)

    assert neutral(held) == neutral(clear)


@pytest.mark.parametrize("parks", [1, 3])
def test_queries_of_the_progress_page(client, park_a, park_b, django_assert_num_queries, parks):
    asked = [park_a, park_b, answers.third_park()][:parks]
    inquiry = submission.submit(answers.submission(*asked, files=[check_upload(answers.pdf())])).inquiry
    for case in inquiry.cases.all():
        for number in range(parks):
            upload = [check_upload(answers.pdf())]
            conversation.write(case, body="Hello", files=upload, language="en", key=f"{case.pk}-{number}")
            builders.make_visit(case)
    with django_assert_num_queries(16):
        client.get(address(inquiry))


# --- Messages ------------------------------------------------------------------------------------


def test_a_message_reaches_one_park_and_its_staff(client, inquiry, lin):
    response = write(client, inquiry, files=answers.pdf("回复.pdf"))
    message = Message.objects.get()
    assert response.url == f"{address(inquiry)}#cbtc"
    assert (message.case.park.slug, message.author, message.language) == ("cbtc", "enterprise", "en")
    assert message.attachments.get().name == "回复.pdf"
    assert OutgoingEmail.objects.get(event="enquirer_replied").to == "lin@cbtc.example.org"
    assert "One more question." in body(client.get(address(inquiry)))


def test_a_message_posted_twice_with_a_kept_file_is_one(client, inquiry):
    token = answers.token("message")
    refused = write(client, inquiry, token=token, body="x" * 5001, files=answers.pdf())
    assert refused.status_code == 422 and "plan.pdf" in body(refused) and "x" * 5001 in body(refused)
    ticket = re.search(r'name="kept" value="([^"]+)"', body(refused))[1]
    for _again in range(2):
        assert write(client, inquiry, token=token, kept=ticket).status_code == 302
    assert Message.objects.get().attachments.get().name == "plan.pdf"
    assert OutgoingEmail.objects.filter(event="enquirer_replied").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": " \u200b\x00"}, "Write a message or add a file."),
        ({"body": "x" * 5001}, "Please shorten this to 5000 characters; you wrote 5001."),
        ({"token": "forged"}, "This page was open for too long."),
        ({"token": answers.token("message", seconds=90000)}, "This page was open for too long."),
        ({"token": answers.token("inquiry")}, "This page was open for too long."),
    ],
)
def test_a_wrong_message_is_kept_with_its_sentence(client, inquiry, fields, sentence):
    response = write(client, inquiry, **fields)
    assert response.status_code == 422 and sentence in body(response)
    assert not Message.objects.exists()
    if "body" not in fields:
        assert "One more question." in body(response)


def test_a_bad_file_is_said_beside_the_right_form(client, inquiry):
    text = body(write(client, inquiry, case="parkb", files=answers.pdf("fake.pdf", b"MZ")))
    assert 'id="id_parkb_files_error"' in text and 'id="id_cbtc_files_error"' not in text


def test_another_inquirys_case_cannot_be_written_to(client, inquiry):
    assert write(client, inquiry, case="rhein").status_code == 404
    assert write(client, inquiry, case="\x00" * 300).status_code == 404


def test_many_messages_an_hour_are_slowed_down(client, inquiry):
    answered = [write(client, inquiry).status_code for _number in range(31)]
    assert answered == [302] * 30 + [422]


def test_a_message_without_room_finds_none_by_being_repeated(client, inquiry):
    for _number in range(30):
        write(client, inquiry)
    token = answers.token("message")
    assert [write(client, inquiry, token=token).status_code for _time in range(3)] == [422] * 3
    assert [write(client, inquiry, token=token, body=f"Other {n}").status_code for n in range(2)] == [422] * 2
    assert Message.objects.count() == 30


def test_the_other_language_keeps_the_message_and_its_file(client, park_a, lin):
    inquiry = submission.submit(answers.submission(park_a)).inquiry
    here = body(client.get(address(inquiry)))
    switch = rf'form="write-cbtc" formaction="{address(inquiry, language="zh-hans")}" formnovalidate name="show"'
    assert re.search(switch, here)
    typed = {"token": answers.token("message"), "case": "cbtc", "body": "Half a", "show": "language"}
    response = client.post(address(inquiry, language="zh-hans"), {**typed, "files": answers.pdf()})
    assert response.status_code == 200 and "Half a" in body(response) and "plan.pdf" in body(response)
    assert '<html lang="zh-Hans">' in body(response) and 'id="problems"' not in body(response)
    assert not Message.objects.exists()


def test_an_answer_ends_the_waiting(client, inquiry, lin):
    case = inquiry.cases.get(park__slug="cbtc")
    Case.objects.filter(pk=case.pk).update(awaiting_enterprise_since=timezone.now(), awaiting_question="How much?")
    write(client, inquiry)
    case.refresh_from_db()
    assert case.awaiting_enterprise_since is None


# --- The secret ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["", "receipt/"])
def test_a_wrong_secret_and_an_unknown_reference_look_the_same(client, inquiry, tail):
    wrong = client.get(f"/en/inquiry/{inquiry.reference}/{'A' * 32}/{tail}")
    unknown = client.get(f"/en/inquiry/PB-2026-999999/{inquiry.secret}/{tail}")
    odd = client.get(f"/en/inquiry/%F0%9F%98%80%00/{inquiry.secret}/{tail}")
    assert wrong.status_code == unknown.status_code == odd.status_code == 404
    for one in (wrong, unknown, odd):
        assert "No inquiry has this reference and this access code" in body(one)
    keep = ("Cache-Control", "Referrer-Policy", "X-Robots-Tag", "Content-Type")
    assert len({tuple(one.headers[name] for name in keep) for one in (wrong, unknown, odd)}) == 1

    def neutral(response):
        return re.sub(r'href="[^"]*inquiry/[^"]*"', "", body(response))

    assert neutral(wrong) == neutral(unknown)


def test_queries_tell_nothing_about_a_reference(client, inquiry, django_assert_num_queries):
    for path in (f"/en/inquiry/{inquiry.reference}/x/", f"/en/inquiry/PB-2026-999999/{inquiry.secret}/"):
        with django_assert_num_queries(1):
            client.get(path)


def test_private_pages_stay_private(client, inquiry):
    attachment = inquiry.attachments.get()
    for tail in ("", "receipt/", f"files/{attachment.uuid}/"):
        headers = client.get(address(inquiry, tail)).headers
        assert "no-store" in headers["Cache-Control"] and "noindex" in headers["X-Robots-Tag"]
        # The page with a form must say its own origin to itself, or the CSRF check fails; others learn nothing.
        assert headers["Referrer-Policy"] == ("same-origin" if tail == "" else "no-referrer")


def test_guessing_a_lot_is_slowed_down_but_the_right_link_still_opens(client, inquiry):
    answered = [client.get(f"/en/inquiry/{inquiry.reference}/{n}/").status_code for n in range(31)]
    assert answered == [404] * 30 + [429]
    assert client.get(address(inquiry)).status_code == 200


# --- Files ---------------------------------------------------------------------------------------


def test_a_file_comes_back_as_a_download_under_its_chinese_name(client, inquiry):
    response = client.get(address(inquiry, f"files/{inquiry.attachments.get().uuid}/"))
    assert b"".join(response.streaming_content) == answers.PDF
    assert response.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E6%96%B9%E6%A1%88.pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/pdf"


def test_files_of_others_do_not_open(client, inquiry, park_a):
    other = submission.submit(answers.submission(park_a, key="other", files=[check_upload(answers.pdf())])).inquiry
    case = other.cases.get()
    conversation.write(case, body="", files=[check_upload(answers.pdf())], language="en", key="m")
    for attachment in Attachment.objects.exclude(inquiry=inquiry):
        assert client.get(address(inquiry, f"files/{attachment.uuid}/")).status_code == 404
        assert client.get(address(other, f"files/{attachment.uuid}/")).status_code == 200


# --- Lookup --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["{0}", " {0} ", "lower", "wide"])
def test_reference_and_code_open_the_progress_page(client, inquiry, shape):
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    reference, code = inquiry.reference, inquiry.secret
    if shape == "lower":
        reference = reference.lower()
    elif shape == "wide":
        reference, code = reference.translate(wide), code.translate(wide)
    else:
        reference, code = shape.format(reference), shape.format(code)
    response = client.post("/en/inquiry/find/", {"reference": reference, "code": code})
    assert response.status_code == 302 and response.url == address(inquiry)


def test_lookup_says_the_same_whatever_is_wrong(client, inquiry):
    pages = []
    for reference, code in ((inquiry.reference, "wrong"), ("PB-2026-999999", inquiry.secret)):
        response = client.post("/zh-hans/inquiry/find/", {"reference": reference, "code": code})
        assert response.status_code == 404 and "没有与该编号和查询码相符的咨询" in body(response)
        assert f'value="{code}"' in body(response)
        text = body(response).replace(reference, "R").replace(code, "C")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text))
    assert pages[0] == pages[1]


def test_lookup_keeps_what_was_typed_in_the_other_language(client, inquiry):
    page = "/zh-hans/inquiry/find/"
    assert f'form="lookup-form" formaction="{page}"' in body(client.get("/en/inquiry/find/"))
    response = client.post(page, {"reference": inquiry.reference, "code": inquiry.secret[:9], "show": "language"})
    assert response.status_code == 200 and 'id="problems"' not in body(response)
    assert f'value="{inquiry.reference}"' in body(response) and f'value="{inquiry.secret[:9]}"' in body(response)


def test_lookup_asks_for_both_and_survives_nonsense(client, db):
    response = client.post("/en/inquiry/find/", {"reference": "", "code": "x" * 100_000})
    assert response.status_code == 422
    assert "Enter the reference." in body(response) and "Please shorten this" in body(response)
    assert client.get("/zh-hans/inquiry/find/").status_code == 200


def test_progress_after_a_year_still_opens(client, inquiry):
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert client.get(address(inquiry)).status_code == 200
