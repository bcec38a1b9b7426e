"""What staff cannot do on the case page while the inquiry is in quarantine."""

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
    assert OutgoingEmail.objects.filter(event="message", state="queued").count() == 1
