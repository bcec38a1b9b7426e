from inquiries.models.case import Case, Qualification, StageChange
from inquiries.models.conversation import Attachment, Interaction, Message, Note
from inquiries.models.dealings import Proposal, Settlement, Visit
from inquiries.models.inquiry import Consent, Inquiry, ReferenceNumber, Requirement

__all__ = [
    "Attachment",
    "Case",
    "Consent",
    "Inquiry",
    "Interaction",
    "Message",
    "Note",
    "Proposal",
    "Qualification",
    "ReferenceNumber",
    "Requirement",
    "Settlement",
    "StageChange",
    "Visit",
]
