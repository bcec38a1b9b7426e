"""Words of parks. Codes are stored; labels exist in both languages (docs/architecture.md, domain terms)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OperatorKind(models.TextChoices):
    PARK_OPERATOR = "park_operator", _("Park operator")
    GOVERNMENT = "government", _("Authority")
    WELCOME_OFFICE = "welcome_office", _("Welcome Office")
    AGENCY = "agency", _("Promotion agency")
    COMMITTEE = "committee", _("Alliance committee")
    PLATFORM = "platform", pgettext_lazy("operator kind", "Platform")


class LinkState(models.TextChoices):
    """What is known about an address that our content leads to."""

    NEW = "new", _("Not asked yet")
    GOOD = "good", pgettext_lazy("link", "Answers")
    MOVED = "moved", _("Moved for good")
    UNCLEAR = "unclear", _("Lets no program in")
    DOUBTFUL = "doubtful", _("Failed once")
    BROKEN = "broken", pgettext_lazy("link", "Broken")


class SeatRole(models.TextChoices):
    """What a member of an operator may do with that operator's records."""

    EDITOR = "park_editor", _("Park editor")
    OFFICER = "park_officer", _("Park officer")
    MANAGER = "park_manager", _("Park manager")


class ParkKind(models.TextChoices):
    SCIENCE_PARK = "science_park", _("Science park")
    HIGH_TECH_ZONE = "high_tech_zone", _("High-tech zone")
    INDUSTRIAL_PARK = "industrial_park", _("Industrial park")
    FEATURED_PARK = "featured_park", _("Featured industrial park")
    FUTURE_PARK = "future_park", _("Future-industry park")
    INCUBATOR = "incubator", _("Incubator")
    ACCELERATOR = "accelerator", _("Accelerator")
    MAKER_SPACE = "maker_space", _("Maker space")
    UNIVERSITY_PARK = "university_park", _("University science park")
    BONDED_ZONE = "bonded_zone", _("Comprehensive bonded zone")
    OVERSEAS_PARK = "overseas_park", _("Overseas park")
    PARK_IN_PARK = "park_in_park", _("Park-in-park")
    INNOVATION_CENTER = "innovation_center", _("Innovation centre")
    INNOVATION_DISTRICT = "innovation_district", _("Innovation district")


class ParkLevel(models.TextChoices):
    NATIONAL = "national", _("National")
    PROVINCIAL = "provincial", _("Provincial")
    MUNICIPAL = "municipal", _("Municipal")
    DISTRICT = "district", pgettext_lazy("park level", "District")
    INTERNATIONAL = "international", _("International")


class ParkState(models.TextChoices):
    """Only `building`, `operating` and `planning` parks can be asked for a place."""

    PLANNING = "planning", _("Planning")
    BUILDING = "building", _("Under construction")
    OPERATING = "operating", _("Operating")
    FULL = "full", _("Full")
    CLOSED = "closed", _("Closed")


class RegionKind(models.TextChoices):
    COUNTRY = "country", _("Country or region")
    PROVINCE = "province", _("Province or state")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")


class IndustryGroup(models.TextChoices):
    STRATEGIC = "strategic", _("Strategic industry")
    FUTURE = "future", _("Future industry")
    SERVICE = "service", _("Service industry")


class SpaceGroup(models.TextChoices):
    LADDER = "ladder", _("Ladder of space")
    PREMISES = "premises", _("Premises")
    SHARED = "shared", _("Shared facilities")
    AMENITY = "amenity", _("Amenities")


class SpaceStatus(models.TextChoices):
    """`not_stated`: nobody said whether it is free. That is no promise, and no reason against asking either."""

    NOT_STATED = "not_stated", pgettext_lazy("space", "Not stated")
    AVAILABLE = "available", _("Available")
    HELD = "held", pgettext_lazy("space", "On hold")
    LET = "let", _("Let")
    EXPIRING = "expiring", _("Lease expiring")
    FITTING_OUT = "fitting_out", _("Fitting out")
    MAINTENANCE = "maintenance", _("Under maintenance")
    OWN_USE = "own_use", _("Own use")
    OFF_MARKET = "off_market", _("Off market")


# The park said that these can be had, now or soon: what “open” means in filters and counts.
OPEN_SPACE_STATUSES = (SpaceStatus.AVAILABLE, SpaceStatus.EXPIRING, SpaceStatus.FITTING_OUT)
# An enterprise may ask for these: the answer to its question is what tells whether an unstated one is free.
ASKABLE_SPACE_STATUSES = (*OPEN_SPACE_STATUSES, SpaceStatus.NOT_STATED)


class Fitting(models.TextChoices):
    SHELL = "shell", _("Shell & core")
    BASIC = "basic", _("Basic fit-out")
    FULL = "full", _("Fitted")


class ServiceTier(models.TextChoices):
    GENERAL = "general", _("General")
    PROFESSIONAL = "professional", _("Professional")
    VALUE_ADDED = "value_added", _("Value-added")
    SUPPORT = "support", _("Support")
    PLATFORM = "platform", _("Platform mechanism")


class OrganisationKind(models.TextChoices):
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    CLUSTER = "cluster", _("Cluster")
    ASSOCIATION = "association", _("Association")
    LAW_FIRM = "law_firm", _("Law firm")
    ACCOUNTING = "accounting", _("Accounting & advisory")
    BANK = "bank", _("Bank")
    GUARANTEE = "guarantee", _("Guarantee company")
    FUND = "fund", _("Fund")
    HOSPITAL = "hospital", _("Hospital")
    GOVERNMENT = "government", _("Government body")
    CHAMBER = "chamber", _("Chamber")
    INCUBATOR_OPERATOR = "incubator_operator", _("Incubator operator")
    MEDIA = "media", _("Media")
    COMPANY = "company", _("Company")
    WELCOME_OFFICE = "welcome_office", _("Welcome Office")
    PARK_OPERATOR = "park_operator", _("Park operator")


class OrganisationRole(models.TextChoices):
    """What an organisation is to a park."""

    PARTNER = "partner", _("Partner")
    TENANT = "tenant", _("Tenant")


class MetricGroup(models.TextChoices):
    SIZE = "size", pgettext_lazy("group of figures", "Size")
    COMMUNITY = "community", _("Community")
    PERFORMANCE = "performance", _("Performance")
    COST = "cost", _("Cost")
    ECOSYSTEM = "ecosystem", _("Ecosystem")
    PROGRAMME = "programme", _("Programme")
    MODEL = "model", _("Model of a world-leading park")


class Qualifier(models.TextChoices):
    """How exact a source was about a figure. Shown with the value, or instead of it when there is none."""

    EXACT = "", _("exactly")
    MORE_THAN = "more_than", _("more than")
    LESS_THAN = "less_than", _("less than")
    ABOUT = "about", pgettext_lazy("qualifier", "about")
    CLOSE_TO = "close_to", _("close to")
    WITHIN_TOP = "within_top", _("within the top")
    DOZENS = "dozens", _("dozens")
    SEVERAL_HUNDRED = "several_hundred", _("several hundred")
    EXPECTED_MORE_THAN = "expected_more_than", _("expected, more than")
    TWO_THIRDS = "two_thirds", _("two thirds")
    MORE_THAN_A_THIRD = "more_than_a_third", _("more than a third")


class DatePrecision(models.TextChoices):
    YEAR = "year", _("Year")
    MONTH = "month", _("Month")
    DAY = "day", _("Day")


class ReachMode(models.TextChoices):
    ROAD = "road", _("Road")
    RAIL = "rail", _("Rail")
    ROAD_OR_RAIL = "road_or_rail", _("Road or rail")
    AIR = "air", _("Air")
    SEA = "sea", _("Sea")
    WALK = "walk", _("On foot")


class PhaseState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_CONSTRUCTION = "under_construction", _("Under construction")
    COMPLETED = "completed", _("Completed")


class PricePeriod(models.TextChoices):
    DAY = "day", _("per day")
    MONTH = "month", _("per month")
    YEAR = "year", _("per year")
    ONCE = "once", _("once")


class PriceBasis(models.TextChoices):
    M2 = "m2", _("per m²")
    SEAT = "seat", _("per seat")
    UNIT = "unit", _("per unit")
    HA = "ha", _("per hectare")


class CleanroomClass(models.TextChoices):
    """ISO 14644-1 classes, then the grades of good manufacturing practice."""

    ISO_5 = "iso_5", "ISO 5"
    ISO_6 = "iso_6", "ISO 6"
    ISO_7 = "iso_7", "ISO 7"
    ISO_8 = "iso_8", "ISO 8"
    GMP_A = "gmp_a", _("GMP grade A")
    GMP_B = "gmp_b", _("GMP grade B")
    GMP_C = "gmp_c", _("GMP grade C")
    GMP_D = "gmp_d", _("GMP grade D")


class FireClass(models.TextChoices):
    """Fire hazard of production as GB 50016 names it; the first is the most dangerous."""

    A = "a", pgettext_lazy("fire hazard", "Class A (most dangerous)")
    B = "b", pgettext_lazy("fire hazard", "Class B")
    C = "c", pgettext_lazy("fire hazard", "Class C")
    D = "d", pgettext_lazy("fire hazard", "Class D")
    E = "e", pgettext_lazy("fire hazard", "Class E (least dangerous)")


class LandUse(models.TextChoices):
    INDUSTRIAL = "industrial", _("Industry")
    RESEARCH = "research", _("Research and development")
    LOGISTICS = "logistics", _("Logistics")
    COMMERCIAL = "commercial", _("Commerce and offices")
    MIXED = "mixed", _("Mixed use")


class SupplyMode(models.TextChoices):
    """How land is given out; in China by tender, auction or listing (招拍挂)."""

    TENDER = "tender", _("Tender")
    AUCTION = "auction", _("Auction")
    LISTING = "listing", _("Listing")
    AGREEMENT = "agreement", _("Agreement")
    LEASE = "lease", _("Lease")
    SALE = "sale", _("Sale")


class FeeKind(models.TextChoices):
    FREE = "free", _("Free of charge")
    INCLUDED = "included", _("Included in the rent")
    PAID = "paid", _("For a fee")
    AGREED = "agreed", _("By agreement")


class PolicyKind(models.TextChoices):
    TAX = "tax", pgettext_lazy("policy", "Tax")
    LAND_SPACE = "land_space", _("Land & space")
    RENT = "rent", _("Rent subsidy")
    TALENT = "talent", _("Talent")
    RD_GRANT = "rd_grant", _("R&D grant")
    FINANCE = "finance", pgettext_lazy("policy", "Finance")
    MARKET = "market", _("Market access")
    CUSTOMS = "customs", _("Customs & bonded")
    APPROVAL = "approval", _("Faster approval")
    PILOT = "pilot", pgettext_lazy("policy", "Pilot")
    SETTLEMENT_AWARD = "settlement_award", _("Settlement award")
    IP = "ip", _("IP")
    TECH_TRANSFER = "tech_transfer", pgettext_lazy("policy", "Technology transfer")
    STRATEGY = "strategy", _("Strategy or plan")
    SERVICE = "service", pgettext_lazy("policy", "Service to enterprises")
    NOTICE = "notice", pgettext_lazy("policy", "Notice")


class PolicyLevel(models.TextChoices):
    NATIONAL = "national", _("National")
    PROVINCIAL = "provincial", _("Provincial")
    MUNICIPAL = "municipal", _("Municipal")
    DISTRICT = "district", pgettext_lazy("park level", "District")
    PARK = "park", pgettext_lazy("policy level", "Park")
    COUNTRY = "country", _("Foreign national")


class PolicyDelivery(models.TextChoices):
    AUTOMATIC = "automatic", _("Granted without application")
    INSTANT = "instant", _("Granted at once on application")
    REVIEWED = "reviewed", _("Granted after review")


class PolicyEffect(models.TextChoices):
    """Only an incentive can be offered to an enterprise; a notice announces, a framework sets rules."""

    INCENTIVE = "incentive", _("Incentive")
    FRAMEWORK = "framework", _("Framework")
    NOTICE = "notice", pgettext_lazy("policy", "Notice")


class ConditionAttribute(models.TextChoices):
    """What a condition asks of an enterprise. `statement` cannot be judged by a machine and stays unknown."""

    COUNTRY = "country", _("Country of the enterprise")
    ENTERPRISE_TYPE = "enterprise_type", _("Type of enterprise")
    QUALIFICATION = "qualification", _("Qualification")
    INDUSTRY = "industry", _("Industry")
    STAFF = "staff", _("Staff")
    YEARS = "years", _("Years since founding")
    REGISTERED_IN = "registered_in", _("Registered in")
    INVESTMENT = "investment", _("Planned investment")
    AREA = "area", _("Area needed (m²)")
    MODE = "mode", _("Way to settle")
    STATEMENT = "statement", _("Other requirement")


class ConditionTest(models.TextChoices):
    ONE_OF = "one_of", _("one of")
    NONE_OF = "none_of", _("none of")
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")


class CooperationMode(models.TextChoices):
    JV = "jv", _("Joint venture")
    WFOE = "wfoe", _("Wholly foreign-owned")
    MA = "ma", _("Acquisition")
    LICENSING = "licensing", _("Technology licence")
    PPP = "ppp", _("Public-private partnership")
    EQUITY = "equity", _("Equity")
    CONTRACT_MFG = "contract_mfg", _("Contract manufacturing")
    SPACE_ONLY = "space_only", _("Space only")
    RESEARCH = "research", _("Joint research")


class OpportunityState(models.TextChoices):
    OPEN = "open", pgettext_lazy("opportunity", "Open")
    IN_TALKS = "in_talks", _("In talks")
    CLOSED = "closed", pgettext_lazy("opportunity", "Closed")


class PartnershipKind(models.TextChoices):
    PARK_IN_PARK = "park_in_park", _("Park-in-park")
    HAND_IN_HAND = "hand_in_hand", _("Hand in hand")
    MUTUAL_DEMO = "mutual_demo", _("Mutual demonstration parks")
    WELCOME_OFFICE = "welcome_office", _("Welcome Office")
    JOINT_CENTRE = "joint_centre", _("Joint centre")
    ALLIANCE = "alliance", _("Alliance")
    DEVELOPMENT = "development", _("Development agreement")
    STRATEGIC = "strategic", _("Strategic cooperation")
    RESEARCH = "research", _("Research cooperation")
    STARTUP = "startup", _("Start-up cooperation")
    CLUSTER = "cluster", _("Cluster cooperation")
    SERVICE = "service", _("Service cooperation")
    LICENCE = "licence", _("Technology licence")
    TALENT = "talent", _("Talent cooperation")
    PROJECT = "project", _("Project signing")


class ArticleKind(models.TextChoices):
    NEWS = "news", _("News")
    FEATURE = "feature", _("Feature")
    ANALYSIS = "analysis", _("Analysis")


class EventKind(models.TextChoices):
    CONFERENCE = "conference", _("Conference")
    ROADSHOW = "roadshow", _("Roadshow")
    SIGNING = "signing", _("Signing")
    OPENING = "opening", _("Opening")
    VISIT = "visit", pgettext_lazy("event", "Visit")
    CEREMONY = "ceremony", _("Ceremony")
    LAUNCH = "launch", _("Launch")
    ANNIVERSARY = "anniversary", _("Anniversary")
    PUBLICATION = "publication", _("Publication")
    CONSTRUCTION = "construction", _("Construction")
    POLICY = "policy", pgettext_lazy("event", "Policy")


class RegistrationState(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("registration", "Confirmed")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")


class RenditionFormat(models.TextChoices):
    WEBP = "webp", "WebP"
    JPEG = "jpeg", "JPEG"
    AVIF = "avif", "AVIF"


class DayKind(models.TextChoices):
    """How a day differs from what the calendar of public holidays says."""

    CLOSED = "closed", _("Holiday")
    WORKED = "worked", _("Working day")
