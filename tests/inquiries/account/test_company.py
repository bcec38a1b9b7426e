"""The company's profile: made from an inquiry or by hand, kept beside what inquiries said, filled into the next one."""

import pytest
from django.utils import translation

from accounts.models import AuditEntry
from enterprises import companies
from enterprises.companies import Answers
from enterprises.models import CompanyProfile, Enterprise, Member
from inquiries.models import AddedInquiry, Draft, Inquiry
from tests import cast
from tests.inquiries import answers, builders
from tests.inquiries.views.walk import Walk, hidden

pytestmark = pytest.mark.django_db
NEW = "/en/account/company/new/"
TYPED = {
    "name_en": "Walloon Optics",
    "name_zh_hans": "瓦隆光学",
    "country": "BE",
    "registration_number": "0403.170.701",
    "kind": "sme",
    "size_band": "10-49",
    "founded_year": "2016",
    "website": "www.optics.example.org",
    "qualifications": ["hnte"],
}


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def company(anna):
    return companies.found(anna, Answers(country="BE", name_en="Walloon Optics", name_zh_hans="瓦隆光学", kind="sme"))


def text(response):
    return response.content.decode()


def test_made_by_hand_with_its_maker_as_owner(hers, anna):
    answer = hers.post(NEW, TYPED)
    made = CompanyProfile.objects.get()
    assert answer["Location"] == f"/en/account/company/{made.uuid}/"
    assert (made.name_en, made.name_zh_hans, str(made.country)) == ("Walloon Optics", "瓦隆光学", "BE")
    assert (made.founded_year, made.website) == (2016, "https://www.optics.example.org")
    assert made.qualifications == ["hnte"]
    assert list(Member.objects.values_list("user", "role")) == [(anna.pk, "owner")]
    assert list(AuditEntry.objects.values_list("action", "actor")) == [("created", anna.pk)]


def test_the_form_begins_with_the_newest_inquiry_which_then_belongs_to_the_company(hers, park_a):
    enterprise = builders.make_enterprise(founded_year=2016, kind="sme")
    builders.make_case(park_a, enterprise=enterprise)
    other = builders.make_case(
        park_a, enterprise=builders.make_enterprise(name_en="Another Company")
    ).inquiry.enterprise
    Inquiry.objects.filter(enterprise=other).update(submitted_at="2020-01-01T00:00Z")
    page = text(hers.get(NEW))
    assert 'value="Walloon Optics"' in page and 'value="2016"' in page and '<option value="sme" selected>' in page
    hers.post(NEW, TYPED)
    enterprise.refresh_from_db()
    other.refresh_from_db()
    assert (enterprise.profile, other.profile) == (CompanyProfile.objects.get(), None)


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(hers):
    answer = hers.post(NEW, {**TYPED, "name_en": "", "name_zh_hans": "", "country": "", "founded_year": "soon"})
    page = text(answer)
    assert answer.status_code == 422
    assert "Enter the company&#x27;s name in at least one script." in page
    assert "Choose the country or region of the company." in page
    assert 'value="soon"' in page and 'value="0403.170.701"' in page
    assert not CompanyProfile.objects.exists()


def test_a_doubtful_number_warns_and_never_blocks(hers):
    assert hers.post(NEW, {**TYPED, "registration_number": "0403.170.702"}).status_code == 302
    made = CompanyProfile.objects.get()
    assert "This number does not look complete" in text(hers.get(f"/en/account/company/{made.uuid}/"))


def test_the_language_switch_keeps_what_was_typed(hers):
    answer = hers.post("/zh-hans/account/company/new/", {**TYPED, "show": "language", "founded_year": "x"})
    assert answer.status_code == 200
    assert 'value="x"' in text(answer) and not CompanyProfile.objects.exists()


def test_members_change_it_and_what_the_inquiry_said_stays(hers, anna, company, park_a):
    inquiry = builders.make_case(park_a).inquiry
    companies.bind(inquiry.enterprise, company)
    answer = hers.post(f"/en/account/company/{company.uuid}/", {**TYPED, "name_en": "Walloon Optics SA"})
    assert answer.status_code == 302
    company.refresh_from_db()
    assert company.name_en == "Walloon Optics SA"
    assert Enterprise.objects.get().name_en == "Walloon Optics"
    entry = AuditEntry.objects.get(action="changed")
    assert (entry.actor, "name_en" in entry.details["columns"]) == (anna, True)


def test_saving_the_same_again_writes_nothing(hers, company):
    for _turn in range(2):
        hers.post(f"/en/account/company/{company.uuid}/", TYPED)
    assert AuditEntry.objects.filter(action="changed").count() == 1


def test_others_find_nothing_there(his, client, company):
    for page in ("", "people/"):
        address = f"/en/account/company/{company.uuid}/{page}"
        assert his.get(address).status_code == 404
        assert his.post(address, TYPED).status_code == 404
        assert client.get(address).status_code == 302
    company.refresh_from_db()
    assert company.name_en == "Walloon Optics"


def test_the_entry_leads_to_the_one_company_or_to_making_it(hers, his, company):
    assert hers.get("/en/account/company/")["Location"] == f"/en/account/company/{company.uuid}/"
    assert his.get("/en/account/company/")["Location"] == NEW


def test_without_its_cookie_the_form_comes_back_as_typed(anna, sign_in):
    browser = sign_in(anna)
    browser.handler.enforce_csrf_checks = True
    answer = browser.post(NEW, TYPED)
    assert answer.status_code == 403
    assert 'value="Walloon Optics"' in text(answer) and not CompanyProfile.objects.exists()


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({"name_en": "walloon  OPTICS"}, True),
        ({"name_en": "", "name_zh_hans": "瓦隆光学"}, True),
        ({"name_en": "Walloon Optics Asia"}, False),
        ({"name_en": "Walloon Optics", "country": "CN"}, False),
        ({"name_en": "Renamed", "registration_number": "BE0403170701"}, False),
    ],
)
def test_which_descriptions_say_the_same_company(company, fields, same):
    assert companies.is_same(builders.make_enterprise(**fields), company) is same


def test_a_number_in_common_decides(company):
    CompanyProfile.objects.update(registration_number="BE 0403.170.701")
    company.refresh_from_db()
    assert companies.is_same(builders.make_enterprise(name_en="Renamed", registration_number="be0403170701"), company)
    assert not companies.is_same(builders.make_enterprise(registration_number="0123456789"), company)


# --- The next inquiry ------------------------------------------------------------------------------


def test_the_next_inquiry_begins_with_the_profile_and_is_kept_by_nobody(hers, company, park_a):
    builders.office_mode()
    answer = hers.get("/en/inquiry/?park=cbtc")
    assert 'value="Walloon Optics"' in text(answer) and '<option value="BE" selected>' in text(answer)
    assert answer["Cache-Control"] == "private, no-store"
    whole = text(hers.get("/en/inquiry/?whole=1"))
    assert 'value="anna@optics.example.org"' in whole and 'value="Anna Peeters"' in whole


def test_signed_out_nothing_is_filled_in(client, company, park_a):
    assert "Walloon Optics" not in text(client.get("/en/inquiry/?whole=1"))


def test_an_inquiry_sent_signed_in_is_in_the_account_and_the_companys(hers, anna, company, park_a):
    walk = Walk(hers)
    walk.begin(park_a)
    assert (walk.draft.owner, walk.draft.data["contact_email"]) == (anna, ["anna@optics.example.org"])
    page = text(walk.open("contact"))
    assert 'value="anna@optics.example.org"' in page and 'value="Anna Peeters"' in page
    walk.post("need", message="We need a small office.")
    walk.post(
        "contact", contact_name="Anna Peeters", contact_phone="+3281000000", contact_email="", contact_language="en"
    )
    shown = hidden(walk.open("review"))
    ticks = answers.ticks(park_a, country="BE", language="en")
    hers.post(walk.at("review"), {**shown, "consent": ticks, "proof": ""})
    inquiry = Inquiry.objects.get()
    assert (inquiry.contact_email, inquiry.enterprise.profile) == ("", company)
    assert list(AddedInquiry.objects.values_list("user", "inquiry")) == [(anna.pk, inquiry.pk)]
    assert Draft.objects.get().owner is None


def test_an_inquiry_for_another_company_stays_the_persons_own(hers, anna, company, park_a):
    hers.post("/en/inquiry/", answers.post(park_a, company_name="Some Client"))
    inquiry = Inquiry.objects.get()
    assert inquiry.enterprise.profile is None
    assert AddedInquiry.objects.get().user == anna


def test_signed_out_an_inquiry_is_in_no_account(client, company, park_a):
    client.post("/en/inquiry/", answers.post(park_a))
    assert Inquiry.objects.get().enterprise.profile is None
    assert not AddedInquiry.objects.exists()


# --- What staff see --------------------------------------------------------------------------------


def test_staff_of_the_park_see_what_the_profile_says_otherwise(client, lin, company, park_a):
    enterprise = builders.make_case(park_a).inquiry.enterprise
    companies.bind(enterprise, company)
    CompanyProfile.objects.update(size_band="50-249", industry=cast.make_industry())
    client.force_login(lin)
    with translation.override("en"):
        page = text(client.get(f"/en/admin/enterprises/enterprise/{enterprise.pk}/change/"))
    assert "staff: 50–249" in page and "industry: Life sciences" in page
    assert "Nobody has verified it" in page
