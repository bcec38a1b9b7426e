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
    AVAILABLE = "available", _("Available")
    HELD = "held", pgettext_lazy("space", "On hold")
    LET = "let", _("Let")
    EXPIRING = "expiring", _("Lease expiring")
    FITTING_OUT = "fitting_out", _("Fitting out")
    MAINTENANCE = "maintenance", _("Under maintenance")
    OWN_USE = "own_use", _("Own use")
    OFF_MARKET = "off_market", _("Off market")


# An enterprise may ask for these.
OPEN_SPACE_STATUSES = (SpaceStatus.AVAILABLE, SpaceStatus.EXPIRING, SpaceStatus.FITTING_OUT)


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
    SIZE = "size", _("Size")
    COMMUNITY = "community", _("Community")
    PERFORMANCE = "performance", _("Performance")
    COST = "cost", _("Cost")
    ECOSYSTEM = "ecosystem", _("Ecosystem")
    PROGRAMME = "programme", _("Programme")


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
