"""Background work of parks."""

from celery import shared_task

from parks import renditions


@shared_task
def make_renditions(photo_id: int) -> int:
    """Make the sizes of one photo."""
    return renditions.make(photo_id)


@shared_task
def sweep_photos() -> int:
    """Make the sizes of photos that no wake-up reached; one that fails is logged and leaves the rest their turn."""
    return renditions.sweep()
