"""The columns of the case list as a file. Contact data only where the exporter may take it along."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from inquiries.models import Case
from parks.exporting import MASKED, ListColumn

__all__ = ["MASKED", "RELATED", "case_columns"]

RELATED = ("inquiry__enterprise", "inquiry__mode", "park", "owner")


def _unless_shut(read: Callable[[Case], Any]) -> Callable[[Case], Any]:
    """Nobody at the operator learns any more whose it is once the consent is withdrawn."""

    def value(case: Case) -> Any:
        found = read(case)
        return MASKED if case.is_shut and found else found

    return value


def _mode(case: Case) -> str:
    return str(case.inquiry.mode or case.inquiry.get_kind_display())


def case_columns() -> list[ListColumn]:
    enterprise: dict[str, Callable[[Case], Any]] = {
        name: _unless_shut(lambda case, name=name: getattr(case.inquiry.enterprise, name))
        for name in ("name_zh_hans", "name_en")
    }
    contact: dict[str, Callable[[Case], Any]] = {
        name: _unless_shut(lambda case, name=name: getattr(case.inquiry, name))
        for name in ("contact_name", "contact_email", "contact_phone", "contact_wechat")
    }
    return [
        ListColumn("reference", _("reference"), lambda case: case.inquiry.reference),
        ListColumn("stage", _("stage"), lambda case: case.get_stage_display()),
        ListColumn("park", _("park"), lambda case: str(case.park)),
        ListColumn("name_zh_hans", _("Chinese name"), enterprise["name_zh_hans"]),
        ListColumn("name_en", _("name in Latin script"), enterprise["name_en"]),
        ListColumn("country", _("country/region"), lambda case: case.inquiry.enterprise.country.name),
        ListColumn("mode", _("settlement mode"), _mode),
        ListColumn("owner", _("officer in charge"), lambda case: str(case.owner or "")),
        ListColumn("created_at", _("received at"), lambda case: case.created_at, is_moment=True),
        ListColumn("answer_by", _("answer promised by"), lambda case: case.answer_by, is_moment=True),
        ListColumn("first_response_at", _("first answered at"), lambda case: case.first_response_at, is_moment=True),
        ListColumn("contact_name", _("contact"), contact["contact_name"], personal=True),
        ListColumn("contact_email", _("e-mail"), contact["contact_email"], personal=True),
        ListColumn("contact_phone", _("phone"), contact["contact_phone"], personal=True),
        ListColumn("contact_wechat", _("WeChat ID"), contact["contact_wechat"], personal=True),
    ]
