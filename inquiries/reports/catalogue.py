"""The reports there are, in the order of the page, and who may read each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inquiries.reports import content, contracts, inflow, mails, overview, path, promises
from inquiries.reports.scope import CONTENT, COUNT, Scope
from inquiries.reports.tables import Table


@dataclass(frozen=True)
class Report:
    code: str
    title: str | Promise
    says: str | Promise
    permission: str
    tables: Callable[[Scope], list[Table]]


REPORTS = (
    Report("overview", _("Overview"), _("What happened, in a few numbers."), COUNT, overview.tables),
    Report("inflow", _("Inflow"), _("Which inquiries came in, and from where."), COUNT, inflow.tables),
    Report("funnel", _("Funnel"), _("How far inquiries get, and where they stay long."), COUNT, path.funnel),
    Report("promises", _("Promises"), _("Whether first answers came in time."), COUNT, promises.tables),
    Report("conversion", _("Conversion"), _("Which inquiries become contracts."), COUNT, path.conversion),
    Report("lost", _("Lost"), _("Why cases are lost."), COUNT, path.lost),
    Report("contracts", _("Contracts"), _("What was signed, and how fast."), COUNT, contracts.tables),
    Report("mails", _("Mails"), _("Whether mails leave the house."), COUNT, mails.tables),
    Report("content", _("Content"), _("How complete the public texts are."), CONTENT, content.tables),
)


def readable(user: User) -> list[Report]:
    return [report for report in REPORTS if user.has_perm(report.permission)]
