from inquiries.views.checkins import check_in, unsent_check_in
from inquiries.views.choose import choose
from inquiries.views.dealings import hold, proposal, unsent_answer, unsent_hold
from inquiries.views.desk import desk, unsent_desk
from inquiries.views.drafts import draft, draft_erase, draft_start, draft_step, unsent_start, unsent_step
from inquiries.views.minimal import minimal, unsent_minimal
from inquiries.views.progress import attachment, lookup, progress, unsent_message
from inquiries.views.serving import service_ask, service_request, services, unsent_service, unsent_service_answer
from inquiries.views.submit import receipt, submit, unsent_inquiry
from inquiries.views.transfer import transfer, unsent_transfer
from inquiries.views.visits import unsent_visit_answer, unsent_visit_request, visit, visit_ask, visit_ics

__all__ = [
    "attachment",
    "check_in",
    "choose",
    "desk",
    "draft",
    "draft_erase",
    "draft_start",
    "draft_step",
    "hold",
    "lookup",
    "minimal",
    "progress",
    "proposal",
    "receipt",
    "service_ask",
    "service_request",
    "services",
    "submit",
    "transfer",
    "unsent_answer",
    "unsent_check_in",
    "unsent_desk",
    "unsent_hold",
    "unsent_inquiry",
    "unsent_message",
    "unsent_minimal",
    "unsent_service",
    "unsent_service_answer",
    "unsent_start",
    "unsent_step",
    "unsent_transfer",
    "unsent_visit_answer",
    "unsent_visit_request",
    "visit",
    "visit_ask",
    "visit_ics",
]
