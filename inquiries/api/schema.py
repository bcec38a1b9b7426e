"""What the interface says of an inquiry's body: derived from the form, so that the two cannot drift apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inquiries.forms.fields import DayField, PicksField
from inquiries.forms.questions import Questions

EXAMPLE = {
    "park": ["cbtc"],
    "mode": "office_lease",
    "company_name": "武汉示例生物科技有限公司",
    "company_name_other": "Wuhan Example Biotech Co., Ltd.",
    "country": "CN",
    "contact_name": "安娜",
    "contact_email": "anna@example.org",
    "contact_language": "zh-hans",
    "area_min": "80",
    "area_max": "200",
    "message": "计划 2027 年在欧洲设立研发中心，约 12 人。",
    "consent": ["answering:0123456789abcdef", "cross_border:cbtc:0123456789abcdef"],
}


def request_schema() -> dict[str, Any]:
    """The JSON body of `POST /inquiries/`: one property for each question of the form, and the consents."""
    properties = {name: _property(field) for name, field in Questions.base_fields.items() if name != "files"}
    properties["consent"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": _("The `value` of every text of `GET /inquiries/consents/` that the enterprise agreed to."),
    }
    required = [name for name, field in Questions.base_fields.items() if field.required]
    return {"type": "object", "properties": properties, "required": [*required, "consent"], "example": EXAMPLE}


def multipart_schema() -> dict[str, Any]:
    """The same as a form with up to five files."""
    schema = request_schema()
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    return {**schema, "properties": {**schema["properties"], "files": files}, "example": None}


def _property(field: forms.Field) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "string"}
    if isinstance(field, PicksField):
        kind = {"type": "array", "items": {"type": "string"}}
    elif isinstance(field, forms.BooleanField):
        kind = {"type": "boolean"}
    elif isinstance(field, forms.IntegerField):
        kind = {"type": "integer", "nullable": True}
    elif isinstance(field, forms.DecimalField):
        kind = {"type": "string", "format": "decimal", "nullable": True}
    elif isinstance(field, DayField):
        kind = {"type": "string", "format": "date", "nullable": True}
    elif isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        kind = {"type": "string", "enum": [str(value) for value, _label in offered]}
    return {**kind, "title": field.label}
