from inquiries.models.assigning import AssignmentRule
from inquiries.models.case import Case, Qualification, StageChange
from inquiries.models.conversation import Attachment, Interaction, Message, Note
from inquiries.models.dealings import Proposal, Settlement
from inquiries.models.draft import Draft, DraftFile
from inquiries.models.finding import SearchKeys
from inquiries.models.incoming import IncomingEmail
from inquiries.models.inquiry import MINE, AddedInquiry, Consent, Inquiry, ReferenceNumber, Requirement
from inquiries.models.privacy import PrivacyRequest
from inquiries.models.routing import Routing, RoutingMessage, RoutingOffer
from inquiries.models.services import CheckIn, ServiceEntry, ServiceNumber, ServiceRequest
from inquiries.models.spaces import Letting, SpaceHold
from inquiries.models.templates import ReplyTemplate
from inquiries.models.transfer import Transfer
from inquiries.models.visits import Slot, Trip, Visit

__all__ = [
    "MINE",
    "AddedInquiry",
    "AssignmentRule",
    "Attachment",
    "Case",
    "CheckIn",
    "Consent",
    "Draft",
    "DraftFile",
    "IncomingEmail",
    "Inquiry",
    "Interaction",
    "Letting",
    "Message",
    "Note",
    "PrivacyRequest",
    "Proposal",
    "Qualification",
    "ReferenceNumber",
    "ReplyTemplate",
    "Requirement",
    "Routing",
    "RoutingMessage",
    "RoutingOffer",
    "SearchKeys",
    "ServiceEntry",
    "ServiceNumber",
    "ServiceRequest",
    "Settlement",
    "Slot",
    "SpaceHold",
    "StageChange",
    "Transfer",
    "Trip",
    "Visit",
]
