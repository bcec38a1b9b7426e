from parks.models.facts import Fact, Phase, Reach, Recognition, Statement
from parks.models.operators import Membership, Operator
from parks.models.organisations import Organisation
from parks.models.parks import Park, ParkIndustry, ParkOrganisation, ParkService
from parks.models.sources import Source
from parks.models.spaces import Building, Photo, Space
from parks.models.taxonomies import Industry, Metric, Region, Service, SettlementMode, SpaceType

__all__ = [
    "Building",
    "Fact",
    "Industry",
    "Membership",
    "Metric",
    "Operator",
    "Organisation",
    "Park",
    "ParkIndustry",
    "ParkOrganisation",
    "ParkService",
    "Phase",
    "Photo",
    "Reach",
    "Recognition",
    "Region",
    "Service",
    "SettlementMode",
    "Source",
    "Space",
    "SpaceType",
    "Statement",
]
