"""The mail room in the back office."""

from notifications.admin import mails, previews

__all__ = ["mails", "previews"]
