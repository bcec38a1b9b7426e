"""Colleagues: who may invite, which link works for whom, and that an owner always stays."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from enterprises import companies, joining
from enterprises.companies import Answers
from enterprises.models import Invitation, Member
from notifications.models import OutgoingEmail
from notifications.rendering import render
from tests.accounts.codes import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(anna):
    return companies.found(anna, Answers(country="BE", name_en="Walloon Optics", name_zh_hans="瓦隆光学"))


@pytest.fixture
def page(company):
    return f"/en/account/company/{company.uuid}/people/"


def invite(client, page, email="piet@optics.example.org", language="en"):
    return client.post(page, {"do": "invite", "email": email, "language": language})


def join(company, user, role="member"):
    return Member.objects.create(company=company, user=user, role=role)


def test_an_owner_invites_and_the_colleague_joins_with_the_own_address(hers, anna, piet, page, company, client):
    assert invite(hers, page, "Piet@Optics.example.org").status_code == 302
    mail, invitation = OutgoingEmail.objects.get(), Invitation.objects.get()
    assert (mail.event, mail.to, mail.context["by"]) == ("colleague_invitation", "piet@optics.example.org", anna.name)
    link = f"/en/account/invitations/{invitation.uuid}/"
    assert mail.context["invitation_url"] == f"http://testserver{link}"
    assert client.get(link)["Location"].startswith("/en/account/sign-in/?next=")
    assert enter(client, piet.email, next=link)["Location"] == link
    assert "Anna Peeters invites you" in client.get(link).content.decode()
    assert not Member.objects.filter(user=piet).exists()
    assert client.post(link)["Location"] == "/en/account/"
    assert list(Member.objects.values_list("user", "role")) == [(anna.pk, "owner"), (piet.pk, "member")]
    assert client.post(link).status_code == 410
    assert list(AuditEntry.objects.filter(action__in=["invited", "joined"]).values_list("action", "actor")) == [
        ("joined", piet.pk),
        ("invited", anna.pk),
    ]


def test_the_link_opens_nothing_for_another_address(hers, anna, page, company):
    invite(hers, page)
    link = f"/en/account/invitations/{Invitation.objects.get().uuid}/"
    for answer in (hers.get(link), hers.post(link)):
        assert answer.status_code == 404
        assert "Walloon Optics" not in answer.content.decode()
    with pytest.raises(joining.Gone):
        joining.accept(Invitation.objects.get(), user=anna)


def test_inviting_again_sends_a_new_link_and_the_old_one_dies(hers, his, page):
    invite(hers, page)
    first = Invitation.objects.get().uuid
    invite(hers, page, language="zh-hans")
    second = Invitation.objects.get()
    assert OutgoingEmail.objects.count() == 2
    assert (second.language, second.uuid == first) == ("zh-hans", False)
    assert his.get(f"/en/account/invitations/{first}/").status_code == 404
    assert his.get(f"/en/account/invitations/{second.uuid}/").status_code == 200


def test_a_withdrawn_or_old_invitation_is_over(hers, his, piet, page):
    invite(hers, page)
    invitation = Invitation.objects.get()
    later = timezone.now() + datetime.timedelta(days=15)
    with time_machine.travel(later, tick=False), pytest.raises(joining.Gone):
        joining.accept(invitation, user=piet)
    hers.post(page, {"do": "withdraw", "id": invitation.pk})
    assert his.post(f"/en/account/invitations/{invitation.uuid}/").status_code == 410
    assert Member.objects.count() == 1


def test_a_member_neither_invites_nor_removes(hers, his, anna, piet, page, company):
    join(company, piet)
    owner = Member.objects.get(user=anna)
    assert invite(his, page, "third@optics.example.org").status_code == 422
    for do in ("remove", "member", "owner"):
        answer = his.post(page, {"do": do, "id": owner.pk})
        assert answer.status_code == 422
        assert "Only an owner of the company may do this." in answer.content.decode()
    assert (Member.objects.count(), Invitation.objects.count()) == (2, 0)
    assert "Invite a colleague" not in his.get(page).content.decode()


def test_a_member_may_leave_and_an_owner_remove_a_member(hers, his, anna, piet, page, company):
    join(company, piet)
    assert his.post(page, {"do": "leave"})["Location"] == "/en/account/"
    again = join(company, piet)
    assert hers.post(page, {"do": "remove", "id": again.pk}).status_code == 302
    assert hers.post(page, {"do": "remove", "id": again.pk}).status_code == 302
    assert list(Member.objects.values_list("user", flat=True)) == [anna.pk]
    assert AuditEntry.objects.filter(action="left").count() == 2


def test_the_last_owner_cannot_leave_before_handing_over(hers, anna, piet, page, company):
    mine, his = Member.objects.get(), join(company, piet)
    for do in ("leave", "member"):
        answer = hers.post(page, {"do": do, "id": mine.pk})
        assert answer.status_code == 422
        assert "You are the only owner." in answer.content.decode()
    hers.post(page, {"do": "owner", "id": his.pk})
    assert hers.post(page, {"do": "leave"})["Location"] == "/en/account/"
    assert list(Member.objects.values_list("user", "role")) == [(piet.pk, "owner")]


def test_ids_of_another_company_do_nothing(hers, piet, page):
    other = companies.found(piet, Answers(country="CN", name_en="Other"))
    theirs = Member.objects.get(company=other)
    for do in ("remove", "member", "withdraw"):
        hers.post(page, {"do": do, "id": theirs.pk})
    theirs.refresh_from_db()
    assert theirs.role == "owner"


def test_members_are_not_invited_again(hers, page, anna):
    answer = invite(hers, page, anna.email)
    assert answer.status_code == 422
    assert "Somebody with this address is a member already." in answer.content.decode()


def test_fifty_people_are_enough(company, anna, monkeypatch):
    monkeypatch.setattr(joining, "MOST_MEMBERS", 2)
    joining.invite(company, email="a@example.org", language="en", by=anna)
    joining.invite(company, email="a@example.org", language="en", by=anna)
    with pytest.raises(ValidationError):
        joining.invite(company, email="b@example.org", language="en", by=anna)


def test_the_database_keeps_each_membership_once(company, anna):
    with pytest.raises(IntegrityError), transaction.atomic():
        join(company, anna)


def test_old_invitations_are_erased(company, anna):
    joining.invite(company, email="a@example.org", language="en", by=anna)
    now = timezone.now()
    assert joining.erase_due(now + datetime.timedelta(days=43)) == 0
    assert joining.erase_due(now + datetime.timedelta(days=45)) == 1


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        ("en", "Join Walloon Optics on Parkbridge", "Anna Peeters invites you to look after the inquiries"),
        ("zh-hans", "邀请您加入“瓦隆光学”的园桥账户", "Anna Peeters 邀请您一起处理“瓦隆光学”"),
    ],
)
def test_the_invitation_is_mailed_in_both_languages(company, anna, language, subject, text):
    joining.invite(company, email="a@example.org", language=language, by=anna)
    words = render(OutgoingEmail.objects.get())
    assert (words.warning, words.subject) == ("", subject)
    assert text in words.text
