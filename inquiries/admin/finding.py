"""The search box of the header: cases, companies, inquiries at the desk and parks, each within the reader's scope."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from common.backoffice import MAX_SEARCH, TOO_MANY, Row
from common.text import normalise_line
from enterprises import finding as companies
from enterprises.models import Enterprise
from inquiries import search
from inquiries.admin.clock import clock
from inquiries.models import Case, Inquiry
from parks.models import Park
from parks.search.staffed import find_parks

SHOWN = 10
Named = Callable[[], search.Candidates]


@dataclass(frozen=True)
class Group:
    """One kind of record: its first hits, and the list that shows all of them. `note` says what is not looked at."""

    title: str | Promise
    url: str
    rows: Sequence[Row]
    is_more: bool
    note: str | Promise = ""


def results(user: User, text: str) -> list[Group]:
    """The groups with a hit, in the order of what staff look for. Some ten queries, however many rows there are."""
    named = cache(lambda: search.candidates(user, text))  # of cases and of inquiries without one
    made = (_cases(user, text, named), _companies(user, text), _inquiries(user, text, named), _parks(user, text))
    return [group for group in made if group is not None and group.rows]


def find_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """`q` is what was typed; nothing is looked for without it. `context` is the site's own."""
    typed = normalise_line(request.GET.get("q", "").replace("\x00", ""))[:MAX_SEARCH]
    user: Any = request.user
    groups = results(user, typed) if typed else []
    words = {"title": _("Search"), "typed": typed, "groups": groups}
    return TemplateResponse(request, "admin/find.html", {**context, **words})


def _group(title: str | Promise, model: str, text: str, rows: Sequence[Row], is_cut: bool) -> Group:
    """`is_cut`: more match than the index named, so that the rows are the first of any thousand."""
    address = f"{reverse(f'admin:{model}_changelist')}?{urlencode({'q': text, **_everything(model)})}"
    return Group(title, address, rows[:SHOWN], len(rows) > SHOWN, TOO_MANY if is_cut else "")


def _everything(model: str) -> dict[str, str]:
    """The list of cases shows open ones alone unless told otherwise."""
    return {"show": "all"} if model == "inquiries_case" else {}


def _cases(user: User, text: str, named: Named) -> Group | None:
    if not user.has_perm("inquiries.view_case"):
        return None
    found = search.find_cases(user, named(), SHOWN + 1)
    return _group(_("Cases"), "inquiries_case", text, [_case(case) for case in found], named().is_more)


def _companies(user: User, text: str) -> Group | None:
    if not user.has_perm(companies.VIEW):
        return None
    named = companies.candidates(user, text)
    rows = Enterprise.objects.for_staff(user).filter(pk__in=named.numbers)
    found = rows.select_related("industry").order_by("-pk")[: SHOWN + 1]
    return _group(_("Companies"), "enterprises_enterprise", text, [_company(row) for row in found], named.is_more)


def _inquiries(user: User, text: str, named: Named) -> Group | None:
    """Of those without a case; the others are found by theirs."""
    if not user.has_perm("inquiries.view_routing"):
        return None
    rows = [_inquiry(row) for row in search.find_inquiries(user, named(), SHOWN + 1)]
    return _group(_("Inquiries without a park"), "inquiries_inquiry", text, rows, named().is_more)


def _parks(user: User, text: str) -> Group | None:
    found, is_cut = find_parks(user, text, SHOWN + 1)
    return _group(_("Parks"), "parks_park", text, [_park(park) for park in found], is_cut)


def _case(case: Case) -> Row:
    inquiry = case.inquiry
    title = inquiry.reference if case.is_shut else f"{inquiry.reference} · {inquiry.enterprise}"
    contact = "" if case.is_shut else inquiry.contact_name
    meta = " · ".join(filter(None, [contact, str(case.park), str(case.get_stage_display())]))
    return Row(title, reverse("admin:inquiries_case_change", args=[case.pk]), meta, clock(case))


def _company(row: Enterprise) -> Row:
    both = " · ".join(filter(None, [row.name_zh_hans, row.name_en])) or str(row)
    meta = " · ".join(filter(None, [str(row.country.name), str(row.industry or ""), row.registration_number]))  # type: ignore[attr-defined]
    return Row(both, reverse("admin:enterprises_enterprise_change", args=[row.pk]), meta)


def _inquiry(row: Inquiry) -> Row:
    routing = getattr(row, "routing", None)
    name = "routing" if routing is not None else "inquiry"
    address = reverse(f"admin:inquiries_{name}_change", args=[routing.pk if routing is not None else row.pk])
    return Row(f"{row.reference} · {row.enterprise}", address, row.contact_name)


def _park(park: Park) -> Row:
    return Row(str(park), reverse("admin:parks_park_change", args=[park.pk]), str(park.operator))
