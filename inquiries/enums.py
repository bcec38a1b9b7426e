"""Words of inquiries and cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parks.enums import SeatRole


class Direction(models.TextChoices):
    OUTBOUND = "outbound", _("Outbound")
    INBOUND = "inbound", _("Inbound")
    DOMESTIC = "domestic", _("Domestic")


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


class BudgetPeriod(models.TextChoices):
    MONTH = "month", _("per month")
    YEAR = "year", _("per year")
    ONCE = "once", _("once")


# The seats whose holders answer inquiries and may be in charge of a case.
CASE_ROLES = (SeatRole.OFFICER, SeatRole.MANAGER)
