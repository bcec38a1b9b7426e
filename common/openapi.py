"""What the schema says about every address of the interface."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from common.rest import LocalizedView

LANGUAGE = OpenApiParameter(
    "lang",
    OpenApiTypes.STR,
    enum=["zh-hans", "en"],
    description=_("Language of the texts; stands above the Accept-Language header."),
)


class Schema(AutoSchema):
    """Adds the language parameter to the views that have it, and keeps docstrings out."""

    def get_override_parameters(self) -> list[Any]:
        return [LANGUAGE] if isinstance(self.view, LocalizedView) else []

    def get_description(self) -> str:  # type: ignore[override]  # spectacular asks without arguments
        """Only what `extend_schema` says: docstrings speak to developers, and in one language."""
        return ""


def without_docstrings(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Schema hook: leaves out what was taken from docstrings, which speak to developers and in one language only."""
    for component in result.get("components", {}).get("schemas", {}).values():
        component.pop("description", None)
    return result
