"""The back office of inquiries and cases."""

from inquiries.admin import cases, desk, inquiries, mails, privacy, services, slots, templates

__all__ = ["cases", "desk", "inquiries", "mails", "privacy", "services", "slots", "templates"]
