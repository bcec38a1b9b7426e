"""The steps of the form and which questions are asked: by the way to settle, the direction, and how much is wanted.

Pure tables; what is not asked is not sent, even if it was answered before.
"""

from typing import Protocol

from inquiries.enums import Direction, InquiryKind

ENTERPRISE, NEED, CONTACT, REVIEW = STEPS = ("enterprise", "need", "contact", "review")

# What each step shows, in its order.
WINDOWS: dict[str, tuple[str, ...]] = {
    ENTERPRISE: (
        "park",
        "desk",
        "place",
        "wanted_direction",
        "space",
        "opportunity",
        "mode",
        "company_name",
        "country",
        "industry",
        "registration_number",
        "kind",
        "size_band",
        "founded_year",
        "website",
    ),
    NEED: (
        "message",
        "seats",
        "land_area",
        "area_min",
        "area_max",
        "move_in_from",
        "move_in_to",
        "space_types",
        "staff_now",
        "staff_12",
        "staff_36",
        "power_kva",
        "clear_height",
        "floor_load",
        "special_needs",
        "emissions",
        "waste_water",
        "noise",
        "hazardous",
        "budget",
        "budget_currency",
        "budget_period",
        "investment",
        "investment_currency",
        "services",
        "policies",
        "qualifications",
        "readiness",
        "visit_wanted",
        "files",
    ),
    CONTACT: (
        "contact_name",
        "contact_role",
        "contact_email",
        "contact_phone",
        "contact_wechat",
        "contact_language",
        "contact_latin_name",
        "company_name_other",
    ),
    REVIEW: (),
}
# What a link may fill in beforehand; nothing that names a company or a person, since addresses are written down.
PERSONAL = {"company_name", "registration_number", "website", "message", "files"}
PREFILLED = tuple(name for step in (ENTERPRISE, NEED) for name in WINDOWS[step] if name not in PERSONAL)
# Where a link to the form came from; kept beside the answers, never shown.
CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")

AREA = ("area_min", "area_max", "space_types")
WHEN = ("move_in_from", "move_in_to")
STAFF = ("staff_now", "staff_12", "staff_36")
LIMITS = ("power_kva", "clear_height", "floor_load", "special_needs")
ENVIRONMENT = ("emissions", "waste_water", "noise", "hazardous")
BUDGET = ("budget", "budget_currency", "budget_period")
INVESTMENT = ("investment", "investment_currency")
# What a way to settle adds to the questions that everybody gets.
BY_MODE: dict[str, tuple[str, ...]] = {
    "office_lease": (*AREA, *WHEN, *STAFF, *BUDGET),
    "factory_lease": (*AREA, *WHEN, *STAFF, *LIMITS, *BUDGET),
    "buy_build": ("land_area", *AREA, *WHEN, *STAFF, "power_kva", "special_needs", *INVESTMENT),
    "land_auction": ("land_area", *WHEN, "power_kva", "special_needs", *INVESTMENT),
    "foreign_investment": (*AREA, *WHEN, *STAFF, *LIMITS, *INVESTMENT),
    "company_registration": (*WHEN, *STAFF),
    "incubation": (*AREA, *WHEN, *STAFF, *BUDGET),
    "acceleration": (*AREA, *WHEN, *STAFF, *BUDGET),
    "overseas_pre_incubation": (*AREA, *WHEN, *STAFF, *BUDGET),
    "desk": ("seats", *WHEN, *BUDGET),
    "rd_centre": (*AREA, *WHEN, *STAFF, *LIMITS, *BUDGET, *INVESTMENT),
    "rep_office": (*AREA, *WHEN, *STAFF, *BUDGET),
    "park_cooperation": (*AREA, *INVESTMENT),
    "space_investment_service": (*AREA, *WHEN, *STAFF, *LIMITS, *INVESTMENT),
    "cooperation": (*INVESTMENT,),
}
ANY_SPACE = (*AREA, *WHEN, *STAFF, *BUDGET)  # a way to settle that was added later and needs a space
NO_SPACE = (*WHEN, *STAFF)
# Asked only of who names no park, where the platform has a desk that looks for one.
DESK = ("desk", "place", "wanted_direction")
# Names in the other script are needed where somebody else's papers use it.
OTHER_SCRIPT = ("company_name_other", "contact_latin_name")
# Recognitions that Chinese authorities give, so nobody from elsewhere who comes to China is asked for them.
CHINESE = ("qualifications",)
BY_KIND: dict[str, tuple[str, ...]] = {
    InquiryKind.CALLBACK: (
        "park",
        "contact_name",
        "company_name",
        "country",
        "contact_phone",
        "call_window",
        "call_zone",
    ),
    InquiryKind.BROCHURE: (
        "park",
        "contact_name",
        "company_name",
        "country",
        "contact_email",
        "contact_language",
    ),
}
DEPENDING = {*AREA, *WHEN, *STAFF, *LIMITS, *ENVIRONMENT, *BUDGET, *INVESTMENT, "seats", "land_area"}
EVERYBODY = frozenset(name for window in WINDOWS.values() for name in window) - DEPENDING - {*OTHER_SCRIPT, *CHINESE}


class Mode(Protocol):
    """What of a `SettlementMode` counts here."""

    code: str
    needs_space: bool
    needs_environment: bool


def fields_for(mode: Mode | None, direction: str, kind: str = InquiryKind.FULL) -> frozenset[str]:
    """The questions to ask. Without a mode none that depends on it; without a direction those of every direction."""
    if kind != InquiryKind.FULL:
        return frozenset(BY_KIND[kind])
    asked = set(EVERYBODY)
    if mode is not None:
        asked |= set(BY_MODE.get(mode.code, ANY_SPACE if mode.needs_space else NO_SPACE))
        if mode.needs_environment:
            asked |= set(ENVIRONMENT)
    if direction != Direction.DOMESTIC:
        asked |= set(OTHER_SCRIPT)
    if direction != Direction.INBOUND:
        asked |= set(CHINESE)
    return frozenset(asked)


def after(step: str) -> str:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: str) -> str:
    return STEPS[max(STEPS.index(step) - 1, 0)]


def step_of(field: str) -> str:
    """The step that shows this question."""
    return next(step for step, window in WINDOWS.items() if field in window)
