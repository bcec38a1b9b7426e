"""What a mailed invitation to a seat holds."""

from notifications.models import OutgoingEmail


def newest_secret():
    """The secret in the newest link."""
    row = OutgoingEmail.objects.filter(event="staff_invitation").latest("pk")
    return row.context["link_url"].rstrip("/").rsplit("/", 1)[1]
