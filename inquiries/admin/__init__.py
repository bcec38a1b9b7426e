"""The back office of inquiries and cases."""

from inquiries.admin import cases, inquiries

__all__ = ["cases", "inquiries"]
