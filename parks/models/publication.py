"""Records whose language versions are published one by one."""

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import PUBLIC_STATES, Language, PublicationState
from parks.models.reading import FormerSlug
from parks.scoping import M, ScopedQuerySet

CHINESE, ENGLISH = Q(state_zh_hans__in=PUBLIC_STATES), Q(state_en__in=PUBLIC_STATES)  # public in this language
ONE_LANGUAGE = (CHINESE & ~ENGLISH) | (ENGLISH & ~CHINESE)
STALE = Q(state_zh_hans=PublicationState.STALE) | Q(state_en=PublicationState.STALE)


class PublishableQuerySet(ScopedQuerySet[M]):
    def public(self) -> Self:
        """Records with at least one published language version."""
        return self.filter(CHINESE | ENGLISH)


class Publishable(models.Model):
    """A record with a state of publication per language. `REQUIRED_TEXTS` must be filled before a version goes out."""

    REQUIRED_TEXTS: ClassVar[tuple[str, ...]] = ("title",)

    state_zh_hans = models.CharField(
        _("Chinese version"), max_length=20, choices=PublicationState.choices, default=PublicationState.DRAFT
    )
    state_en = models.CharField(
        _("English version"), max_length=20, choices=PublicationState.choices, default=PublicationState.DRAFT
    )
    last_reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    _stored_slug: str | None

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A record that gets another short name keeps the old one as an address that leads to it."""
        former, now = getattr(self, "_stored_slug", None), self.__dict__.get("slug")
        self._stored_slug = now
        if not former or not now or former == now:
            super().save(*args, **kwargs)
            return
        kind = self._meta.label_lower
        with transaction.atomic():
            super().save(*args, **kwargs)
            FormerSlug.objects.filter(kind=kind, slug=now, record=self.pk).delete()
            FormerSlug.objects.update_or_create(kind=kind, slug=former, defaults={"record": self.pk})

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Remembers the short name that the row has, where it was loaded."""
        record = super().from_db(db, field_names, values, **options)
        record._stored_slug = record.__dict__.get("slug")
        return record

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Also: a short name that another record had still leads to that record."""
        super().validate_constraints(exclude=exclude)
        slug = self.__dict__.get("slug")
        taken = FormerSlug.objects.filter(kind=self._meta.label_lower, slug=slug).exclude(record=self.pk or 0)
        if slug and "slug" not in (exclude or ()) and taken.exists():
            raise ValidationError({"slug": _("Another record had this short name; links to it still lead there.")})

    def publication_state(self, language: str) -> str:
        """The state of one language version."""
        return str(getattr(self, f"state_{Language(language).suffix}"))

    def is_public_in(self, language: str) -> bool:
        return self.publication_state(language) in PUBLIC_STATES
