"""The case page while the inquiry is in quarantine: what staff cannot do, rejecting, and taking that back."""

import pytest

from inquiries.models import Message, Proposal
from notifications.models import OutgoingEmail

pytestmark = pytest.mark.django_db

REFUSAL = "请先解除此咨询的隔离。"


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("reply", {"key": "k1", "body": "Typed with care"}),
        ("wait", {"question": "Typed with care"}),
        ("proposal", {"terms": "Typed with care", "valid_until": "2099-01-01", "send": "1"}),
    ],
)
def test_a_quarantined_case_says_so_and_keeps_the_words(signed_in, do, case, verb, data):
    case.inquiry.screening = "quarantined"
    case.inquiry.save()
    refused = do(verb, **data)
    assert refused.status_code == 200
    assert refused.context["forms"][verb].non_field_errors() == [REFUSAL]
    page = refused.content.decode()
    assert REFUSAL in page and "Typed with care" in page
    case.refresh_from_db()
    assert (case.first_response_at, case.awaiting_enterprise_since) == (None, None)
    assert not Message.objects.exists() and not Proposal.objects.exists() and not OutgoingEmail.objects.exists()
    assert do("release").status_code == 302
    assert do(verb, **data).status_code == 302
    event = {"proposal": "proposal_sent", "wait": "more_info_requested"}.get(verb, "message")
    assert OutgoingEmail.objects.filter(event=event, state="queued").count() == 1


@pytest.fixture
def held(case):
    case.inquiry.screening, case.inquiry.screening_reasons = "quarantined", ["too_fast"]
    case.inquiry.save()
    return case


def test_staff_read_why_it_is_held_back_and_reject_it(signed_in, do, page, held):
    assert "Filled in faster than a person can" in page().content.decode()
    bad = do("reject", reason="")
    assert bad.context["forms"]["reject"].errors.keys() == {"reason"}
    assert do("reject", reason="Sells watches").status_code == 302
    held.refresh_from_db()
    assert (held.stage, held.end_note) == ("invalid", "Sells watches")
    assert "was rejected from quarantine" in page().content.decode()
    assert "此咨询已从隔离中驳回" in page("zh-hans").content.decode()
    assert do("release").status_code == 302
    held.refresh_from_db()
    assert held.stage == "new"
    assert "不在隔离中" in do("reject", reason="Too late").content.decode()


def test_the_list_tells_what_waits_from_what_was_rejected(signed_in, do, held):
    address = "/en/admin/inquiries/case/?show="

    def shown(part):
        return list(signed_in.get(address + part).context["cl"].result_list)

    assert (shown("quarantined"), shown("rejected")) == ([held], [])
    do("reject", reason="Sells watches")
    assert (shown("quarantined"), shown("rejected")) == ([], [held])
