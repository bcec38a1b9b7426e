"""What every public type of the interface shares: texts in one language, codes with labels, catalogues, sources.

Texts come in the language of the request; `untranslated` names the fields that exist only in the other one.
Codes never change with the language; beside each stands its label.
"""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common import richtext
from common.languages import LocalText, local_text, other_language

EXTRA_WORDS = _("Names of the text fields that are shown in the other language because this one has none.")


def part_text(part: Model, owner: Any, field: str, language: str) -> LocalText:
    """A text of a row that belongs to a record with versions: only from a language in which that one is published."""
    for code in (language, other_language(language)):
        text = getattr(part, f"{field}_{code.replace('-', '_')}", "") or ""
        if owner.is_public_in(code) and text.strip():
            return LocalText(text, code, code != language)
    return LocalText("", language)


class LocalSerializer(serializers.Serializer):
    """Prints the fields in `LOCAL_FIELDS` in the reader's language and lists those that had to fall back.

    Expects `language` in the serializer's context. `OWNER` names the record whose publication decides for a part.
    """

    LOCAL_FIELDS: tuple[str, ...] = ()
    OWNER = ""

    untranslated = serializers.ListField(child=serializers.CharField(), read_only=True, help_text=EXTRA_WORDS)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        texts = {name: self._text(instance, name) for name in self.LOCAL_FIELDS}
        instance.untranslated = [name for name, text in texts.items() if text.text and text.is_fallback]
        data = super().to_representation(instance)
        rich = getattr(instance, "RICH_TEXTS", ())
        words = {name: richtext.to_text(text.text) if name in rich else text.text for name, text in texts.items()}
        data.update(words)
        return data

    def _text(self, instance: Any, name: str) -> LocalText:
        language = self.context["language"]
        if self.OWNER:
            return part_text(instance, getattr(instance, self.OWNER), name, language)
        return local_text(instance, name, language)


class CodeField(serializers.Field):
    """An enumerated value as `{"code": …, "label": …}`, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> dict[str, str] | None:
        code = getattr(instance, str(self.source))
        return {"code": code, "label": str(getattr(instance, f"get_{self.source}_display")())} if code else None

    def to_representation(self, value: dict[str, str]) -> dict[str, str]:
        return value


CODE = {
    "type": "object",
    "nullable": True,
    "properties": {"code": {"type": "string"}, "label": {"type": "string"}},
    "example": {"code": "science_park", "label": "Science park"},
}
extend_schema_field(CODE)(CodeField)


class TermSerializer(LocalSerializer):
    """A value of a catalogue."""

    LOCAL_FIELDS = ("name",)

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)


class CatalogueSerializer(TermSerializer):
    """A value of a catalogue with what it means."""

    LOCAL_FIELDS = ("name", "summary")

    summary = serializers.CharField(read_only=True)


class SourceSerializer(LocalSerializer):
    """Where a fact comes from."""

    LOCAL_FIELDS = ("title",)

    title = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True)
    published_on = serializers.DateField(read_only=True)


class SlugsField(serializers.Field):
    """Related records as the list of their short names; the view prefetches only those that are public."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> list[str]:
        return [row.slug for row in value.all()]


extend_schema_field({"type": "array", "items": {"type": "string"}})(SlugsField)


class AddressField(serializers.Field):
    """An absolute address: `name` of the route, made from one attribute of the record."""

    def __init__(self, name: str, attribute: str = "slug", **kwargs: Any) -> None:
        self.route, self.attribute = name, attribute
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, value: Any) -> str:
        return f"{self.context['origin']}{reverse(self.route, args=[getattr(value, self.attribute)])}"


extend_schema_field(OpenApiTypes.URI)(AddressField)
