"""Who gets a new case by the rules of its operator."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from inquiries.models import AssignmentRule, Case
from inquiries.workflow import assigning
from notifications.models import OutgoingEmail
from parks.models import Membership
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei(operator_a):
    user = cast.make_user("mei@cbtc.example.org", name="Mei", language="en")
    cast.make_seat(user, operator_a)
    return user


def rule(operator, *people, **conditions):
    made = AssignmentRule.objects.create(operator=operator, **conditions)
    made.people.set(people)
    return made


def owner(park, **fields):
    return Case.objects.get(pk=builders.make_case(park, **fields).pk).owner


def test_without_a_rule_a_case_is_nobodys(park_a, lin):
    assert owner(park_a) is None
    assert not OutgoingEmail.objects.filter(event="inquiry_assigned").exists()


def test_the_first_rule_that_fits_decides(park_a, operator_a, lin, mei, manager_a):
    group = cast.make_industry("bio")
    branch = cast.make_industry("bio-devices", parent=group)
    mode = cast.make_mode("register")
    rule(operator_a, manager_a, position=9)
    rule(operator_a, mei, position=1, industry=group)
    rule(operator_a, lin, position=2, language="zh-hans", direction="inbound")
    rule(operator_a, mei, position=3, mode=mode, park=park_a)
    rule(operator_a, lin, position=4, park=cast.make_park(operator_a, "other"))
    rule(operator_a, lin, position=5, is_active=False)
    assert owner(park_a) == manager_a
    assert owner(park_a, enterprise=builders.make_enterprise(industry=branch)) == mei
    assert owner(park_a, contact_language="zh-hans", direction="inbound") == lin
    assert owner(park_a, contact_language="zh-hans", direction="domestic") == manager_a
    assert owner(park_a, mode=mode) == mei


@pytest.fixture
def manager_a(operator_a):
    user = cast.make_user("mang@cbtc.example.org", name="Mang")
    cast.make_seat(user, operator_a, "park_manager")
    return user


def test_of_several_the_least_loaded_gets_it(park_a, operator_a, lin, mei):
    rule(operator_a, lin, mei)
    for _ in range(2):
        Case.objects.filter(pk=builders.make_case(park_a).pk).update(owner=lin)
    Case.objects.filter(pk=builders.make_case(park_a).pk).update(owner=mei, stage="lost", lost_reason="price")
    assert owner(park_a) == mei
    assert owner(park_a) == mei
    assert owner(park_a) == lin  # two each: whoever has had the account for longer


def test_who_is_away_or_has_left_is_passed_over(park_a, operator_a, lin, mei):
    today = timezone.localdate()
    rule(operator_a, lin, position=1)
    rule(operator_a, mei, position=2)
    seat = Membership.objects.filter(user=lin)
    seat.update(away_from=today - datetime.timedelta(days=1), away_to=today + datetime.timedelta(days=1))
    assert owner(park_a) == mei
    seat.update(away_from=today + datetime.timedelta(days=3), away_to=today + datetime.timedelta(days=4))
    assert owner(park_a) == lin
    seat.update(away_from=None, away_to=today - datetime.timedelta(days=2))
    assert owner(park_a) == lin
    seat.delete()
    assert owner(park_a) == mei
    mei.is_active = False
    mei.save()
    assert owner(park_a) is None


def test_the_officer_is_told_and_the_trail_names_the_rule(park_a, operator_a, mei):
    made = rule(operator_a, mei)
    case = builders.make_case(park_a)
    [mail] = OutgoingEmail.objects.filter(event="inquiry_assigned")
    assert (mail.to, mail.language, mail.about) == (mei.email, "en", case.mail_reference)
    entry = AuditEntry.objects.get(action="changed", details__what="owner")
    assert (entry.actor, entry.details["rule"], entry.details["to_user"]) == (None, made.pk, mei.pk)


def test_a_rule_that_breaks_fails_no_submission(park_a, operator_a, mei, monkeypatch, caplog):
    rule(operator_a, mei)
    monkeypatch.setattr(assigning, "_loads", lambda *_args: 1 / 0)
    assert owner(park_a) is None
    assert "the case stays nobody's" in caplog.text
    monkeypatch.setattr(assigning, "_loads", lambda *_args: Case.objects.create())  # breaks a rule of the database
    assert owner(park_a) is None


def test_another_operators_rules_do_not_count(park_a, operator_b, bao):
    rule(operator_b, bao)
    assert owner(park_a) is None


def test_an_absence_needs_its_last_day(operator_a, lin):
    seat = Membership.objects.get(user=lin)
    day = datetime.date(2026, 12, 1)
    for first, last in ((day, None), (day, day - datetime.timedelta(days=1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=seat.pk).update(away_from=first, away_to=last)
        seat.away_from, seat.away_to = first, last
        with pytest.raises(ValidationError):
            seat.full_clean()


def test_four_queries_for_one_rule_and_for_three(park_a, operator_a, lin, mei, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            rule(operator_a, lin, mei)
        with django_assert_num_queries(4):
            assigning.verdicts(assigning.Subject(operator=operator_a))
