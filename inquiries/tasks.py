"""Background work of inquiries."""

from celery import shared_task

from inquiries import orphans, staging


@shared_task
def clear_staged() -> int:
    """Delete uploads of forms that were never sent."""
    return staging.clear()


@shared_task
def clear_orphans() -> int:
    """Delete files of attachments that no row names."""
    return orphans.clear()
