"""What the case page says."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise
from inquiries.models import Attachment, Case, Consent, Message, Note
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def mail(about, **fields):
    number = OutgoingEmail.objects.count()
    values = {"event": "message", "audience": "enquirer", "to": "anna@optics.example.org", "language": "en"}
    return OutgoingEmail.objects.create(**{**values, "about": about, "message_id": f"<{number}@test>", **fields})


def test_who_what_and_where_it_stands_in_both_languages(signed_in, page):
    english, chinese = text(page("en")), text(page("zh-hans"))
    for words in ("Walloon Optics", "Anna Peeters", "anna@optics.example.org", "We need a small office."):
        assert words in english
        assert words in chinese
    assert "working hours left" in english
    assert "个工作小时" in chinese
    assert "Missing for “Accepted”" in english
    assert "进入“已受理”还缺少" in chinese


def test_each_missing_thing_links_to_the_field_that_asks_for_it(signed_in, page):
    body = text(page())
    for anchor in ("id_assign-owner", "id_qualification-duplicate_answer"):
        assert f'href="#{anchor}"' in body
        assert f'id="{anchor}"' in body


@pytest.mark.parametrize(
    "stage", ["accepted", "contacted", "visiting", "proposal", "negotiating", "admitted", "signed"]
)
def test_every_gap_of_every_stage_has_a_field_on_the_page(signed_in, page, case, stage):
    Case.objects.filter(pk=case.pk).update(stage=stage)
    response = page()
    body = text(response)
    assert response.context["gaps"]
    for gap in response.context["gaps"]:
        assert f'id="{gap.anchor}"' in body, gap


def test_the_page_writes_nothing_itself(signed_in, case):
    assert signed_in.post(reverse("admin:inquiries_case_change", args=[case.pk])).status_code == 405


def test_the_timeline_merges_everything_newest_first(signed_in, page, case, lin):
    start = timezone.now()
    Message.objects.create(case=case, author="enterprise", body="First", language="en", created_at=start)
    Note.objects.create(case=case, user=lin, body="Second", created_at=start + datetime.timedelta(minutes=1))
    case.interactions.create(kind="call", summary="Third", happened_at=start + datetime.timedelta(minutes=2))
    mail(case.mail_reference, state="failed", attempts=3, last_error="recipient_refused: 550 no such user")
    body = text(page())
    assert body.index("Third") < body.index("Second") < body.index("First") < body.index("Inquiry received")
    assert "The mail server refused the recipient (550 no such user)" in body
    assert "3 attempts" in body
    assert "Failed" in body


def test_mails_of_other_cases_and_other_operators_stay_out(signed_in, page, case, park_b):
    other = transitions.open_cases(case.inquiry, [park_b], now=timezone.now())[0]
    mail(other.mail_reference, to="bao@parkb.example.org", audience="staff")
    mail(case.inquiry.mail_reference, to="somebody@platform.example.org", audience="platform")
    shared = mail(case.inquiry.mail_reference, event="inquiry_received")
    body = text(page())
    assert "bao@parkb" not in body
    assert "somebody@platform" not in body
    assert shared.to in body


def agree(inquiry, operator, recipient, text="…"):
    Consent.objects.create(
        inquiry=inquiry,
        operator=operator,
        purpose="answering",
        text=text,
        text_version="1",
        language="en",
        recipient=recipient,
        recipient_country="BE",
    )


def test_only_consents_given_to_this_operator_are_shown(signed_in, page, case, operator_a, operator_b):
    agree(case.inquiry, operator_a, operator_a.controller_name_en, "I agree that CBTC answers me.")
    agree(case.inquiry, operator_b, "Somebody else", "I agree that somebody else answers me.")
    assert [consent.recipient for consent in page().context["consents"]] == ["cbtc controller"]
    assert "I agree that CBTC answers me." in text(page())


def test_a_renamed_controller_keeps_its_consents_and_gets_nobody_elses(signed_in, page, case, operator_a, operator_b):
    agree(case.inquiry, operator_a, operator_a.controller_name_en)
    agree(case.inquiry, operator_b, "parkb controller")
    operator_a.controller_name_en = "parkb controller"
    operator_a.save()
    assert [consent.recipient for consent in page().context["consents"]] == ["cbtc controller"]


def test_spaces_of_another_park_stay_out(signed_in, page, case, park_a, park_b):
    transitions.open_cases(case.inquiry, [park_b], now=timezone.now())
    own, foreign = builders.make_space(park_a, "Own hall"), builders.make_space(park_b, "Foreign hall")
    case.inquiry.requirement.spaces.add(own, foreign)
    for address in (
        reverse("admin:inquiries_case_change", args=[case.pk]),
        reverse("admin:inquiries_inquiry_change", args=[case.inquiry_id]),
    ):
        body = text(signed_in.get(address))
        assert "Own hall" in body
        assert "Foreign hall" not in body


def test_a_company_that_looks_alike_is_pointed_out_within_the_scope(signed_in, page, case, park_a, park_b):
    twin = builders.make_case(park_a, enterprise=builders.make_enterprise(name_zh_hans="瓦隆光学"))
    hidden = builders.make_case(park_b, enterprise=builders.make_enterprise(name_zh_hans="秘密"))
    response = page()
    found = [hint.company for hint in response.context["duplicates"]]
    assert found == [twin.inquiry.enterprise]
    assert hidden.inquiry.enterprise not in found
    assert "same e-mail address · same name" in text(response)
    assert "邮箱相同 · 名称相同" in text(page("zh-hans"))
    assert Enterprise.objects.count() == 3


def test_files_come_as_downloads_of_this_case_only(signed_in, case, park_a, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    attachment = Attachment(inquiry=case.inquiry, name="计划.pdf", content_type="application/pdf", size=4, sha256="0")
    attachment.file.save("x", ContentFile(b"%PDF"), save=True)
    address = reverse("admin:inquiries_case_attachment", args=[case.pk, attachment.uuid])
    response = signed_in.get(address)
    assert b"".join(response) == b"%PDF"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    other = builders.make_case(park_a)
    assert (
        signed_in.get(reverse("admin:inquiries_case_attachment", args=[other.pk, attachment.uuid])).status_code == 404
    )
    attachment.file.delete(save=False)
    assert signed_in.get(address).status_code == 404


def test_hostile_words_are_printed_as_words(signed_in, page, case):
    Message.objects.create(case=case, author="enterprise", body="<script>alert(1)</script>", language="en")
    Enterprise.objects.update(name_en="<b>Bold & Co</b>", website="https://example.org/?a=1&b=<i>")
    body = text(page())
    assert "<script>alert(1)" not in body
    assert "<b>Bold" not in body
    assert "&lt;b&gt;Bold &amp; Co" in body


def test_an_ended_case_says_how_it_ended(signed_in, page, case):
    Case.objects.filter(pk=case.pk).update(stage="lost", lost_reason="price", end_note="Too dear")
    body = text(page())
    assert "This case has ended: Lost." in body
    assert "Too dear" in body


def test_the_number_of_queries_does_not_grow_with_the_timeline(signed_in, page, case, lin, django_assert_num_queries):
    page()

    def queries():
        with django_assert_num_queries(QUERIES) as seen:
            page()
        return len(seen)

    for length in (1, 3):
        for number in range(length):
            Note.objects.create(case=case, user=lin, body=f"{number}")
            Message.objects.create(case=case, author="staff", user=lin, body="x", language="en")
            mail(case.mail_reference)
        assert queries() == QUERIES


QUERIES = 40


@pytest.mark.parametrize("digits", [18, 19, 30, 4000, 5000])
@pytest.mark.parametrize("rest", ["change/", "note/", "history/"])
def test_a_number_that_is_no_case_is_not_found(signed_in, digits, rest):
    assert signed_in.get(f"/en/admin/inquiries/case/{'9' * digits}/{rest}").status_code in (302, 404)


def test_bao_finds_nothing_there(client, bao, case):
    client.force_login(bao)
    assert client.get(reverse("admin:inquiries_case_change", args=[case.pk])).status_code == 404


def test_an_editor_reads_no_cases(client, case, operator_a):
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    client.force_login(editor)
    assert client.get(reverse("admin:inquiries_case_change", args=[case.pk])).status_code == 404
    assert client.get(reverse("admin:inquiries_case_changelist")).status_code == 403
