"""The whole demo in the database: everything of the source material, honestly, and only once."""

import datetime
from decimal import Decimal

from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from accounts.enums import PlatformRole
from accounts.models import User
from common.enums import Language
from enterprises.models import CompanyProfile, Subscription
from inquiries.enums import Stage
from inquiries.models import Case, Consent, Inquiry, Message
from notifications.models import OutgoingEmail
from parks.enums import DatePrecision, SeatRole
from parks.imports import read_rows
from parks.models import Fact, LandParcel, Membership, Operator, Organisation, Park, Source, Space
from portal.demo import loading
from portal.demo.people import DATA

APPS = ("accounts", "parks", "enterprises", "inquiries", "notifications")
PASSWORD = "a quiet red river 7"
LADDER = ["Startup nursery", "Incubator", "Accelerator", "R&D headquarters", "Park within a park"]


def snapshot():
    """Every row of every table of ours, with all its columns."""
    models = [model for label in APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def figures(slug, metric):
    facts = Fact.objects.filter(park__slug=slug, metric__code=metric).select_related("source")
    return [(fact.value, fact.qualifier, fact.source.code) for fact in facts]


class DemoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.loaded = loading.load(staff_password=PASSWORD)

    def test_every_record_is_there_with_its_texts(self):
        rows = loading.park_rows()
        assert len(rows) == Park.objects.listed().count() == 55
        parks = {park.slug: park for park in Park.objects.all()}
        for row in rows:
            park = parks[row["slug"]]
            for field in ("name", "summary", "description"):
                assert getattr(park, f"{field}_zh_hans") == row[f"{field}_zh"]
                assert getattr(park, f"{field}_en") == row[f"{field}_en"]
        organisations = {one.slug: one for one in Organisation.objects.prefetch_related("sources")}
        rows = read_rows(DATA / "organisations.yaml")
        assert len(rows) == len(organisations) == 105
        for row in rows:
            one = organisations[row["slug"]]
            assert (one.summary_zh_hans, one.summary_en) == (row["summary_zh"], row["summary_en"])
            assert {source.code for source in one.sources.all()} == set(row["sources"])

    def test_every_part_of_a_record_is_a_row(self):
        rows = loading.park_rows() + read_rows(DATA / "organisations.yaml")
        parts = {"figures": "facts", "reach": "reaches", "spaces": "spaces", "phases": "phases"}
        parts |= {"honours": "recognitions", "statements": "statements", "industries": "park_industries"}
        parts |= {"services": "park_services"}
        for key, relation in parts.items():
            model = Park._meta.get_field(relation).related_model
            stated = model._base_manager.exclude(park__is_demonstration=True)
            if key == "spaces":
                stated = stated.exclude(is_demonstration=True)
            assert stated.count() == sum(len(row.get(key, ())) for row in rows), key

    def test_every_version_is_published_and_complete(self):
        for park in Park.objects.all():
            for language in Language.values:
                assert park.is_public_in(language), park.slug
            for field in ("name", "summary", "description"):
                assert getattr(park, f"{field}_zh_hans").strip() and getattr(park, f"{field}_en").strip()
            assert park.sort_key and park.region_id
            assert (park.last_reviewed_on is None) != park.is_demonstration  # loading is no review

    def test_cbtc_says_what_its_sources_say(self):
        assert figures("cbtc", "land_area") == [(Decimal("8.27"), "", "000_d67f2f8555cf9e25.txt")]
        assert figures("cbtc", "planned_tenants") == [(200, "more_than", "000_d67f2f8555cf9e25.txt")]
        assert figures("cbtc", "current_tenants") == [(30, "more_than", "000_d67f2f8555cf9e25.txt")]

    def test_figures_that_contradict_each_other_are_both_kept(self):
        brochure, wallonia = figures("cbtc", "gfa")
        assert brochure == (120_000, "", "000_d67f2f8555cf9e25.txt")
        assert wallonia[0] == 82_000 and wallonia[2].startswith("http://wallonia.be/")
        fact = Fact.objects.get(park__slug="cbtc", value=82_000)
        assert (fact.as_of.year, fact.as_of_precision, fact.headline) == (2016, DatePrecision.YEAR, False)
        several_hundred, close_to_280 = figures("louvain-la-neuve-science-park", "companies")
        assert several_hundred[:2] == (None, "several_hundred") and close_to_280[:2] == (280, "close_to")

    def test_dozens_stay_dozens(self):
        [(value, qualifier, _source)] = figures("cbtc-baroc", "early_tenants")
        assert (value, qualifier) == (None, "dozens")

    def test_each_figure_has_a_source_with_titles_in_both_languages(self):
        for source in Source.objects.all():
            assert source.title_zh_hans and source.title_en, source.code
            assert "shared" not in source.code and "/work/" not in source.code
            assert bool(source.url) == source.code.startswith("http")

    def test_few_figures_are_headlines(self):
        counts = [park.facts.filter(headline=True).count() for park in Park.objects.all()]
        assert max(counts) == 4
        assert Park.objects.get(slug="cbtc").facts.filter(headline=True).count() == 4

    def test_parts_hang_on_their_park_and_guests_on_their_host(self):
        cbtc = Park.objects.get(slug="cbtc")
        assert cbtc.parent.slug == cbtc.host.slug == "louvain-la-neuve-science-park"
        assert {park.slug for park in cbtc.sub_parks.all()} >= {"cbtc-smart-valley", "cbtc-baroc", "cbtc-sbird"}
        guests = {"nanjing-overseas-centre", "zhangjiang-eu-centre", "sino-european-biotech-base"}
        assert {park.slug for park in cbtc.guest_parks.all()} == guests
        for park in Park.objects.select_related("parent"):
            park.clean()

    def test_spaces_are_named_without_invented_numbers(self):
        cbtc = Space.objects.filter(park__slug="cbtc")
        steps = cbtc.filter(kind__group="ladder").order_by("kind__ladder_step")
        assert [space.kind.name_en for space in steps.select_related("kind")] == LADDER
        stated = Space.objects.exclude(is_demonstration=True)
        assert not stated.exclude(area_min=None, area_max=None, price=None, seats=None).exists()

    def test_what_no_source_says_about_a_space_is_not_stated(self):
        stated = Space.objects.filter(is_demonstration=False)
        assert set(stated.values_list("status", flat=True)) == {"not_stated"}
        assert not stated.open().exists() and stated.public().askable().count() == stated.public().count()
        invented = [*Space.objects.filter(is_demonstration=True), *LandParcel.objects.all()]
        assert all(row.has_status for row in invented)

    def test_times_that_are_upper_bounds_say_so(self):
        cbtc = Park.objects.get(slug="cbtc")
        london = cbtc.reaches.get(place_en="London")
        assert (london.minutes, london.within, london.mode) == (120, True, "road_or_rail")
        brussels = cbtc.reaches.get(place_en="Brussels")
        assert (brussels.km, brussels.within, brussels.place_zh_hans) == (25, False, "布鲁塞尔")

    def test_settlement_modes_follow_from_spaces_and_services(self):
        def modes(slug):
            return set(Park.objects.get(slug=slug).settlement_modes.values_list("code", flat=True))

        assert modes("dream-town-hangzhou") == {"incubation"}
        assert modes("startech-russia") == {"acceleration"}
        assert {"office_lease", "company_registration", "rd_centre"} <= modes("cbtc")
        assert not {"buy_build", "land_auction"} & modes("cbtc")
        assert modes("zgc-science-city") == set()
        assert "space_investment_service" in modes("pangyo-techno-valley")
        assert "space_investment_service" not in modes("cbtc-sbird")

    def test_only_parks_whose_operator_has_case_staff_take_inquiries(self):
        roles = (SeatRole.OFFICER, SeatRole.MANAGER)
        staffed = set(Membership.objects.filter(role__in=roles).values_list("operator__slug", flat=True))
        taking = set(Park.objects.accepting().values_list("operator__slug", flat=True))
        assert taking == staffed
        assert not Park.objects.get(slug="silicon-valley").can_be_asked
        assert Park.objects.get(slug="cbtc").can_be_asked
        for operator in Operator.objects.filter(slug__in=staffed):
            assert operator.controller_name_zh_hans and operator.controller_name_en and operator.controller_email

    def test_lin_reaches_cbtc_and_its_parts_only(self):
        lin = User.objects.get(email="lin@cbtc.example.org")
        reached = set(Park.objects.for_staff(lin).values_list("slug", flat=True))
        parts = {"cbtc-smart-valley", "cbtc-baroc", "cbtc-sbird"}
        guests = {"nanjing-overseas-centre", "zhangjiang-eu-centre", "sino-european-biotech-base"}
        assert reached == {"cbtc"} | parts | guests
        assert set(Case.objects.for_staff(lin).values_list("park__slug", flat=True)) == {"cbtc"}
        bao = User.objects.get(email="bao@zgc.example.org")
        assert not Park.objects.for_staff(bao).filter(slug__startswith="cbtc").exists()
        assert Park.objects.for_staff(bao).filter(slug="zgc-software-park").exists()  # a part, run by another operator

    def test_people_can_sign_in_with_the_given_password_only(self):
        people = User.objects.filter(is_staff=True)
        assert {account.email for account in self.loaded.accounts} == {person.email for person in people}
        assert self.loaded.password == PASSWORD
        for person in people:
            assert check_password(PASSWORD, person.password) and PASSWORD not in person.password
            assert person.is_staff and not person.is_superuser and person.email.endswith(".example.org")
        wei = User.objects.get(email="wei@parkbridge.example.org")
        assert wei.platform_role == PlatformRole.ADMIN
        assert {person.language for person in people} == set(Language.values)
        assert set(Membership.objects.values_list("role", flat=True)) == set(SeatRole.values)

    def test_the_person_of_an_enterprise_has_an_account_that_no_password_opens(self):
        anna = User.objects.get(is_staff=False)
        assert anna.email == "anna.peeters@meuse-photonics.example.com" and not anna.has_usable_password()
        company = CompanyProfile.objects.get()
        assert [member.user for member in company.members.all()] == [anna]
        assert company.descriptions.count() == 1
        assert Subscription.objects.live().count() == 2

    def test_inquiries_stand_in_different_stages(self):
        assert Inquiry.objects.count() == len(read_rows(DATA / "inquiries.yaml"))
        stages = set(Case.objects.values_list("stage", flat=True))
        assert stages >= {Stage.NEW, Stage.ACCEPTED, Stage.CONTACTED, Stage.VISITING, Stage.NEGOTIATING, Stage.LOST}
        assert Case.objects.exclude(awaiting_question="").exists()
        assert Case.objects.filter(promise_kept=True).exists()
        assert set(Message.objects.values_list("author", flat=True)) == {"staff", "enterprise"}
        assert Consent.objects.filter(purpose="cross_border").exists()

    def test_invented_companies_cannot_be_mistaken_for_real_ones(self):
        for inquiry in Inquiry.objects.exclude(contact_email=""):
            assert inquiry.contact_email.endswith(".example.com")
        for address in OutgoingEmail.objects.values_list("to", flat=True):
            assert address.endswith((".example.com", ".example.org"))

    def test_the_second_run_changes_nothing_and_asks_little(self):
        before = snapshot()
        with CaptureQueriesContext(connection) as queries:
            again = loading.load(staff_password="another password 123")
        assert set(again.counts.values()) == {0} and again.accounts == [] and again.password == ""
        assert snapshot() == before
        assert len(queries) <= 33  # one question for each kind of record, 13 of catalogues and 17 others

    def test_what_people_changed_stays(self):
        Park.objects.filter(slug="cbtc").update(name_en="Our park", accepts_inquiries=False)
        Fact.objects.filter(park__slug="cbtc", value=82_000).delete()
        Park.objects.filter(slug="silicon-alley").update(state_en="archived")
        User.objects.filter(email="lin@cbtc.example.org").update(name="Lin", is_active=False)
        loading.load()
        cbtc = Park.objects.get(slug="cbtc")
        assert (cbtc.name_en, cbtc.accepts_inquiries) == ("Our park", False)
        assert not Fact.objects.filter(park=cbtc, value=82_000).exists()
        assert Park.objects.get(slug="silicon-alley").state_en == "archived"
        assert not User.objects.get(email="lin@cbtc.example.org").is_active

    def test_a_status_that_an_earlier_version_invented_is_taken_back_unless_somebody_saved_the_space(self):
        Space.objects.filter(is_demonstration=False).update(status="available")
        said, signed, _other, *_rest = Space.objects.filter(park__slug="cbtc", is_demonstration=False)
        later = said.park.created_at + datetime.timedelta(days=1)
        Space.objects.filter(pk=said.pk).update(updated_at=later)
        Space.objects.filter(pk=signed.pk).update(status="let")
        own = Space.objects.create(park=said.park, kind=said.kind, order=99, status="available")
        taken_back = Space.objects.filter(is_demonstration=False).count() - 3
        loaded = loading.load()
        assert loaded.counts["spaces brought up to date"] == taken_back
        kept = {space.pk: space.status for space in Space.objects.filter(is_demonstration=False)}
        assert {pk: kept.pop(pk) for pk in (said.pk, signed.pk, own.pk)} == {
            said.pk: "available",
            signed.pk: "let",
            own.pk: "available",
        }
        assert set(kept.values()) == {"not_stated"}
        assert set(loading.load().counts.values()) == {0}

    def test_a_record_that_was_deleted_comes_back_whole(self):
        Park.objects.get(slug="vib-flanders").delete()
        assert loading.load().counts["parks"] == 1
        park = Park.objects.get(slug="vib-flanders")
        assert park.statements.count() == 3 and park.is_public_in("en")
