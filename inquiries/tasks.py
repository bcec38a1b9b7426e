"""Background work of inquiries."""

from celery import shared_task

from inquiries import staging


@shared_task
def clear_staged() -> int:
    """Delete uploads of forms that were never sent."""
    return staging.clear()
