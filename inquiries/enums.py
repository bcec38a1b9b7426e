"""Words of inquiries and cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parks.enums import SeatRole


class Direction(models.TextChoices):
    OUTBOUND = "outbound", _("Outbound")
    INBOUND = "inbound", _("Inbound")
    DOMESTIC = "domestic", _("Domestic")


class InquiryKind(models.TextChoices):
    """How much was asked: the whole form, or one of its two short forms."""

    FULL = "full", _("Settlement inquiry")
    CALLBACK = "callback", _("Call back")
    BROCHURE = "brochure", pgettext_lazy("inquiry kind", "Brochure")


class CallWindow(models.TextChoices):
    """When a call suits, on the clocks of the zone that is named with it."""

    ANY = "any", _("Any time in working hours")
    MORNING = "morning", _("Morning, 9:00–12:00")
    AFTERNOON = "afternoon", _("Afternoon, 13:00–17:00")
    EVENING = "evening", _("Evening, 18:00–20:00")


class CallZone(models.TextChoices):
    """Where the clocks are that a call goes by; codes of the time-zone database."""

    SHANGHAI = "Asia/Shanghai", _("China (Beijing time)")
    BRUSSELS = "Europe/Brussels", _("Brussels, Paris, Berlin")
    LONDON = "Europe/London", _("London")
    MOSCOW = "Europe/Moscow", _("Moscow")
    DUBAI = "Asia/Dubai", _("Dubai")
    KOLKATA = "Asia/Kolkata", _("India")
    SINGAPORE = "Asia/Singapore", _("Singapore")
    TOKYO = "Asia/Tokyo", _("Tokyo, Seoul")
    SYDNEY = "Australia/Sydney", _("Sydney")
    NEW_YORK = "America/New_York", _("New York")
    LOS_ANGELES = "America/Los_Angeles", _("Los Angeles")


class Readiness(models.TextChoices):
    DECIDING = "deciding", _("Decided, want to talk")
    SHORTLIST = "shortlist", _("On our shortlist")
    EXPLORING = "exploring", _("Exploring")
    NOT_NOW = "not_now", _("Not yet, keep me informed")


class InquirySource(models.TextChoices):
    """How an inquiry came in."""

    WEB = "web", pgettext_lazy("inquiry source", "Website")
    API = "api", _("Interface (API)")
    REFERRAL = "referral", _("Referral")
    AGENT = "agent", _("Channel partner")
    VISIT = "visit", _("Walk-in")
    EVENT = "event", pgettext_lazy("inquiry source", "Event")
    GOV = "gov", _("Government referral")
    SOCIAL = "social", _("Social/WeChat")
    SEARCH = "search", pgettext_lazy("inquiry source", "Search")
    PAIRING = "pairing", _("Paired park")
    IMPORT = "import", pgettext_lazy("inquiry source", "Import")
    PHONE = "phone", _("Phone")


class Screening(models.TextChoices):
    """What the spam defences think. Quarantined inquiries are kept, and staff release or reject them."""

    CLEAR = "clear", _("Clear")
    QUARANTINED = "quarantined", _("Quarantined")
    RELEASED = "released", _("Released by staff")


class Stage(models.TextChoices):
    NEW = "new", _("New inquiry")
    ACCEPTED = "accepted", _("Accepted")
    CONTACTED = "contacted", _("Contacted")
    VISITING = "visiting", _("Visit")
    PROPOSAL = "proposal", pgettext_lazy("stage", "Proposal")
    NEGOTIATING = "negotiating", _("Negotiating")
    ADMITTED = "admitted", _("Admitted")
    SIGNED = "signed", _("Signed")
    SETTLED = "settled", _("Settled")
    LOST = "lost", _("Lost")
    WITHDRAWN = "withdrawn", _("Withdrawn by the enterprise")
    TRANSFERRED = "transferred", _("Transferred")
    DUPLICATE = "duplicate", _("Duplicate")
    INVALID = "invalid", _("Invalid")


# The way from the first word to the key, in order.
PATH = (
    Stage.NEW,
    Stage.ACCEPTED,
    Stage.CONTACTED,
    Stage.VISITING,
    Stage.PROPOSAL,
    Stage.NEGOTIATING,
    Stage.ADMITTED,
    Stage.SIGNED,
    Stage.SETTLED,
)
# A case ends in one of these; re-opening needs a reason.
ENDS = (Stage.LOST, Stage.WITHDRAWN, Stage.TRANSFERRED, Stage.DUPLICATE, Stage.INVALID)
# Until the signature an enterprise may fall silent; afterwards a contract stands, whatever it says.
UNSIGNED_STAGES = PATH[: PATH.index(Stage.SIGNED)]
OPEN_STAGES = tuple(stage for stage in PATH if stage != Stage.SETTLED)
# What each stage is called towards the enterprise: where its inquiry stands, nothing of the park's own business.
ENTERPRISE_LABELS = {
    Stage.NEW: _("Received"),
    Stage.ACCEPTED: _("Accepted"),
    Stage.CONTACTED: _("In contact"),
    Stage.VISITING: _("Visit agreed"),
    Stage.PROPOSAL: _("Proposal sent"),
    Stage.NEGOTIATING: _("In talks"),
    Stage.ADMITTED: _("Admission approved"),
    Stage.SIGNED: _("Contract signed"),
    Stage.SETTLED: _("Moved in"),
    Stage.LOST: pgettext_lazy("inquiry", "Closed"),
    Stage.WITHDRAWN: _("Withdrawn by you"),
    Stage.TRANSFERRED: _("Handed over"),
    Stage.DUPLICATE: _("Continued under another inquiry"),
    Stage.INVALID: pgettext_lazy("inquiry", "Closed"),
}
# The enterprise gets a mail when its case enters one of these. The others reach it by a message anyway
# (contacted, proposal) or are the park's own business (negotiating, invalid).
PUBLIC_STAGES = (
    Stage.ACCEPTED,
    Stage.VISITING,
    Stage.ADMITTED,
    Stage.SIGNED,
    Stage.SETTLED,
    Stage.LOST,
    Stage.WITHDRAWN,
    Stage.TRANSFERRED,
    Stage.DUPLICATE,
)


class LostReason(models.TextChoices):
    PRICE = "price", _("Price")
    LOCATION = "location", _("Location")
    AREA = "area", _("Area mismatch")
    TECH_LIMIT = "tech_limit", _("Technical or environmental limit")
    INDUSTRY_FIT = "industry_fit", _("Outside industry focus")
    POLICY = "policy", _("Incentives insufficient")
    TIMING = "timing", _("Timing")
    COMPETITOR = "competitor", _("Went elsewhere")
    SILENT = "silent", _("No response")
    FUNDING = "funding", _("Funding not secured")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OTHER = "other", _("Other")


class ConsentPurpose(models.TextChoices):
    ANSWERING = "answering", _("Answering the inquiry")
    CROSS_BORDER = "cross_border", _("Transfer to a recipient in another country")
    ROUTING = "routing", _("Finding parks for the inquiry")


class PrivacyKind(models.TextChoices):
    """What somebody asked for about the personal data of an inquiry."""

    EXPORT = "export", pgettext_lazy("privacy request", "A copy")
    ERASE = "erase", pgettext_lazy("privacy request", "Erasure")
    WITHDRAW = "withdraw", pgettext_lazy("privacy request", "Withdrawal of a consent")


class PrivacySource(models.TextChoices):
    """Who asked."""

    PERSON = "person", pgettext_lazy("privacy request", "The person")
    STAFF = "staff", pgettext_lazy("privacy request", "The platform, for the person")
    TIME = "time", pgettext_lazy("privacy request", "The end of the retention period")


class PrivacyState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("privacy request", "Asked, not confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("privacy request", "Confirmed, being carried out")
    DONE = "done", pgettext_lazy("privacy request", "Done")
    LAPSED = "lapsed", pgettext_lazy("privacy request", "Lapsed")


class YesNoUnknown(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known yet")


class MessageAuthor(models.TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    STAFF = "staff", _("Park staff")


class InteractionKind(models.TextChoices):
    CALL = "call", _("Phone call")
    WECHAT = "wechat", _("WeChat")
    MEETING = "meeting", _("Meeting")
    EMAIL = "email", _("E-mail outside the system")


class ContactOutcome(models.TextChoices):
    """What a logged contact came to."""

    SPOKE = "spoke", _("We spoke")
    TRIED = "tried", _("Tried, nobody reached")
    ANSWERED = "answered", _("We spoke, and our question is answered")


class TransferState(models.TextChoices):
    """Where the question stands whether another operator may have the inquiry."""

    ASKED = "asked", _("Asked")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "Withdrawn")


class RoutingState(models.TextChoices):
    """Where an inquiry that named no park stands at the platform's desk."""

    OPEN = "open", _("Looking for parks")
    ROUTED = "routed", _("Passed on to parks")
    ENDED = "ended", pgettext_lazy("routing", "Ended")


class RoutingEnd(models.TextChoices):
    """Why the desk stopped looking. The enterprise reads it, unless it was no inquiry at all."""

    NO_MATCH = "no_match", _("No park fits")
    ANSWERED = "answered", _("The question is answered")
    WITHDRAWN = "withdrawn", _("Withdrawn by the enterprise")
    SILENT = "silent", _("No response")
    INVALID = "invalid", _("Not an inquiry")
    OTHER = "other", _("Other")


class OfferState(models.TextChoices):
    """Where the desk's proposal of one park stands."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "Withdrawn")


LIVE_OFFERS = (OfferState.PROPOSED, OfferState.ACCEPTED)


class DuplicateAnswer(models.TextChoices):
    """Staff's answer to “is this company known already?”."""

    OPEN = "", _("Not answered")
    NOT_DUPLICATE = "not_duplicate", _("Not a duplicate")
    LINKED = "linked", _("Linked to a known company")


class VisitMode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")


class VisitState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Took place")
    NO_SHOW = "no_show", _("No-show")
    CANCELLED = "cancelled", _("Cancelled")


class ProposalAnswer(models.TextChoices):
    """What the enterprise says to an offer."""

    ACCEPTED = "accepted", _("Accepts the proposal")
    COUNTERED = "countered", _("Makes a counter-offer")
    DECLINED = "declined", _("Declines the proposal")


class HoldState(models.TextChoices):
    """A hold on a space: asked for by the enterprise, live, or over in one of four ways."""

    ASKED = "asked", pgettext_lazy("hold", "Asked for")
    LIVE = "live", pgettext_lazy("hold", "On hold")
    DECLINED = "declined", pgettext_lazy("hold", "Declined")
    RELEASED = "released", pgettext_lazy("hold", "Released")
    EXPIRED = "expired", pgettext_lazy("hold", "Expired")
    SIGNED = "signed", pgettext_lazy("hold", "Became a contract")


OVER_HOLDS = (HoldState.DECLINED, HoldState.RELEASED, HoldState.EXPIRED, HoldState.SIGNED)


# What each state is called towards the enterprise.
ENTERPRISE_VISIT_LABELS = {
    VisitState.PROPOSED: _("Asked for"),
    VisitState.CONFIRMED: _("Confirmed"),
    VisitState.HELD: _("Took place"),
    VisitState.NO_SHOW: _("Did not take place"),
    VisitState.CANCELLED: _("Cancelled"),
}


class VisaLetter(models.TextChoices):
    """The letter of invitation that an embassy wants to see."""

    NONE = "none", _("Not needed")
    ASKED = "asked", _("Asked for")
    SENT = "sent", pgettext_lazy("letter", "Sent")


class ServiceStatus(models.TextChoices):
    """Where a request for a service stands."""

    OPEN = "open", pgettext_lazy("service request", "Submitted")
    ACCEPTED = "accepted", pgettext_lazy("service request", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("service request", "In progress")
    WAITING = "waiting", pgettext_lazy("service request", "Waiting for applicant")
    SOLVED = "solved", pgettext_lazy("service request", "Solved")
    REJECTED = "rejected", pgettext_lazy("service request", "Rejected")
    CLOSED = "closed", pgettext_lazy("service request", "Closed")


# The park still has something to do, or waits for the answer that lets it go on.
LIVE_SERVICE = (ServiceStatus.OPEN, ServiceStatus.ACCEPTED, ServiceStatus.IN_PROGRESS, ServiceStatus.WAITING)


class ServiceEntryKind(models.TextChoices):
    """One line of a request's log."""

    STATUS = "status", pgettext_lazy("service request", "Change of status")
    MESSAGE = "message", pgettext_lazy("service request", "Message")
    NOTE = "note", pgettext_lazy("service request", "Internal note")


class CheckInMonth(models.IntegerChoices):
    """How long after moving in a tenant is asked how it goes."""

    THREE = 3, _("after 3 months")
    SIX = 6, _("after 6 months")
    TWELVE = 12, _("after 12 months")


class BudgetPeriod(models.TextChoices):
    MONTH = "month", _("per month")
    YEAR = "year", _("per year")
    ONCE = "once", _("once")


# The seats whose holders answer inquiries and may be in charge of a case.
CASE_ROLES = (SeatRole.OFFICER, SeatRole.MANAGER)


class IncomingState(models.TextChoices):
    """What became of a mail that arrived at the reply address."""

    ACCEPTED = "accepted", pgettext_lazy("incoming mail", "Taken over")
    QUARANTINED = "quarantined", pgettext_lazy("incoming mail", "Held back")
    REJECTED = "rejected", pgettext_lazy("incoming mail", "Rejected")
    IGNORED = "ignored", pgettext_lazy("incoming mail", "Sent by a machine")
    FAILED = "failed", pgettext_lazy("incoming mail", "Could not be taken over; tried again")


class IncomingReason(models.TextChoices):
    """Why a mail was not taken over at once."""

    STRANGER = "stranger", _("It comes from another address than the one that was written to")
    FORGED = "forged", _("Its reply address was not made here, or with a key that is no longer used")
    NO_ADDRESS = "no_address", _("It was sent to no reply address")
    SEVERAL = "several", _("It was sent to several cases at once")
    NO_CASE = "no_case", _("Its case does not exist any more")
    NO_RIGHT = "no_right", _("Its writer does not work on this case any more")
    UNAUTHENTIC = "unauthentic", _("The mail server doubts that it comes from where it says")
    TOO_MANY = "too_many", _("Too many mails came to this address within an hour")
    TOO_LARGE = "too_large", _("It is too large")
    UNREADABLE = "unreadable", _("It cannot be read")
    EMPTY = "empty", _("It says nothing and brings no file")
    REFUSED = "refused", _("The case takes no messages at present")
    AUTO_REPLY = "auto_reply", _("An automatic answer")
    LOOP = "loop", _("One of our own mails came back")
    BOUNCE = "bounce", _("Notice that a mail could not be delivered")
    ERROR = "error", _("An error of ours; see the log")
