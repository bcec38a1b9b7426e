"""What the schema says about every address of the interface."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from common.rest import LocalizedView

LANGUAGE = OpenApiParameter(
    "lang",
    OpenApiTypes.STR,
    enum=["zh-hans", "en"],
    description="Language of the texts; stands above the Accept-Language header.",
)


class Schema(AutoSchema):
    """Adds the language parameter to the views that have it."""

    def get_override_parameters(self) -> list[Any]:
        return [LANGUAGE] if isinstance(self.view, LocalizedView) else []
