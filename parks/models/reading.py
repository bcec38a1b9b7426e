"""What the public pages read instead of the records: rendered pieces, the search index, former addresses.

Everything here is derived: it can be thrown away and made again from the records (`manage.py refresh_pages`).
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.enums import Language


class PageVersion(models.Model):
    """A number per park that grows whenever something its pages show is written; rendered pieces carry it."""

    park = models.OneToOneField("parks.Park", on_delete=models.CASCADE, related_name="page_version", primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["PageVersion"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.park_id}: {self.number}"


class Fragment(models.Model):
    """A rendered piece of one record in one language: `kind` is `park_card`, `park_profile`, `park_api` …

    `stamp` names everything it was made from; a piece with another stamp is out of date and is made again.
    """

    kind = models.CharField(max_length=30)
    record = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10, choices=Language.choices)
    stamp = models.CharField(max_length=80)
    body = models.TextField()

    objects: ClassVar[models.Manager["Fragment"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language", "record"], name="fragment_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} {self.language}"


class FormerSlug(models.Model):
    """An address that a record had before; it leads to the present one for ever, and nobody else may take it."""

    kind = models.CharField(max_length=30, help_text=_("The model's name in small letters: park, policy, event …"))
    slug = models.SlugField(max_length=100)
    record = models.PositiveBigIntegerField()

    objects: ClassVar[models.Manager["FormerSlug"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="former_slug_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
