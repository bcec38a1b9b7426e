"""Doing one thing to several cases: a page that asks, then a page that says what was done and what was not, and why.

Each case goes through the verb of its own page, in a transaction of its own: scope, gates and permissions hold for each
row, and one refusal stops no other. A repeat of the same form changes nothing twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from inquiries.admin.bulk_forms import BULKS, Bulk
from inquiries.admin.verbs import refusals
from inquiries.models import Case
from inquiries.workflow.transitions import MoveRefused

MOST = 200  # cases at once: each is a transaction with mails of its own
APPLY = "bulk_apply"
BULK = tuple(BULKS)


@dataclass(frozen=True)
class Undone:
    """A case to which it was not done, and the sentences that say why."""

    case: Case
    reasons: Sequence[str]


def carry_out(bulk: Bulk, cases: Sequence[Case], data: dict[str, Any], user: Any) -> tuple[int, list[Undone]]:
    """To how many cases it was done, and to which not. A case out of reach is refused by the verb itself."""
    done, undone = 0, []
    for case in cases:
        try:
            bulk.run(case, data, user)
        except (MoveRefused, PermissionDenied, ValidationError) as error:
            undone.append(Undone(case, refusals(error)))
        except IntegrityError:
            undone.append(Undone(case, [_("Somebody else changed this at the same moment. Please try again.")]))
        else:
            done += 1
    return done, undone


class BulkActions:
    """For the admin of cases: one action for each of `BULKS`."""

    admin_site: Any
    opts: Any

    def _bulk(self, request: HttpRequest, rows: QuerySet, bulk: Bulk) -> HttpResponse:
        """The page that asks; with its form filled in, the page that reports."""
        chosen = list(
            rows.select_related("inquiry__enterprise", "park", "operator", "owner").order_by("pk")[: MOST + 1]
        )
        user: Any = request.user
        form = bulk.form(request.POST if APPLY in request.POST else None, user=user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": bulk.label,
            "bulk": bulk,
            "form": form,
            "cases": chosen[:MOST],
            "too_many": len(chosen) > MOST,
            "most": MOST,
        }
        if form.is_valid() and not context["too_many"]:
            done, undone = carry_out(bulk, chosen, form.cleaned_data, user)
            context |= {"said": bulk.done % {"count": done}, "done": done, "undone": undone}
            return TemplateResponse(request, "admin/inquiries/case/bulk_done.html", context)
        return TemplateResponse(request, "admin/inquiries/case/bulk.html", context)


def _action(bulk: Bulk) -> Callable[..., HttpResponse]:
    def run(self: BulkActions, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return self._bulk(request, queryset, bulk)

    run.short_description = bulk.label  # type: ignore[attr-defined]
    run.allowed_permissions = ("change",)  # type: ignore[attr-defined]
    run.__name__ = bulk.name
    return run


for _bulk_of in BULKS.values():
    setattr(BulkActions, _bulk_of.name, _action(_bulk_of))
