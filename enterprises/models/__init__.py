from enterprises.models.alerts import Subscription, Told
from enterprises.models.profiles import CompanyProfile, Invitation, Member
from enterprises.models.records import Enterprise, Story, StoryQuerySet, Tenancy

__all__ = [
    "CompanyProfile",
    "Enterprise",
    "Invitation",
    "Member",
    "Story",
    "StoryQuerySet",
    "Subscription",
    "Tenancy",
    "Told",
]
