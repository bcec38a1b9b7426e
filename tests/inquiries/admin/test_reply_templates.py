"""Wordings for answers: whose they are, what they say, and how they get into the form."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from inquiries import replies
from inquiries.models import Case, Inquiry, Message, ReplyTemplate
from tests import cast

pytestmark = pytest.mark.django_db


def make(name="Thanks", **fields):
    return ReplyTemplate.objects.create(
        **{
            "name_zh_hans": f"{name}中",
            "name_en": name,
            "body_zh_hans": "{contact}您好，{park}已收到咨询{reference}。{staff}，{answer_by}",
            "body_en": "Dear {contact}, {park} has your inquiry {reference}. {staff}, by {answer_by}",
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("en", "Dear Anna Peeters, cbtc park has your inquiry PB-"),
        ("zh-hans", "Anna Peeters您好，cbtc园区已收到咨询PB-"),
    ],
)
def test_it_speaks_the_enterprises_language(case, lin, language, start):
    Inquiry.objects.update(contact_language=language)
    row = Case.objects.locked(case.pk)
    text = replies.filled(make(), row, lin)
    assert text.startswith(start)
    assert "林" in text
    assert "{" not in text


def test_only_what_fits_is_offered(case, park_b):
    make("mine", operator=case.operator, order=2)
    make("all", order=1)
    make("other", operator=park_b.operator)
    make("off", is_active=False)
    make("later", stage="signed")
    make("call", kind="callback")
    make("new", stage="new", kind="full", order=3)
    assert [row.name_en for row in replies.suitable(case)] == ["all", "mine", "new"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear {name}", "“{name}” is no placeholder"),
        ("{contact.__class__}", "“{contact.__class__}” is no placeholder"),
        ("{}", "“{}” is no placeholder"),
        ("{contact", "A brace"),
        ("100 }", "A brace"),
        ("{{contact}}", "A brace"),
    ],
)
def test_an_unknown_placeholder_is_named(body, said):
    row = ReplyTemplate(name_zh_hans="a", name_en="a", body_zh_hans="好", body_en=body)
    with translation.override("en"):
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert said in " ".join(refused.value.message_dict["body_en"])


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again(case, lin):
    Inquiry.objects.update(contact_name="{reference}")
    text = replies.filled(make(body_en="Dear {contact}"), Case.objects.locked(case.pk), lin)
    assert text == "Dear {reference}"


def test_the_case_page_offers_it_and_the_server_inserts_it(signed_in, case, page):
    row = make()
    assert 'data-text="Dear Anna Peeters' in page().content.decode()
    address = reverse("admin:inquiries_case_reply", args=[case.pk])
    typed = {"reply-body": "Typed before.", "reply-key": "k1", "reply-template": row.pk, "reply-insert": "1"}
    response = signed_in.post(address, typed)
    form = response.context["forms"]["reply"]
    assert form.initial["body"].startswith("Typed before.\n\nDear Anna Peeters, cbtc park")
    assert form.initial["key"] == "k1"
    assert response.context["failed"] == ""
    assert not Message.objects.exists()


def test_a_template_of_somebody_else_inserts_nothing(signed_in, case, park_b):
    row = make(operator=park_b.operator)
    address = reverse("admin:inquiries_case_reply", args=[case.pk])
    response = signed_in.post(address, {"reply-body": "Typed", "reply-template": row.pk, "reply-insert": "1"})
    assert response.context["forms"]["reply"].initial["body"] == "Typed"


def post(client, **fields):
    data = {
        "name_zh_hans": "谢谢",
        "name_en": "Thanks",
        "body_zh_hans": "您好，{contact}",
        "body_en": "Dear {contact}",
        "order": "1",
        "is_active": "on",
        **fields,
    }
    return client.post(reverse("admin:inquiries_replytemplate_add"), data)


def test_a_manager_writes_templates_of_the_own_operator_only(client, manager, case, park_b):
    client.force_login(manager)
    assert post(client).status_code == 200, "without an operator it would be everybody's"
    assert post(client, operator=park_b.operator_id).status_code == 200
    assert not ReplyTemplate.objects.exists()
    assert post(client, operator=case.operator_id).status_code == 302
    assert ReplyTemplate.objects.get().operator == case.operator


def test_the_form_names_the_unknown_placeholder_and_keeps_what_was_typed(client, manager, case):
    client.force_login(manager)
    response = post(client, operator=case.operator_id, body_en="Dear {name}")
    text = response.content.decode()
    assert "“{name}”" in text
    assert "Dear {name}" in text


def test_the_platform_writes_for_all(client, wei, case):
    client.force_login(wei)
    assert post(client).status_code == 302
    assert ReplyTemplate.objects.get().operator is None


def test_an_officer_reads_but_does_not_write(client, lin, case):
    row = make(operator=case.operator)
    shared = make("shared")
    client.force_login(lin)
    assert post(client, operator=case.operator_id).status_code == 403
    assert client.get(reverse("admin:inquiries_replytemplate_change", args=[row.pk])).status_code == 200
    assert client.get(reverse("admin:inquiries_replytemplate_change", args=[shared.pk])).status_code == 404
    assert cast.make_operator("z").reply_templates.count() == 0
