"""A tenant asks for a service: number, due date, mails; once for one form, and only while it is a tenant."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEntry
from common.uploads import check_upload
from enterprises.models import Tenancy
from inquiries import servicing
from inquiries.models import Attachment, Case, CheckIn, ServiceEntry, ServiceRequest, Settlement
from inquiries.servicing import catalogue
from notifications.models import OutgoingEmail
from parks.models import ParkService
from tests import cast
from tests.inquiries import answers, builders


def codes(case):
    return [offer.code for offer in servicing.offers(case)]


def test_a_request_has_a_number_a_due_date_and_a_first_line(ask, case, park_a):
    request = ask()
    assert request.number == f"SR-2026-{int(request.number[-6:]):06d}"
    assert (request.case, request.park, request.service.code) == (case, park_a, "visa")
    assert (request.status, request.owner, request.asked_by) == ("open", None, "enterprise")
    # Three working days in Belgium: Wednesday at closing time.
    assert request.due_at == datetime.datetime(2026, 11, 25, 16, 0, tzinfo=datetime.UTC)
    line = ServiceEntry.objects.get()
    assert (line.kind, line.author, line.to_status, line.body) == ("status", "enterprise", "open", "Two permits")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.label, entry.details) == (request.number, {"what": "service_asked", "case": case.pk})


def test_the_mails_go_to_the_tenant_and_to_the_officer_of_the_case(ask, lin):
    ask()
    assert list(OutgoingEmail.objects.order_by("event").values_list("event", "to")) == [
        ("service_request_new", lin.email),
        ("service_request_update", "anna@optics.example.org"),
    ]


def test_one_form_makes_one_request_and_a_corrected_form_another(ask):
    first = ask()
    assert ask() == first
    assert ask(description="Three permits") != first
    assert ask(key="other") != first
    assert ServiceRequest.objects.count() == 3


def test_files_hang_on_the_first_line(ask, media):
    ask(files=[check_upload(answers.pdf("passport.pdf"))])
    attachment = Attachment.objects.get()
    assert (attachment.service_entry, attachment.name) == (ServiceEntry.objects.get(), "passport.pdf")
    assert len(media()) == 1


def test_a_service_without_a_lead_time_is_due_in_five_working_days(ask, park_a):
    ParkService.objects.create(park=park_a, service=builders.make_service("legal"))
    assert ask(offer="cbtc:legal").due_at == datetime.datetime(2026, 11, 27, 16, 0, tzinfo=datetime.UTC)


def test_services_are_those_of_the_park_and_of_the_parks_below_it(case, park_a, park_b):
    below = cast.make_park(park_a.operator, "cbtc-north", parent=park_a)
    foreign = cast.make_park(park_b.operator, "foreign", parent=park_a)
    legal, late = builders.make_service("legal", tier="professional"), builders.make_service("late", retired=True)
    for park, service in ((below, builders.make_service()), (below, legal), (foreign, legal), (park_a, late)):
        ParkService.objects.create(park=park, service=service)
    assert codes(case) == ["cbtc:visa", "cbtc-north:legal"]
    assert [label for label, _rows in catalogue.by_tier(servicing.offers(case))] == ["General", "Professional"]


def test_a_request_at_a_park_below_names_that_park(ask, park_a):
    below = cast.make_park(park_a.operator, "cbtc-north", parent=park_a)
    ParkService.objects.create(park=below, service=builders.make_service("legal"))
    assert ask(offer="cbtc-north:legal").park == below


def test_a_park_that_names_no_service_offers_the_whole_catalogue(case):
    ParkService.objects.all().delete()
    builders.make_service("legal", tier="professional")
    assert codes(case) == ["cbtc:visa", "cbtc:legal"]


@pytest.mark.parametrize("offer", ["", "cbtc:nothing", "parkb:visa", "visa"])
def test_what_is_not_offered_cannot_be_asked_for(ask, offer):
    with pytest.raises(ValidationError) as refused:
        ask(offer=offer)
    assert refused.value.message_dict == {"offer": ["Choose one of the services offered."]}
    assert not ServiceRequest.objects.exists() and not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("description", ["", " \u3000 ", "x" * 5001])
def test_a_request_says_what_is_needed(ask, description):
    with pytest.raises(ValidationError) as refused:
        ask(description=description)
    assert set(refused.value.message_dict) == {"description"}


@pytest.mark.parametrize("stage", ["new", "signed", "lost"])
def test_the_desk_is_closed_before_moving_in(ask, case, stage):
    Case.objects.filter(pk=case.pk).update(stage=stage, lost_reason="price")
    with pytest.raises(ValidationError, match="once a company has moved in"):
        ask()


def test_the_desk_is_closed_once_the_company_has_left(ask):
    ask()
    Tenancy.objects.update(until=datetime.date(2026, 11, 23))
    with pytest.raises(ValidationError, match="until it leaves"):
        ask(key="later")


def test_twenty_open_requests_are_enough(ask, case):
    for _number in range(20):
        builders.make_service_request(case)
    with pytest.raises(ValidationError, match="open already"):
        ask()
    ServiceRequest.objects.filter(pk=ServiceRequest.objects.latest("pk").pk).update(status="rejected")
    assert ask()


def test_staff_enter_what_was_asked_in_a_call(case, lin):
    request = servicing.enter(case, servicing.Wish("cbtc:visa", "By phone"), actor=lin, key="k")
    assert servicing.enter(case, servicing.Wish("cbtc:visa", "By phone"), actor=lin, key="k") == request
    assert (request.asked_by, ServiceEntry.objects.get().user) == ("staff", lin)


def test_a_request_from_a_check_in_of_another_case_is_refused(case, lin, park_a):
    other = builders.make_settled(park_a, lin)
    theirs = CheckIn.objects.create(settlement=Settlement.objects.get(case=other), month=3, due_on="2026-11-23")
    with pytest.raises(ValidationError, match="no such entry"):
        servicing.enter(case, servicing.Wish("cbtc:visa", "x", check_in=theirs), actor=lin)


def test_staff_of_another_operator_enter_nothing(case, bao):
    with pytest.raises(PermissionDenied):
        servicing.enter(case, servicing.Wish("cbtc:visa", "x"), actor=bao)
    assert not ServiceRequest.objects.exists()
