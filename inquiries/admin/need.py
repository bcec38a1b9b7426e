"""What the enterprise said it needs, as lines of label and value; what it did not say is left out."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_countries import countries

from common import measures
from inquiries import rendering
from inquiries.enums import InquiryKind
from inquiries.forms.questions import qualification_labels
from inquiries.models import Inquiry, Requirement
from parks.models import Park

Line = tuple[str | Promise, Any]


def answers(inquiry: Inquiry, parks: Iterable[Park]) -> list[Line]:
    """`parks` are those whose spaces, projects and policies the reader may know of: another park's are nobody's
    business here."""
    kind = "" if inquiry.kind == InquiryKind.FULL else inquiry.get_kind_display()
    lines: list[Line] = [
        (pgettext("of an inquiry", "Asked for"), kind),
        (_("When to call"), rendering.call(inquiry)),
        (_("Settlement mode"), inquiry.mode),
        (_("Investment project"), _project(inquiry, parks)),
        (_("Recognitions"), _(", ").join(map(str, qualification_labels(inquiry.enterprise.qualifications)))),
        (_("Readiness"), inquiry.get_readiness_display()),
        (_("Wants to visit"), _("yes") if inquiry.visit_wanted else ""),
    ]
    with suppress(ObjectDoesNotExist):  # an inquiry may come without structured needs
        lines += _need(inquiry.requirement, parks)
    return [(label, value) for label, value in lines if value not in (None, "")]


def _need(need: Requirement, parks: Iterable[Park]) -> list[Line]:
    field = Requirement._meta.get_field
    plain = ("special_needs", "seats", "staff_now", "staff_12", "staff_36")
    flags = ("emissions", "waste_water", "noise", "hazardous")
    return [
        (_("Kinds of space"), _joined(need.space_types.all())),
        (_("Spaces asked for"), _joined(need.spaces.filter(park__in=parks).select_related("kind"))),
        (_("Area"), _range(measures.area_range(need.area_min, need.area_max), need.area_min, need.area_max)),
        (_("Land"), measures.hectares(need.land_area) if need.land_area is not None else ""),
        (_("Power"), measures.quantity(need.power_kva, "kVA") if need.power_kva is not None else ""),
        (_("Clear height"), measures.quantity(need.clear_height, "m") if need.clear_height is not None else ""),
        (_("Floor load"), measures.quantity(need.floor_load, "kN/m²") if need.floor_load is not None else ""),
        *((_first_up(field(name).verbose_name), getattr(need, name)) for name in plain),  # type: ignore[union-attr]
        (_("Where"), _place(need)),
        (_("Move-in"), _window(need)),
        (_("Budget"), _money(need.budget, need.budget_currency, need.get_budget_period_display())),
        (_("Planned investment"), _money(need.investment, need.investment_currency)),
        *((_first_up(field(name).verbose_name), getattr(need, f"get_{name}_display")()) for name in flags),  # type: ignore[union-attr]
        (_("Services wanted"), _joined(need.services.all())),
        (_("Policies wanted"), _joined(_policies(need, parks))),
    ]


def _project(inquiry: Inquiry, parks: Iterable[Park]) -> str:
    """A project of the reader's own operators."""
    project = inquiry.opportunity
    return str(project) if project and project.operator_id in {park.operator_id for park in parks} else ""


def _policies(need: Requirement, parks: Iterable[Park]) -> Any:
    """The platform's policies and those of the reader's own operators."""
    own = {park.operator_id for park in parks}
    return need.policies.filter(Q(operator__isnull=True) | Q(operator__in=own))


def _joined(rows: Any) -> str:
    return _(", ").join(str(row) for row in rows)


def _range(text: str, low: Any, high: Any) -> str:
    return text if low is not None or high is not None else ""


def _place(need: Requirement) -> str:
    """Where an enterprise that named no park wants to be."""
    return str(need.wanted_region) if need.wanted_region else str(countries.name(need.wanted_country) or "")


def _window(need: Requirement) -> str:
    start, end = need.move_in_from, need.move_in_to
    if start and end:
        return f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"
    if start:
        return _("from %(date)s") % {"date": f"{start:%Y-%m-%d}"}
    return _("by %(date)s") % {"date": f"{end:%Y-%m-%d}"} if end else ""


def _money(amount: Any, currency: str, period: str = "") -> str:
    if amount is None:
        return ""
    return " ".join(part for part in (measures.number(amount), currency, period) if part)


def _first_up(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
