"""Background work of parks."""

from celery import shared_task

from parks import jobs, links, renditions


@shared_task
def make_renditions(photo_id: int) -> int:
    """Make the sizes of one photo."""
    return renditions.make(photo_id)


@shared_task
def sweep_photos() -> int:
    """Make the sizes of photos that no wake-up reached; one that fails is logged and leaves the rest their turn."""
    return renditions.sweep()


@shared_task
def run_jobs(job_id: int | None = None) -> int:
    """Do this job first, then whatever else is due: new ones, and those that a lost worker left."""
    return jobs.work([] if job_id is None else [job_id])


@shared_task
def check_links() -> int:
    """Ask some of the links that are due."""
    return links.check_due()
