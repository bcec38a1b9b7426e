"""The back office of inquiries and cases."""

from inquiries.admin import (
    cases,
    desk,
    holidays,
    inquiries,
    mails,
    operators,
    privacy,
    rules,
    services,
    slots,
    templates,
)

__all__ = [
    "cases",
    "desk",
    "holidays",
    "inquiries",
    "mails",
    "operators",
    "privacy",
    "rules",
    "services",
    "slots",
    "templates",
]
