"""Background work of inquiries."""

from celery import shared_task
from django.utils import timezone

from inquiries import chores, orphans, staging
from inquiries.inbound import reading


@shared_task
def clear_staged() -> int:
    """Delete uploads of forms that were never sent."""
    return staging.clear()


@shared_task
def clear_orphans() -> int:
    """Delete files of attachments that no row names."""
    return orphans.clear()


@shared_task
def mind_cases() -> dict[str, int | None]:
    """Do what has become due: clocks, reminders, expiries."""
    return chores.mind()


@shared_task
def read_replies() -> int:
    """Take in the answers that came by mail, if a mailbox is named."""
    return reading.read_configured(timezone.now())
