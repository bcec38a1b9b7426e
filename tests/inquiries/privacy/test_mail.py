"""The mails about personal data, each in both languages; none says what the inquiry holds."""

import pytest
from django.utils import translation

from inquiries import mail
from inquiries.models import Inquiry
from inquiries.privacy import asking, withdrawing
from notifications.models import OutgoingEmail
from notifications.rendering import render
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
OTHER = {"en": "zh-hans", "zh-hans": "en"}
CONSENT = {"purpose": "answering", "text": "I agree", "recipient": "cbtc controller", "recipient_country": "BE"}


@pytest.fixture
def inquiry(park_a, lin):
    case = builders.make_case(park_a)
    case.inquiry.consents.create(operator=park_a.operator, language="en", text_version="1", **CONSENT)
    return case.inquiry


def written(event, language, who="enquirer"):
    """The words of the one mail of this event, rendered while the other language is active."""
    [row] = OutgoingEmail.objects.filter(event=event, audience=who)
    with translation.override(OTHER[language]):
        words = render(row)
    assert (row.language, words.warning) == (language, "")
    for personal in ("Anna", "optics", "Walloon", "office"):
        assert personal not in words.subject
    assert "small office" not in words.text
    return words


def reads(inquiry, language, lin=None):
    Inquiry.objects.update(contact_language=language)
    if lin:
        type(lin).objects.update(language=language)
    inquiry.refresh_from_db()
    translation.activate(OTHER[language])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", ["erase", "export"])
def test_a_code_stands_in_the_body_alone(inquiry, language, kind):
    reads(inquiry, language)
    asking.ask(inquiry, kind=kind)
    event = {"erase": "erasure_confirm", "export": "export_confirm"}[kind]
    code = OutgoingEmail.objects.get(event=event).context["code"]
    words = written(event, language)
    assert code in words.text and code in words.html and code not in words.subject
    assert inquiry.reference in words.subject
    assert inquiry.secret not in words.text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_both_sides_are_told_of_a_withdrawal_once(inquiry, lin, language):
    reads(inquiry, language, lin)
    withdrawing.withdraw(inquiry, purpose="answering", operator="cbtc")
    words = written("withdrawn_confirm", language)
    assert f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/data/" in words.text
    assert "cbtc controller" in words.text
    staff = written("consent_withdrawn", language, "staff")
    assert inquiry.reference in staff.subject
    for personal in ("Anna", "Walloon", "anna@"):
        assert personal not in staff.text + staff.html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("keeps_contract", [True, False])
def test_the_last_mail_says_what_stays(inquiry, language, keeps_contract):
    reads(inquiry, language)
    [letter] = mail.erasure_done(inquiry, keeps_contract=keeps_contract)
    words = render(
        OutgoingEmail(event=letter.event, language=letter.language, audience="enquirer", context=letter.context)
    )
    assert letter.language == language and letter.about == ""
    assert words.warning == "" and inquiry.reference in words.subject
