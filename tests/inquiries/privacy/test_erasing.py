"""Erasing: nothing of the person is left in any table or file, the statistics are."""

import datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import may_enter_by_code
from accounts.models import AuditEntry, SignInCode, User
from enterprises.models import CompanyProfile, Enterprise, Story, Subscription, Tenancy
from inquiries import chores
from inquiries.models import Case, Draft, Inquiry, PrivacyRequest, SpaceHold, StageChange
from inquiries.privacy import asking, erasing, retention
from notifications.models import OutgoingEmail
from notifications.outbox import NOBODY
from parks import inviting, reviewing, revising
from parks.enums import SeatRole
from parks.models import InvitedSeat, Registration, Revision, TextSource
from tests.inquiries import builders
from tests.inquiries.privacy import scene
from tests.inquiries.privacy.test_registry import APPS
from tests.parks.invited import newest_secret

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(park_a, park_b, lin, bao, media):
    return scene.everything(park_a, park_b, lin)


def traces():
    """Every value in every table of ours that still names Anna, the last mail to her aside."""
    found = []
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            rows = model._base_manager.all()
            if model is OutgoingEmail:
                rows = rows.exclude(event="erasure_done")
            for row in rows.values():
                said = [f"{model._meta.label}.{name}={value}" for name, value in row.items()]
                found += [line for line in said if "zqxmark" in line.lower() or "203.0.113" in line or "470999" in line]
    return found


def test_nothing_of_the_person_is_left_in_any_table(inquiry):
    assert len(traces()) > 60
    assert erasing.erase(inquiry, actor=None) is True
    assert traces() == []


def test_files_go_once_the_erasure_is_certain(inquiry, media, django_capture_on_commit_callbacks):
    assert len(media()) == 4 and len(media("incoming")) == 1
    with django_capture_on_commit_callbacks() as callbacks:
        erasing.erase(inquiry, actor=None)
        assert len(media()) == 4
    for callback in callbacks:
        callback()
    assert media() == [] and media("incoming") == []


def test_statistics_stay(inquiry):
    case = inquiry.cases.get(park__slug="cbtc")
    before = list(StageChange.objects.filter(case=case).values_list("from_stage", "to_stage", "at"))
    erasing.erase(inquiry, actor=None)
    case.refresh_from_db()
    row = Inquiry.objects.get(pk=inquiry.pk)
    assert (case.stage, case.park.slug, row.mode.code, row.language) == (
        "withdrawn",
        "cbtc",
        "office_lease",
        "en",
    )
    assert (str(row.enterprise.country), str(row.enterprise), row.requirement.area_min) == ("BE", "（已删除）", 300)
    after = list(StageChange.objects.filter(case=case).values_list("from_stage", "to_stage", "at"))
    assert after[:-1] == before and after[-1][:2] == ("new", "withdrawn")
    assert SpaceHold.objects.get().state == "released"
    assert row.consents.count() == 3


def test_the_account_goes_with_the_last_inquiry_and_stays_with_another(inquiry, park_a):
    other = builders.make_inquiry(contact_email=scene.EMAIL.upper())
    erasing.erase(inquiry, actor=None)
    assert User.objects.filter(email=scene.EMAIL).exists()
    assert SignInCode.objects.filter(email=scene.EMAIL).exists()
    erasing.erase(other, actor=None)
    assert not User.objects.filter(email=scene.EMAIL).exists()
    assert (CompanyProfile.objects.count(), Draft.objects.count(), SignInCode.objects.count()) == (0, 0, 0)


def test_of_somebody_with_a_seat_the_enterprises_side_alone_goes(inquiry, operator_a, wei):
    inviting.invite(operator_a, scene.EMAIL, SeatRole.OFFICER, actor=wei)
    inviting.accept(newest_secret(), "another horse battery staple")
    offered = inviting.invite(operator_a, scene.EMAIL, SeatRole.MANAGER, actor=wei)
    user = User.objects.get(email=scene.EMAIL)
    assert user.companies.exists() and may_enter_by_code(user)
    erasing.erase(inquiry, actor=None)
    user = User.objects.get(email=scene.EMAIL)
    assert (user.is_staff, user.enters_by_code, user.guest_mark) == (True, False, "")
    assert user.seat_roles == {SeatRole.OFFICER} and not may_enter_by_code(user)
    assert not user.companies.exists() and not user.added_inquiries.exists()
    assert CompanyProfile.objects.count() == 0
    assert not InvitedSeat.objects.filter(pk=offered.pk).exists()


def test_registrations_and_subscriptions_go_only_when_asked_for(inquiry, park_a):
    scene.also_elsewhere(park_a)
    erasing.erase(inquiry, actor=None)
    assert (Registration.objects.count(), Subscription.objects.count()) == (1, 1)
    again = builders.make_inquiry(contact_email=scene.EMAIL)
    erasing.erase(again, actor=None, everything=True)
    assert (Registration.objects.count(), Subscription.objects.count()) == (0, 0)
    assert not User.objects.filter(email=scene.EMAIL).exists()


def test_the_company_is_not_named_in_public_any_more(inquiry):
    story = Story.objects.get()
    revising.keep(story, "found", actor=None)
    reviewing.edited(story, {"company_en": "Former name"})
    erasing.erase(inquiry, actor=None)
    assert Tenancy.objects.get().consent_on is None
    story.refresh_from_db()
    assert (story.consent_on, story.company_en, story.enterprise) == (None, "", None)
    assert not Revision.objects.exists() and not TextSource.objects.exists()


def test_a_signed_contract_keeps_its_number_and_the_company_until_its_time_is_over(inquiry, lin):
    case = inquiry.cases.get(park__slug="cbtc")
    Case.objects.filter(pk=case.pk).update(stage="settled")
    erasing.erase(inquiry, actor=None)
    case.refresh_from_db()
    assert (case.stage, case.settlement.contract_number) == ("settled", "C-77")
    assert Enterprise.objects.get().name_en == "Zqxmark Optics"
    assert Inquiry.objects.get(pk=inquiry.pk).contact_name == ""
    Tenancy.objects.update(until=datetime.date(2026, 1, 1))
    inquiry.cases.exclude(pk=case.pk).update(stage="lost", lost_reason="other")
    later = timezone.now() + datetime.timedelta(days=365 * 10 + 10)
    assert retention.erase_due(later) == 1
    case.settlement.refresh_from_db()
    assert (case.settlement.contract_number, str(Enterprise.objects.get())) == ("", "（已删除）")
    assert retention.erase_due(later) == 0


def test_the_last_mail_goes_out_and_is_emptied(inquiry):
    erasing.erase(inquiry, actor=None)
    [row] = OutgoingEmail.objects.filter(event="erasure_done")
    assert (row.to, row.state, row.about) == (scene.EMAIL, "queued", "")
    others = OutgoingEmail.objects.exclude(pk=row.pk)
    assert set(others.filter(audience="enquirer").values_list("to", "state")) == {(NOBODY, "aborted")}
    assert set(others.filter(audience="staff").values_list("to", flat=True)) == {"lin@cbtc.example.org"}
    OutgoingEmail.objects.filter(pk=row.pk).update(state="sent", sent_at=timezone.now())
    later = timezone.now() + datetime.timedelta(minutes=2)
    assert chores.mind(later)["finish_erasures"] == 1
    row.refresh_from_db()
    assert (row.to, row.context, row.text, row.erased_at) == (NOBODY, {}, "", later)


def test_a_second_time_changes_nothing(inquiry):
    erasing.erase(inquiry, actor=None)
    count = AuditEntry.objects.count()
    assert erasing.erase(inquiry, actor=None) is False
    assert AuditEntry.objects.count() == count
    assert OutgoingEmail.objects.filter(event="erasure_done").count() == 1


def test_an_interrupted_erasure_is_taken_up_again(inquiry):
    request = asking.confirm_signed_in(inquiry, kind="erase")
    assert (request.state, Inquiry.objects.get(pk=inquiry.pk).erased_at) == ("confirmed", None)
    assert chores.mind()["finish_erasures"] == 1
    request.refresh_from_db()
    assert request.state == "done" and traces() == []
    assert chores.mind()["finish_erasures"] == 0
    assert asking.carry_out(request) is False


def test_only_an_erased_row_may_lack_name_and_contact(inquiry):
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(contact_email="", contact_phone="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Enterprise.objects.filter(pk=inquiry.enterprise_id).update(name_en="", name_zh_hans="")


def test_an_inquiry_at_the_desk_is_erased_with_its_talk(media):
    routing = builders.make_routing(contact_email=scene.EMAIL, contact_name=f"{scene.MARK} Anna")
    routing.messages.create(author="enterprise", body=f"{scene.MARK} where?", language="en")
    erasing.erase(routing.inquiry, actor=None)
    routing.refresh_from_db()
    assert (routing.state, routing.end_reason) == ("ended", "withdrawn")
    assert traces() == []


def test_the_trail_says_who_erased_what_without_a_name(inquiry, wei):
    request = asking.for_somebody(inquiry, kind="erase", actor=wei)
    asking.carry_out(request)
    entry = AuditEntry.objects.get(action="erased")
    assert (entry.actor, entry.label, entry.details) == (
        wei,
        inquiry.reference,
        {"keeps_contract": False, "everything": False},
    )
    assert PrivacyRequest.objects.values_list("kind", "source", "state").get() == ("erase", "staff", "done")
