"""Addresses that records had before they were renamed."""

from django.apps import apps
from django.db import models

from parks.models import FormerSlug


def present_slug(kind: str, slug: str) -> str | None:
    """Where a former address of a public record leads now; None for one that never was, or is not public any more.

    `kind` is the label of a model, such as `parks.park`.
    """
    former = FormerSlug.objects.filter(kind=kind, slug=slug).first()
    if former is None:
        return None
    model: type[models.Model] = apps.get_model(kind)
    return model._default_manager.public().filter(pk=former.record).values_list("slug", flat=True).first()  # type: ignore[attr-defined]
