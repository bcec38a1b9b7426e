from parks.models.articles import Article
from parks.models.editing import PlannedPublication, PlanState, Revision, RevisionCause, TextSource
from parks.models.events import Event, Registration
from parks.models.facts import Fact, Phase, Reach, Recognition, Statement
from parks.models.finding import ParkKeys
from parks.models.invitedseats import InvitedSeat
from parks.models.jobs import ImportBatch, ImportRow, Job
from parks.models.land import ExchangeRate, LandParcel, TechPlatform
from parks.models.links import Link, LinkUse
from parks.models.operators import HolidayOverride, Membership, Operator
from parks.models.opportunities import Opportunity
from parks.models.organisations import Organisation
from parks.models.parks import Park, ParkIndustry, ParkOrganisation, ParkService
from parks.models.partnerships import Activity, Partnership, Party
from parks.models.photos import Photo, Rendition
from parks.models.policies import Policy, PolicyCondition, PolicyFigure
from parks.models.publication import Publishable
from parks.models.reading import FormerSlug, Fragment, PageVersion
from parks.models.searching import SearchEntry, SearchWord
from parks.models.sources import Source
from parks.models.spaces import Building, Space
from parks.models.steps import ProcessStep
from parks.models.taxonomies import Industry, Metric, Region, Service, SettlementMode, SpaceType

__all__ = [
    "Activity",
    "Article",
    "Building",
    "Event",
    "ExchangeRate",
    "Fact",
    "FormerSlug",
    "Fragment",
    "HolidayOverride",
    "ImportBatch",
    "ImportRow",
    "Industry",
    "InvitedSeat",
    "Job",
    "LandParcel",
    "Link",
    "LinkUse",
    "Membership",
    "Metric",
    "Operator",
    "Opportunity",
    "Organisation",
    "PageVersion",
    "Park",
    "ParkIndustry",
    "ParkKeys",
    "ParkOrganisation",
    "ParkService",
    "Partnership",
    "Party",
    "Phase",
    "Photo",
    "PlanState",
    "PlannedPublication",
    "Policy",
    "PolicyCondition",
    "PolicyFigure",
    "ProcessStep",
    "Publishable",
    "Reach",
    "Recognition",
    "Region",
    "Registration",
    "Rendition",
    "Revision",
    "RevisionCause",
    "SearchEntry",
    "SearchWord",
    "Service",
    "SettlementMode",
    "Source",
    "Space",
    "SpaceType",
    "Statement",
    "TechPlatform",
    "TextSource",
]
