"""The case list as a file for a spreadsheet. Contact data only where the exporter may take it along."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.enums import AuditAction
from common.network import client_address
from common.tabular import csv_response
from inquiries.models import Case

MASKED = "•••"


def headings() -> list[str]:
    return [
        _("reference"),
        _("stage"),
        _("park"),
        _("Chinese name"),
        _("name in Latin script"),
        _("country/region"),
        _("settlement mode"),
        _("officer in charge"),
        _("received at (UTC)"),
        _("answer promised by (UTC)"),
        _("first answered at (UTC)"),
        _("contact"),
        _("e-mail"),
        _("phone"),
        _("WeChat ID"),
    ]


def rows(cases: QuerySet[Case], open_to: set[int]) -> Iterator[list[Any]]:
    """`open_to`: the cases whose contact columns are not masked."""
    for case in cases:
        inquiry, enterprise = case.inquiry, case.inquiry.enterprise
        names = [enterprise.name_zh_hans, enterprise.name_en]
        contact = [inquiry.contact_name, inquiry.contact_email, inquiry.contact_phone, inquiry.contact_wechat]
        yield [
            inquiry.reference,
            case.get_stage_display(),
            str(case.park),
            *([MASKED, MASKED] if case.is_shut else names),
            enterprise.country.name,  # type: ignore[attr-defined]  # a django_countries.Country
            str(inquiry.mode or inquiry.get_kind_display()),
            str(case.owner or ""),
            _moment(case.created_at),
            _moment(case.answer_by),
            _moment(case.first_response_at),
            *(contact if case.pk in open_to and not case.is_shut else [MASKED if value else "" for value in contact]),
        ]


def _moment(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def export_cases(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponseBase:
    """One file of the chosen cases in scope; the audit entry says how many, and of how many the contact."""
    user: Any = request.user
    mine = Case.objects.for_staff(user).filter(pk__in=cases.values("pk"))
    chosen = mine.select_related("inquiry__enterprise", "inquiry__mode", "park", "owner").order_by("-created_at", "pk")
    open_to = set(Case.objects.for_staff(user, "export").filter(pk__in=mine.values("pk")).values_list("pk", flat=True))
    lines = list(rows(chosen, open_to))
    references = [line[0] for line in lines]
    address = client_address(request) or None
    audit.record(AuditAction.EXPORTED, actor=user, address=address, kind="case", rows=len(lines), references=references)
    if open_to:
        audit.record(AuditAction.REVEALED, actor=user, address=address, kind="case", rows=len(open_to))
    return csv_response(f"cases-{timezone.localdate():%Y-%m-%d}.csv", headings(), lines)
