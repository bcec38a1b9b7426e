"""What the page of a case does not tell: the talk with the platform's desk, and another operator's companies."""

import pytest

from inquiries.admin.timeline import mails_about
from inquiries.models import Qualification
from inquiries.privacy.mydata import mails_of
from inquiries.workflow import routing as verbs
from notifications.models import OutgoingEmail
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


def test_a_case_lists_no_mail_between_the_desk_and_the_enterprise(client, park_a, park_b, lin, wei):
    routing = builders.make_routing()
    verbs.write(routing, body="Only between us", actor=wei, key="1")
    verbs.propose(routing, parks=[park_a, park_b], reason="", actor=wei)
    ticks = [value for one in verbs.asked(routing, "en") if one.operator == park_a.operator for value in one.values]
    [case] = verbs.accept(routing, ticks=ticks, parks=["cbtc", "parkb"], language="en")
    verbs.end(routing, reason="no_match", note="", actor=wei)
    listed = {mail.event for mail in mails_about(case)}
    assert {"inquiry_received", "inquiry_new", "routing_shared"} == listed
    told = {mail.event for mail in mails_of(routing.inquiry)}  # the enterprise itself reads of all of them
    assert told == {"inquiry_received", "routing_message", "routing_proposed", "routing_shared", "routing_ended"}
    client.force_login(lin)
    hidden = OutgoingEmail.objects.get(event="routing_message")
    client.post(f"/en/admin/inquiries/case/{case.pk}/resend/", {"resend-mail": hidden.pk})
    page = client.get(f"/en/admin/inquiries/case/{case.pk}/change/").content.decode()
    assert "Proposed parks to the enterprise" not in page and "Message of the desk" not in page


def test_a_company_linked_by_somebody_who_sees_more_is_not_named(client, park_a, park_b, lin, wei):
    case, other = builders.make_case(park_a), builders.make_case(park_b)
    unseen = other.inquiry.enterprise
    unseen.name_en = "Hidden Photonics"
    unseen.save()
    Qualification.objects.filter(case=case).update(duplicate_answer="linked", duplicate_of=unseen)
    page = f"/en/admin/inquiries/case/{case.pk}/change/"
    client.force_login(lin)
    text = client.get(page).content.decode()
    assert "Hidden Photonics" not in text and "a company that you cannot see" in text
    client.force_login(wei)
    assert "Hidden Photonics" in client.get(page).content.decode()
