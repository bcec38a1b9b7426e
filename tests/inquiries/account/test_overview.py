"""The account: whose inquiries it shows, what each asks for, and that no page names a secret."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises import companies
from enterprises.companies import Answers
from enterprises.models import Member
from inquiries import belonging, drafting, submission
from inquiries.models import AddedInquiry, CheckIn, Draft, Inquiry, Proposal
from inquiries.workflow import routing
from tests.accounts.codes import make_anna
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db
PAGE = "/en/account/"


def text(response):
    return response.content.decode()


def references(response):
    return [row.inquiry.reference for row in response.context["rows"]]


def test_signed_out_one_signs_in_first_and_comes_back(client):
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (302, "/en/account/sign-in/?next=%2Fen%2Faccount%2F")
    assert answer["Cache-Control"] == "private, no-store"


def test_staff_are_told_that_it_is_not_their_place(client, lin):
    client.force_login(lin)
    assert client.get(PAGE).status_code == 403


def test_every_inquiry_of_the_proved_address_whatever_its_case(hers, park_a):
    mine = builders.make_case(park_a, contact_email="Anna@Optics.example.org").inquiry
    builders.make_case(park_a, contact_email="someone@else.example.org")
    page = hers.get(PAGE)
    assert references(page) == [mine.reference]
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")


def test_stage_and_what_is_asked_of_the_enterprise(hers, park_a, lin):
    case = builders.make_case(park_a)
    page = text(hers.get(PAGE))
    assert "cbtc park" in page and "Received" in page and "The park answers by" in page
    case.awaiting_enterprise_since, case.awaiting_question = timezone.now(), "Which floor?"
    case.save()
    assert "The park waits for your answer" in text(hers.get(PAGE))
    case.awaiting_enterprise_since = None
    case.save()
    Proposal.objects.create(case=case, valid_until=datetime.date(2099, 1, 1), sent_at=timezone.now())
    page = text(hers.get(PAGE))
    assert "A proposal waits for your answer." in page
    assert f"/en/inquiry/{case.inquiry.reference}/mine/cbtc/proposals/1/" in page


def test_an_inquiry_at_the_platforms_desk_says_where_it_stands(hers, park_a, park_b, wei):
    desk = builders.make_routing()
    page = hers.get(PAGE)
    [row] = page.context["rows"]
    assert (row.desk, row.waiting, row.is_over) == (desk, 0, False)
    assert "Looking for parks" in text(page) and "Answers by" in text(page)
    routing.propose(desk, parks=[park_a, park_b], reason="", actor=wei)
    page = text(hers.get(PAGE))
    assert "2 parks wait for your consent" in page
    assert f"/en/inquiry/{desk.inquiry.reference}/mine/desk/" in page
    routing.end(desk, reason="no_match", note="", actor=wei)
    assert hers.get(PAGE).context["rows"][0].is_over is True


def test_sent_to_the_desk_while_signed_in_it_is_in_the_account(hers, anna):
    desk = builders.make_desk()
    contact = submission.Contact(name="Anna", language="en", phone="+3281000000")
    ticks = frozenset(text.value for text in submission.consents.for_desk(desk, "BE", "en"))
    sent = submission.submit(answers.submission(desk=desk, ticks=ticks, contact=contact, sender=anna)).inquiry
    assert references(hers.get(PAGE)) == [sent.reference]


def test_visits_ahead_are_linked(hers, park_a):
    case = builders.make_case(park_a)
    agreed = {"state": "confirmed", "online_url": builders.MEETING}
    visit = builders.make_visit(case, starts_at=timezone.now() + datetime.timedelta(days=2), **agreed)
    builders.make_visit(case, starts_at=timezone.now() - datetime.timedelta(days=2), **agreed)
    [row] = hers.get(PAGE).context["rows"]
    assert row.parts[0].visits == [visit]
    assert hers.get(f"/en/inquiry/{case.inquiry.reference}/mine/visit/{visit.uid}/").status_code == 200


def test_drafts_of_the_address_and_those_begun_while_signed_in(hers, anna):
    begun = drafting.start(uuid.uuid4(), "en", "need", owner=anna)
    mailed = drafting.start(uuid.uuid4(), "en", "need")
    drafting.send_link(mailed, "Anna@optics.example.org", remind=False)
    drafting.start(uuid.uuid4(), "en", "need")
    shown = {draft.pk for draft, _day in hers.get(PAGE).context["drafts"]}
    assert shown == {begun.pk, mailed.pk}
    Draft.objects.update(saved_at=timezone.now() - datetime.timedelta(days=31))
    assert hers.get(PAGE).context["drafts"] == []


@pytest.mark.parametrize("page", ["", "receipt/", "visit/"])
def test_no_page_of_an_account_names_the_secret(hers, park_a, page):
    inquiry = builders.make_case(park_a).inquiry
    answer = hers.get(f"/en/inquiry/{inquiry.reference}/mine/{page}")
    assert answer.status_code == 200
    assert inquiry.secret not in text(answer)
    assert inquiry.secret not in text(hers.get(PAGE))


@pytest.mark.parametrize("page", ["cbtc/proposals/1/", "cbtc/hold/"])
def test_nor_do_the_pages_of_dealings(hers, park_a, page):
    case = builders.make_case(park_a)
    builders.Case.objects.update(stage="contacted")
    Proposal.objects.create(case=case, valid_until=datetime.date(2099, 1, 1), sent_at=timezone.now())
    answer = hers.get(f"/en/inquiry/{case.inquiry.reference}/mine/{page}")
    assert answer.status_code == 200
    assert case.inquiry.secret not in text(answer)


def test_who_only_looks_alike_finds_nothing_of_hers(sign_in, park_a):
    """The dotless i of another domain, which PostgreSQL upper-cases to I."""
    inquiry = builders.make_case(park_a).inquiry
    drafting.send_link(drafting.start(uuid.uuid4(), "en", "need"), "anna@optics.example.org", remind=False)
    page = sign_in(make_anna("anna@optıcs.example.org")).get(PAGE)
    assert (references(page), page.context["drafts"]) == ([], [])
    other = sign_in(make_anna("anna@opt_cs.example.org"))
    assert other.get(f"/en/inquiry/{inquiry.reference}/mine/").status_code == 404


@pytest.mark.parametrize("page", ["cbtc/services/", "cbtc/services/ask/", "services/{number}/", "cbtc/check-in/3/"])
def test_nor_do_those_of_the_service_desk(hers, park_a, lin, page):
    case = builders.make_settled(park_a, lin)
    row = builders.make_service_request(case)
    CheckIn.objects.create(settlement=case.settlement, month=3, due_on=datetime.date(2026, 2, 1))
    address = f"/en/inquiry/{case.inquiry.reference}/mine/{page.format(number=row.number)}"
    for answer in (hers.get(address), hers.post(address, {"show": "1"})):
        assert case.inquiry.secret not in text(answer)
    assert hers.get(address).status_code == 200


def test_the_secret_is_no_door_for_others_and_mine_none_for_strangers(client, his, park_a):
    inquiry = builders.make_case(park_a).inquiry
    page = f"/en/inquiry/{inquiry.reference}/mine/"
    assert client.get(page)["Location"].startswith("/en/account/sign-in/?next=")
    assert his.get(page).status_code == 404
    assert his.post(page, {"case": "cbtc", "body": "hello"}).status_code == 404


def test_a_message_written_there_reaches_the_park_and_mails_keep_the_contacts_link(hers, park_a, lin):
    case = builders.make_case(park_a)
    page = f"/en/inquiry/{case.inquiry.reference}/mine/"
    from tests.inquiries import answers

    answer = hers.post(page, {"token": answers.token("message"), "case": "cbtc", "body": "Hello"})
    assert answer["Location"] == f"{page}#cbtc"
    assert [message.body for message in case.messages.all()] == ["Hello"]


def test_an_inquiry_with_a_phone_alone_is_added_by_its_secret_link(hers, anna, park_a):
    inquiry = builders.make_case(park_a, contact_email="", contact_phone="+3281000000").inquiry
    secret = f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/"
    assert references(hers.get(PAGE)) == []
    assert "Add to my account" in text(hers.get(secret))
    assert hers.post(f"{secret}keep/")["Location"] == PAGE
    assert hers.post(f"{secret}keep/").status_code == 302
    assert AddedInquiry.objects.count() == 1
    assert references(hers.get(PAGE)) == [inquiry.reference]
    assert "Add to my account" not in text(hers.get(secret))


def test_signed_out_one_signs_in_and_is_back_on_the_page_whose_address_stood_in_no_link(client, park_a):
    from tests.accounts.codes import enter

    inquiry = builders.make_case(park_a, contact_email="", contact_phone="+3281000000").inquiry
    secret = f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/"
    asked = client.post(f"{secret}keep/")
    assert asked["Location"] == reverse("accounts:sign_in")
    assert enter(client)["Location"] == secret


def test_keeping_needs_the_secret(hers, park_a):
    inquiry = builders.make_case(park_a, contact_email="", contact_phone="+3281000000").inquiry
    assert hers.post(f"/en/inquiry/{inquiry.reference}/wrong/keep/").status_code == 404
    assert hers.post(f"/en/inquiry/{inquiry.reference}/mine/keep/").status_code == 404
    assert not AddedInquiry.objects.exists()


def test_colleagues_see_the_companys_inquiries_until_they_leave(hers, his, anna, piet, park_a):
    inquiry = builders.make_case(park_a).inquiry
    builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="Another Company"))
    company = companies.found(anna, Answers(country="BE", name_en="Walloon Optics"), belonging.descriptions(anna))
    assert references(his.get(PAGE)) == []
    membership = Member.objects.create(company=company, user=piet, role="member")
    assert references(his.get(PAGE)) == [inquiry.reference]
    assert his.get(f"/en/inquiry/{inquiry.reference}/mine/").status_code == 200
    membership.delete()
    assert his.get(f"/en/inquiry/{inquiry.reference}/mine/").status_code == 404


def test_a_colleague_keeps_nothing_for_the_time_after_leaving(his, anna, piet, park_a):
    inquiry = builders.make_case(park_a).inquiry
    company = companies.found(anna, Answers(country="BE", name_en="Walloon Optics"), belonging.descriptions(anna))
    membership = Member.objects.create(company=company, user=piet, role="member")
    assert his.post(f"/en/inquiry/{inquiry.reference}/mine/keep/")["Location"] == PAGE
    membership.delete()
    assert references(his.get(PAGE)) == []
    assert his.get(f"/en/inquiry/{inquiry.reference}/mine/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_account(hers, park_a, park_b, django_assert_num_queries, count):
    for _number in range(count):
        inquiry = builders.make_inquiry()
        for case in builders.transitions.open_cases(inquiry, [park_a, park_b], now=timezone.now()):
            builders.make_visit(case)
            Proposal.objects.create(case=case, valid_until=datetime.date(2099, 1, 1), sent_at=timezone.now())
    with django_assert_num_queries(9):
        assert len(hers.get(PAGE).context["rows"]) == count
    assert Inquiry.objects.count() == count
