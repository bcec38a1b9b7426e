"""What people call the scheduled tasks, the chores, and the other work of the worker; the log calls them by their names
in the source."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from parks.worklist import JobKind

CHORE, JOB = "chore:", "job:"
TASKS = {
    "notifications.tasks.sweep": _("Sending of waiting mails"),
    "notifications.tasks.deliver": _("Sending of new mails"),
    "parks.tasks.sweep_photos": _("Sizes of photos that were left"),
    "parks.tasks.make_renditions": _("Sizes of a new photo"),
    "parks.tasks.run_jobs": _("Imports and exports in the background"),
    "parks.tasks.check_links": _("Check of links"),
    "inquiries.tasks.mind_cases": _("Chores (deadlines and reminders)"),
    "inquiries.tasks.clear_staged": _("Clearing of uploads that were never sent"),
    "inquiries.tasks.clear_orphans": _("Clearing of files that no record names"),
    "inquiries.tasks.read_replies": _("Reading of answers by mail"),
}
CHORES = {
    "lift_holds": _("Taking up cases that were put on hold"),
    "warn_of_space_holds": _("Warnings before holds on spaces end"),
    "expire_space_holds": _("End of holds on spaces"),
    "warn_due": _("Warnings before promised answers"),
    "breach_due": _("Notices of missed promises"),
    "idle_due": _("Reminders of cases without activity"),
    "warn_desk": _("Warnings before promises of the desk"),
    "breach_desk": _("Notices of missed promises of the desk"),
    "warn_silent": _("Warnings to silent enterprises"),
    "close_silent": _("Closing of cases after silence"),
    "send_summary": _("Weekly summary for the platform"),
    "raise_alarm": _("Alarm when the worker is silent"),
    "remind_of_drafts": _("Reminders of unfinished inquiries"),
    "erase_drafts": _("Erasing of old drafts of inquiries"),
    "remind_of_visits": _("Reminders before visits"),
    "forget_mails": _("Erasing of old incoming mails"),
    "warn_of_services": _("Notices of overdue service requests"),
    "close_services": _("Closing of solved service requests"),
    "ask_tenants": _("Questions to tenants after moving in"),
    "tell_subscribers": _("News to subscribers"),
    "erase_subscriptions": _("Erasing of ended subscriptions"),
    "publish_planned": _("Planned publications"),
    "remind_of_pairs": _("Reminders of idle partnerships"),
    "remind_weekly": _("Weekly reminders about content"),
    "erase_invitations": _("Erasing of old invitations of enterprises"),
    "erase_sign_in_codes": _("Erasing of old sign-in codes"),
    "erase_staff_links": _("Erasing of old links for staff"),
    "erase_invited_seats": _("Erasing of old invitations of staff"),
    "erase_staff_sessions": _("Erasing of ended sessions of staff"),
    "finish_erasures": _("Completion of interrupted erasures"),
    "erase_inquiries": _("Erasing of inquiries after their time"),
    "erase_mails": _("Erasing of old outgoing mails"),
    "erase_trail": _("Erasing of old entries of the audit trail"),
    "expire_job_files": _("Clearing of files of background jobs"),
    "expire_import_files": _("Clearing of imported files"),
    "erase_failures": _("Erasing of old notes of failures"),
    "daily_report": _("Daily report about the house"),
}


def label(name: str) -> str:
    """In the active language; of work that is not known here, its name in the source."""
    if name.startswith(JOB):
        kind = name.removeprefix(JOB)
        return str(JobKind(kind).label) if kind in JobKind.values else name
    known = CHORES.get(name.removeprefix(CHORE)) if name.startswith(CHORE) else TASKS.get(name)
    return str(known or name)


def listed(names: Iterable[str]) -> str:
    return pgettext("list", ", ").join(map(label, names))
