"""The history narrowed to a kind, and the case on paper."""

import pytest

from inquiries import conversation
from inquiries.models import Attachment, Case
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def talked(case, lin):
    Case.objects.filter(pk=case.pk).update(owner=lin)
    conversation.write(case, body="What is the rent?", language="en", key="1")
    conversation.reply(case, actor=lin, body="Twelve a metre", key="2")
    conversation.note(case, actor=lin, body="They bargain hard")
    Attachment.objects.create(inquiry=case.inquiry, name="plan.pdf", content_type="application/pdf", size=9, file="x")
    return case


def kinds(response):
    return [entry.kind for entry, _when in response.context["entries"]]


def test_the_history_is_narrowed_by_kind_without_a_script(signed_in, talked):
    address = f"/en/admin/inquiries/case/{talked.pk}/change/"
    page = signed_in.get(address)
    assert [(name, count) for name, _label, count, _now in page.context["kinds"]] == [
        ("messages", 2), ("notes", 1), ("mails", 2), ("stages", 1), ("files", 1),
    ]  # fmt: skip
    assert page.context["total"] == 7
    assert set(kinds(signed_in.get(f"{address}?kind=messages"))) == {"staff", "enterprise"}
    assert kinds(signed_in.get(f"{address}?kind=notes")) == ["note"]
    assert kinds(signed_in.get(f"{address}?kind=files")) == ["files"]
    assert len(kinds(signed_in.get(f"{address}?kind=nonsense"))) == 7


def test_paper_shows_everything_but_internal_notes(signed_in, talked, lin):
    conversation.log_interaction(
        talked, actor=lin, kind="call", happened_at=talked.created_at, summary="Spoke of a rival"
    )
    builders.make_visit(talked)
    talked.proposals.create(terms="Three months free")
    page = signed_in.get(f"/en/admin/inquiries/case/{talked.pk}/print/").content.decode()
    for words in ("What is the rent?", "Twelve a metre", "plan.pdf", "Three months free", "We need a small office."):
        assert words in page, words
    for words in ("They bargain hard", "Spoke of a rival", '<form method="post" action="/en/admin/inquiries'):
        assert words not in page, words
    page = signed_in.get(f"/en/admin/inquiries/case/{talked.pk}/print/?notes=1").content.decode()
    assert "They bargain hard" in page
    assert "Spoke of a rival" in page


def test_paper_of_a_withdrawn_case_says_no_name(signed_in, talked):
    Case.objects.filter(pk=talked.pk).update(consent_withdrawn_at=talked.created_at)
    page = signed_in.get(f"/en/admin/inquiries/case/{talked.pk}/print/").content.decode()
    assert "Walloon Optics" not in page
    assert "What is the rent?" not in page


def test_the_next_action_is_one_click_from_the_top(signed_in, case, lin):
    address = f"/en/admin/inquiries/case/{case.pk}/change/"
    assert '<a class="button button--plain" href="#id_assign-owner">3 things missing for “Accepted”</a>' in (
        signed_in.get(address).content.decode()
    )
    builders.make_ripe(case, lin)
    assert '<button type="submit" form="move-form" name="move-to" value="accepted"' in (
        signed_in.get(address).content.decode()
    )
