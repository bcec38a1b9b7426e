"""Who is told what about an inquiry: one function for each message, each in its reader's own language.

Every function returns the mails; the caller hands them to `notifications.outbox.queue` in its transaction.
"""

from inquiries.mail.dealings import hold_expiring, hold_requested, proposal_sent, stage_news
from inquiries.mail.drafts import draft_link, draft_reminder
from inquiries.mail.enterprise import (
    brochure,
    confirmation,
    inquiry_received,
    message,
    more_info_requested,
    stage_public_change,
)
from inquiries.mail.platform import pipeline_summary
from inquiries.mail.privacy import (
    consent_withdrawn,
    erasure_confirm,
    erasure_done,
    export_confirm,
    withdrawn_confirm,
)
from inquiries.mail.promise import no_activity, silence_warning, sla_breached, sla_risk
from inquiries.mail.routing import (
    routing_answered,
    routing_due,
    routing_ended,
    routing_message,
    routing_new,
    routing_proposed,
    routing_received,
    routing_reply,
    routing_shared,
)
from inquiries.mail.services import (
    check_in,
    check_in_answered,
    service_request_assigned,
    service_request_new,
    service_request_overdue,
    service_request_replied,
    service_request_update,
)
from inquiries.mail.staff import enquirer_replied, inquiry_assigned, inquiry_new, mail_held, review_needed
from inquiries.mail.transfer import transfer_answered, transfer_asked, transferred_in
from inquiries.mail.visits import (
    visit_cancelled,
    visit_changed,
    visit_confirmed,
    visit_guests,
    visit_reminder,
    visit_requested,
)

__all__ = [
    "brochure",
    "check_in",
    "check_in_answered",
    "confirmation",
    "consent_withdrawn",
    "draft_link",
    "draft_reminder",
    "enquirer_replied",
    "erasure_confirm",
    "erasure_done",
    "export_confirm",
    "hold_expiring",
    "hold_requested",
    "inquiry_assigned",
    "inquiry_new",
    "inquiry_received",
    "mail_held",
    "message",
    "more_info_requested",
    "no_activity",
    "pipeline_summary",
    "proposal_sent",
    "review_needed",
    "routing_answered",
    "routing_due",
    "routing_ended",
    "routing_message",
    "routing_new",
    "routing_proposed",
    "routing_received",
    "routing_reply",
    "routing_shared",
    "service_request_assigned",
    "service_request_new",
    "service_request_overdue",
    "service_request_replied",
    "service_request_update",
    "silence_warning",
    "sla_breached",
    "sla_risk",
    "stage_news",
    "stage_public_change",
    "transfer_answered",
    "transfer_asked",
    "transferred_in",
    "visit_cancelled",
    "visit_changed",
    "visit_confirmed",
    "visit_guests",
    "visit_reminder",
    "visit_requested",
    "withdrawn_confirm",
]
