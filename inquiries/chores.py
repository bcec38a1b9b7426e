"""What has to be done about inquiries as time passes: clocks, reminders, expiries.

Each chore finds by itself what is due, so it may run at any time, twice, or late. The worker and
`manage.py mind_cases` run the same list.
"""

import datetime
import logging
from collections.abc import Callable

from django.utils import timezone

from accounts import audit, codes, links, sessions
from enterprises import joining, subscribing
from inquiries import drafting, servicing, visiting
from inquiries.health import telling
from inquiries.health.names import CHORE
from inquiries.inbound import deciding
from inquiries.privacy import retention
from inquiries.workflow import holding, pipeline, routing_clock, silence, waiting, watching
from notifications import alarm, outbox, runs
from parks import batches, inviting, jobs, reminding, scheduling

Chore = Callable[[datetime.datetime], int]  # does what is due at this moment; returns how many rows it dealt with
CHORES: tuple[tuple[str, Chore], ...] = (
    ("lift_holds", waiting.lift_holds),
    ("warn_of_space_holds", holding.warn_due),
    ("expire_space_holds", holding.expire_due),
    ("warn_due", watching.warn_due),
    ("breach_due", watching.breach_due),
    ("idle_due", watching.idle_due),
    ("warn_desk", routing_clock.warn_due),
    ("breach_desk", routing_clock.breach_due),
    ("warn_silent", silence.warn_silent),
    ("close_silent", silence.close_silent),
    ("send_summary", pipeline.send_summary),
    ("raise_alarm", alarm.raise_alarm),
    ("remind_of_drafts", drafting.remind_due),
    ("erase_drafts", drafting.erase_due),
    ("remind_of_visits", visiting.remind),
    ("forget_mails", deciding.forget),
    ("warn_of_services", servicing.warn_overdue),
    ("close_services", servicing.close_solved),
    ("ask_tenants", servicing.open_due),
    ("tell_subscribers", subscribing.tell_due),
    ("erase_subscriptions", subscribing.erase_due),
    ("publish_planned", scheduling.publish_due),
    ("remind_of_pairs", reminding.remind_of_pairs),
    ("remind_weekly", reminding.remind_weekly),
    ("erase_invitations", joining.erase_due),
    ("erase_sign_in_codes", codes.erase_due),
    ("erase_staff_links", links.erase_due),
    ("erase_invited_seats", inviting.erase_due),
    ("erase_staff_sessions", sessions.erase_due),
    ("finish_erasures", retention.finish),
    ("erase_inquiries", retention.erase_due),
    ("erase_mails", outbox.erase_due),
    ("erase_trail", audit.erase_due),
    ("expire_job_files", jobs.expire_due),
    ("expire_import_files", batches.expire_due),
    ("erase_failures", runs.erase_due),
    ("daily_report", telling.send_daily),
)
logger = logging.getLogger(__name__)


def mind(now: datetime.datetime | None = None) -> dict[str, int | None]:
    """Run every chore. One that fails is logged with its traceback, counts as None and leaves the others their turn.

    When each came to its end, or failed, is noted for the health page.
    """
    now = now or timezone.now()
    done: dict[str, int | None] = {}
    for name, chore in CHORES:
        try:
            done[name] = chore(now)
        except Exception as error:
            logger.exception("chore %s failed; it is tried again next time", name)
            runs.failed(f"{CHORE}{name}", error, now)
            done[name] = None
    runs.done((f"{CHORE}{name}" for name, count in done.items() if count is not None), now)
    return done
