"""What is kept about the enterprise: seen, withdrawn, taken along, erased, behind reference and secret."""

import io
import json
import zipfile

import pytest

from accounts.access import CODE_BACKEND
from accounts.models import AuditEntry, User
from common.uploads import check_upload
from inquiries import submission
from inquiries.models import Case, Inquiry, PrivacyRequest
from notifications.models import OutgoingEmail
from tests.inquiries import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(park_a, park_b, lin, bao, media):
    return submission.submit(answers.submission(park_a, park_b, files=[check_upload(answers.pdf("方案.pdf"))])).inquiry


def address(inquiry, tail="", language="en", door=None):
    return f"/{language}/inquiry/{inquiry.reference}/{door or inquiry.secret}/data/{tail}"


def sent_code():
    return OutgoingEmail.objects.filter(event__in=("erasure_confirm", "export_confirm")).latest("pk").context["code"]


@pytest.mark.parametrize(
    ("language", "heading", "button"), [("en", "What is kept about you", "Withdraw"), ("zh-hans", "", "")]
)
def test_the_page_shows_all_of_it(client, inquiry, language, heading, button):
    page = client.get(address(inquiry, language=language))
    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    for consent in inquiry.consents.all():
        assert consent.recipient in text and consent.text.split("%")[0][:40] in text
    for said in (inquiry.contact_name, inquiry.contact_email, inquiry.message, "方案.pdf", heading, button):
        assert said in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_message_and_for_three(client, inquiry, django_assert_num_queries, rows):
    for number in range(rows):
        inquiry.cases.first().messages.create(author="enterprise", body=f"hello {number}", language="en")
    client.get(address(inquiry))
    with django_assert_num_queries(26):
        client.get(address(inquiry))


def test_withdrawing_asks_first_and_then_does_it(client, inquiry):
    page = client.get(address(inquiry, "withdraw/answering/parkb/"))
    assert "parkb park" in page.content.decode()
    assert Case.objects.get(park__slug="parkb").stage == "new"
    done = client.post(address(inquiry, "withdraw/answering/parkb/"))
    assert (done.status_code, done.headers["Location"]) == (302, f"{address(inquiry)}#consents")
    assert Case.objects.get(park__slug="parkb").stage == "withdrawn"
    again = client.post(address(inquiry, "withdraw/answering/parkb/"))
    assert (again.status_code, PrivacyRequest.objects.count()) == (302, 1)


@pytest.mark.parametrize("tail", ["withdraw/answering/nobody/", "withdraw/listing/cbtc/", "withdraw/story/none/"])
def test_what_was_never_agreed_leads_back(client, inquiry, tail):
    assert client.get(address(inquiry, tail)).status_code == 302


def test_an_unknown_purpose_and_a_wrong_secret_open_nothing(client, inquiry):
    assert client.get(address(inquiry, "withdraw/anything/cbtc/")).status_code == 404
    assert client.get(address(inquiry, door="wrong")).status_code == 404


def test_a_copy_needs_the_mailed_code(client, inquiry):
    asked = client.post(address(inquiry, "copy/"), {"do": "ask"})
    assert asked.status_code == 302
    page = client.get(asked.headers["Location"])
    assert "Code from the mail" in page.content.decode()
    wrong = client.post(address(inquiry, "copy/"), {"do": "code", "code": "000"})
    assert wrong.status_code == 422 and 'value="000"' in wrong.content.decode()
    copy = client.post(address(inquiry, "copy/"), {"do": "code", "code": sent_code()})
    assert (copy.status_code, copy.headers["Content-Type"]) == (200, "application/zip")
    assert copy.headers["Content-Disposition"] == f'attachment; filename="{inquiry.reference}.zip"'
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(copy)))
    assert sorted(bundle.namelist()) == ["data.json", "files/001-方案.pdf"]
    data = json.loads(bundle.read("data.json"))
    assert data["inquiry"]["contact_name"] == inquiry.contact_name
    assert data["inquiry"]["language"] == {"code": "en", "label": "English"}
    assert {row["purpose"]["code"] for row in data["consents"]} >= {"answering"}
    assert inquiry.secret not in bundle.read("data.json").decode()
    assert AuditEntry.objects.filter(action="exported").count() == 1


def test_a_code_works_once(client, inquiry):
    client.post(address(inquiry, "copy/"), {"do": "ask"})
    code = sent_code()
    assert client.post(address(inquiry, "copy/"), {"do": "code", "code": code}).status_code == 200
    assert client.post(address(inquiry, "copy/"), {"do": "code", "code": code}).status_code == 422


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_erasing_with_the_code_leaves_one_sentence(client, inquiry, language):
    client.post(address(inquiry, "erase/", language), {"do": "ask", "everything": "yes"})
    assert PrivacyRequest.objects.get().everything is True
    done = client.post(address(inquiry, "erase/", language), {"do": "code", "code": sent_code()})
    assert done.status_code == 410
    assert Inquiry.objects.get(pk=inquiry.pk).contact_name == ""
    for path in (address(inquiry), f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/"):
        page = client.get(path)
        assert page.status_code == 410
        assert (
            inquiry.reference
            not in page.content.decode().replace(inquiry.secret, "").split("<main")[-1].split("</main")[0]
        )


def test_the_contact_who_is_signed_in_needs_no_code_and_a_colleague_does(client, inquiry):
    anna = User.objects.create_user(inquiry.contact_email)
    client.force_login(anna, backend=CODE_BACKEND)
    assert client.post(address(inquiry, "copy/", door="mine"), {"do": "now"}).status_code == 200
    ben = User.objects.create_user("ben@optics.example.org")
    ben.added_inquiries.create(inquiry=inquiry)
    client.force_login(ben, backend=CODE_BACKEND)
    assert client.post(address(inquiry, "copy/", door="mine"), {"do": "now"}).status_code == 422
    assert client.post(address(inquiry, "erase/", door="mine"), {"do": "now"}).status_code == 422
    assert Inquiry.objects.get(pk=inquiry.pk).erased_at is None


def test_without_an_address_nothing_is_mailed_and_the_page_says_who_helps(client, inquiry):
    Inquiry.objects.filter(pk=inquiry.pk).update(contact_email="", contact_phone="+32470000000")
    before = OutgoingEmail.objects.count()
    page = client.post(address(inquiry, "erase/"), {"do": "ask"})
    assert (page.status_code, OutgoingEmail.objects.count()) == (200, before)
    assert "names no e-mail address" in page.content.decode()


def test_six_codes_a_day_are_too_many(client, inquiry):
    for _turn in range(5):
        assert client.post(address(inquiry, "copy/"), {"do": "ask"}).status_code == 302
    assert client.post(address(inquiry, "copy/"), {"do": "ask"}).status_code == 429
