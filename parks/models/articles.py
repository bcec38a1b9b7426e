"""News and features about parks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from parks.enums import ArticleKind
from parks.models.operators import Operator
from parks.models.organisations import Organisation
from parks.models.parks import Park
from parks.models.publication import Publishable, PublishableQuerySet
from parks.models.richtext import RichTexts
from parks.models.sources import Source
from parks.models.taxonomies import Industry, Region


class ArticleQuerySet(PublishableQuerySet["Article"]):
    SEAT_PATHS = ("operator__memberships",)


class Article(RichTexts, Publishable):
    """One article, or a headline alone (no body). Bilingual: title, summary, body."""

    RICH_TEXTS = ("body",)

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ArticleKind.choices, default=ArticleKind.NEWS)
    title = models.CharField(_("title"), max_length=250)
    summary = models.CharField(_("short text"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_html_zh_hans = models.TextField(blank=True, default="", editable=False)
    body_html_en = models.TextField(blank=True, default="", editable=False)
    published = models.CharField(
        _("published"), max_length=10, blank=True, help_text=_("A year, a month or a day: 2016, 2016-06, 2016-06-20.")
    )
    region = models.ForeignKey(
        Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    parks = models.ManyToManyField(Park, verbose_name=_("parks"), blank=True, related_name="articles")
    industries = models.ManyToManyField(Industry, verbose_name=_("industries"), blank=True, related_name="articles")
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("organisations"), blank=True, related_name="articles"
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[ArticleQuerySet] = ArticleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published", "slug"]

    def __str__(self) -> str:
        return self.title or self.slug
