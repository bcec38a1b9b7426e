"""On the case page: asking the enterprise about a transfer, a manager for the admission, and logging attempts."""

import pytest

from inquiries.admin import asking
from inquiries.models import Case, Interaction, Note, Transfer
from inquiries.workflow import transferring, transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


def test_a_transfer_is_asked_for_and_taken_back(signed_in, page, do, park_b):
    text = page().content.decode()
    assert "parkb park (China)" in text and "Ask the enterprise about a transfer" in text
    response = do("transfer", to_park=park_b.pk, reason="They have the rooms")
    assert response.status_code == 302
    assert Transfer.objects.get().to_park == park_b
    text = page().content.decode()
    assert "Asked" in text and "They have the rooms" in text and "Question to the enterprise about a transfer" in text
    assert do("keep").status_code == 302
    assert Transfer.objects.get().state == "withdrawn"


def test_taking_back_what_was_answered_is_refused(signed_in, do, case, park_b, lin):
    transferring.ask(case, to_park=park_b, reason="x", actor=lin)
    transferring.decline(case)
    response = do("keep")
    assert response.status_code == 200
    assert response.context["refusals"] == ["已没有待答复的问题，请重新打开页面。"]


@pytest.mark.parametrize(
    "fields", [{"reason": "x"}, {"to_park": "9", "reason": "x"}, {"to_park": "here", "reason": "x"}]
)
def test_a_park_that_cannot_be_chosen_is_refused_at_its_field(signed_in, do, case, park_a, fields):
    if fields.get("to_park") == "here":
        fields = {**fields, "to_park": park_a.pk}
    response = do("transfer", **fields)
    assert list(response.context["forms"]["transfer"].errors) == ["to_park"]
    assert not Transfer.objects.exists()


@pytest.fixture
def very_many(monkeypatch, park_b):
    """More parks than a list offers."""
    monkeypatch.setattr(asking, "MOST_OFFERED", 1)
    return cast.make_park(park_b.operator, "parkb-east", name_zh_hans="光谷东园", name_en="Optics Valley East")


@pytest.mark.parametrize("typed", ["parkb-east", " PARKB-EAST ", "Optics valley east", "光谷东园", "谷东", "tics"])
def test_among_very_many_a_park_is_named(signed_in, page, do, very_many, typed):
    text = page().content.decode()
    assert 'name="transfer-to_park" maxlength' not in text and 'type="text" name="transfer-to_park"' in text
    assert do("transfer", to_park=typed, reason="They have the rooms").status_code == 302
    assert Transfer.objects.get().to_park == very_many


@pytest.mark.parametrize(
    "typed, said",
    [
        ("nothing", "此处没有可选择的同名园区。"),
        ("cbtc", "此处没有可选择的同名园区。"),
        ("？", "此处没有可选择的同名园区。"),
        ("parkb", ""),
        ("park", "有多个园区符合，请输入括号内的短名称："),
    ],
)
def test_a_name_of_none_or_of_several_is_answered_beside_the_field(signed_in, do, very_many, park_b, typed, said):
    response = do("transfer", to_park=typed, reason="x")
    if not said:  # the short name of one is no other's
        assert Transfer.objects.get().to_park == park_b
        return
    [error] = response.context["forms"]["transfer"].errors["to_park"]
    assert error.startswith(said)
    assert f'value="{typed}"' in response.content.decode()
    assert not Transfer.objects.exists()


def test_the_stage_transferred_is_refused_without_agreement(signed_in, do, case, manager, client):
    client.force_login(manager)
    response = do("move", to="transferred", seen="new", note="A reason that is long enough", force="on")
    assert response.context["refusals"] == ["缺少：企业同意转介给其他园区"]
    assert Case.objects.get().stage == "new"


def test_an_ended_case_offers_no_transfer(signed_in, page, case, lin):
    transitions.move(case, "invalid", actor=lin)
    assert 'id="section-transfer"' not in page().content.decode()


def test_managers_are_asked_for_the_decision(signed_in, page, do, manager):
    assert "Ask a manager for the admission decision" in page().content.decode()
    for _ in range(2):
        assert do("review", body="Is the noise a problem?", key="form").status_code == 302
    assert Note.objects.get().body == "Is the noise a problem?"
    assert [mail.to for mail in OutgoingEmail.objects.filter(event="review_needed")] == [manager.email]
    assert "Request for the admission decision" in page().content.decode()


def test_without_a_manager_nobody_is_asked(signed_in, do):
    response = do("review", body="Is the noise a problem?", key="form")
    assert response.context["refusals"] == ["这里没有其他园区负责人可以询问。"]
    assert not Note.objects.exists()


def test_who_is_a_manager_does_not_ask_oneself(client, do, manager):
    client.force_login(manager)
    assert do("review", body="?", key="form").status_code == 200
    assert not OutgoingEmail.objects.exists()


def test_after_the_decision_there_is_nothing_to_ask(signed_in, page, do, case, manager):
    Case.objects.filter(pk=case.pk).update(stage="admitted")
    assert "Ask a manager for the admission decision" not in page().content.decode()
    assert do("review", body="?", key="form").status_code == 200
    assert not Note.objects.exists()


def test_an_attempt_is_logged_as_one(signed_in, page, do, case):
    do("interaction", kind="call", happened_at="2026-01-05T10:00", summary="Nobody there", outcome="tried", key="1")
    assert Interaction.objects.get().reached is False
    assert "Phone call, nobody reached" in page().content.decode()


def test_the_answer_to_a_question_can_be_logged_only_while_one_is_open(signed_in, page, case, lin):
    assert "our question is answered" not in page().content.decode()
    transitions.await_enterprise(builders.Case.objects.get(pk=case.pk), "How many?", lin)
    text = page().content.decode()
    assert "our question is answered" in text
    assert "Waiting for the enterprise since" in text and "(Brussels time)" in text
