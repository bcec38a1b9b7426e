"""The worker's doors into the mail room. A task is a wake-up: it sends what is due, whoever rang."""

from celery import shared_task

from notifications import delivery, heartbeat


@shared_task
def deliver(ids: list[int]) -> None:
    """Send these rows first, then whatever else is due."""
    delivery.drain(ids)


@shared_task
def sweep() -> None:
    """Every minute: show a sign of life, take back what a lost worker held, send what is due."""
    heartbeat.beat(heartbeat.WORKER)
    delivery.recover()
    delivery.drain()
