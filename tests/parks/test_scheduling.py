"""Publications planned for a moment: made, called off, carried out, blocked; each at most once."""

import datetime

import pytest
from django.utils import timezone, translation

from accounts.models import AuditEntry
from common.enums import Language
from enterprises.models import Story
from inquiries.chores import CHORES
from notifications.models import OutgoingEmail
from parks import publishing, reviewing, scheduling
from parks.enums import SeatRole
from parks.models import Membership, Park, PlannedPublication, PlanState, Revision
from parks.publishing import PublicationRefused
from tests import cast
from tests.parks.telling import make_article, make_event, make_story

ZH, EN = Language.ZH_HANS, Language.EN
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def draft(operator_a):
    return cast.make_park(
        operator_a, "draft", description_zh_hans="介绍", description_en="Text", state_zh_hans="draft", state_en="draft"
    )


@pytest.fixture
def editor(operator_a):
    editor = cast.make_user("elise@cbtc.example.org", name="Elise", language="en")
    cast.make_seat(editor, operator_a, SeatRole.EDITOR)
    return editor


def plan(record, actor, language=EN, hours=1):
    return scheduling.plan(record, language, timezone.now() + hours * HOUR, actor=actor)


def later(hours=2):
    return timezone.now() + hours * HOUR


def states(record):
    record.refresh_from_db()
    return record.state_zh_hans, record.state_en


def test_what_is_due_is_published_in_the_name_of_who_planned_it(draft, editor):
    row = plan(draft, editor)
    assert scheduling.publish_due(timezone.now()) == 0 and states(draft) == ("draft", "draft")
    assert scheduling.publish_due(later()) == 1
    assert states(draft) == ("draft", "published")
    row.refresh_from_db()
    assert row.state == PlanState.DONE and row.ended_at is not None
    assert AuditEntry.objects.get(action="published").actor == editor
    assert Revision.objects.latest("pk").actor == editor
    assert scheduling.publish_due(later(3)) == 0 and not OutgoingEmail.objects.exists()


def test_each_language_waits_for_itself(draft, editor):
    plan(draft, editor, EN, 1)
    plan(draft, editor, ZH, 5)
    assert scheduling.publish_due(later()) == 1 and states(draft) == ("draft", "published")
    assert scheduling.publish_due(later(9)) == 1 and states(draft) == ("published", "published")


def test_a_second_plan_replaces_the_first(draft, editor):
    first = plan(draft, editor, hours=1)
    second = plan(draft, editor, hours=8)
    first.refresh_from_db()
    assert (first.state, second.state) == (PlanState.CANCELLED, PlanState.WAITING)
    assert scheduling.publish_due(later()) == 0
    assert second.time_zone == "Europe/Brussels"


def test_a_plan_can_be_called_off(draft, editor):
    plan(draft, editor)
    assert scheduling.cancel(draft, EN, actor=editor) is True
    assert scheduling.cancel(draft, EN, actor=editor) is False
    assert scheduling.publish_due(later()) == 0 and states(draft) == ("draft", "draft")


def test_publishing_by_hand_ends_the_plan(draft, editor):
    row = plan(draft, editor)
    publishing.publish(draft, EN, actor=editor)
    row.refresh_from_db()
    assert row.state == PlanState.DONE


def test_that_an_outrun_text_still_holds_is_for_a_person_to_say(draft, editor):
    plan(draft, editor)
    before = {"name_zh_hans": draft.name_zh_hans}
    draft.name_zh_hans = "换了名字的园区"
    draft.save()
    reviewing.edited(draft, before)
    assert scheduling.publish_due(later()) == 1 and states(draft) == ("draft", "draft")
    assert [(mail.event, mail.to) for mail in OutgoingEmail.objects.all()] == [("publication_blocked", editor.email)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_in_the_way_is_looked_at_when_the_moment_has_come(draft, editor, language):
    type(editor).objects.update(language=language)
    row = plan(draft, editor)
    Park.objects.filter(pk=draft.pk).update(description_en="")
    assert scheduling.publish_due(later()) == 1 and states(draft) == ("draft", "draft")
    row.refresh_from_db()
    assert row.state == PlanState.BLOCKED
    [mail] = OutgoingEmail.objects.all()
    assert (mail.event, mail.to, mail.language) == ("publication_blocked", editor.email, language)
    assert mail.context["items"] == [
        {
            "reason": mail.context["items"][0]["reason"],
            "url": f"http://testserver/{language}/admin/parks/park/{draft.pk}/change/#id_description_en",
        }
    ]
    assert mail.context["zone"] == "Europe/Brussels"
    assert scheduling.publish_due(later(9)) == 0, "said once"


def test_who_lost_the_seat_publishes_nothing_any_more_and_the_managers_hear_of_it(draft, editor, operator_a):
    boss = cast.make_user("boss@cbtc.example.org", language="en")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    plan(draft, editor)
    Membership.objects.filter(user=editor).delete()
    assert scheduling.publish_due(later()) == 1 and states(draft) == ("draft", "draft")
    assert [mail.to for mail in OutgoingEmail.objects.all()] == [boss.email]


def test_an_account_that_was_closed_publishes_nothing(draft, editor):
    plan(draft, editor)
    type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    assert scheduling.publish_due(later()) == 1 and states(draft) == ("draft", "draft")


@pytest.mark.parametrize("case", ["public", "past", "forbidden"])
def test_what_cannot_be_planned(draft, editor, bao, case):
    if case == "public":
        Park.objects.update(state_en="published")
    with pytest.raises(PublicationRefused) as refusal, translation.override("en"):
        plan(draft, bao if case == "forbidden" else editor, hours=-1 if case == "past" else 1)
    assert len(refusal.value.reasons) == 1 and not PlannedPublication.objects.exists()


def test_another_operators_plan_is_called_off_by_nobody_else(draft, editor, bao):
    plan(draft, editor)
    with pytest.raises(PublicationRefused):
        scheduling.cancel(draft, EN, actor=bao)


def test_a_record_that_is_gone_is_waited_for_no_more(draft, editor):
    row = plan(draft, editor)
    Park.objects.filter(pk=draft.pk).delete()
    assert scheduling.publish_due(later()) == 1
    row.refresh_from_db()
    assert row.state == PlanState.CANCELLED


@pytest.mark.parametrize("make", [make_article, make_event, make_story])
def test_everything_with_versions_can_be_planned(make, park_a, wei):
    fields = {"state_en": "draft", "summary_en": "x"}
    record = make_story(park_a, **fields) if make is make_story else make(operator=park_a.operator, **fields)
    plan(record, wei)
    assert scheduling.publish_due(later()) == 1 and states(record)[1] == "published"
    assert isinstance(record, Story) is (make is make_story)


def test_it_is_among_the_chores():
    assert dict(CHORES)["publish_planned"] is scheduling.publish_due
