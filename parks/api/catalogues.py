"""The catalogues behind the codes that filters, figures and inquiries take: short, unpaginated, in one query each."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from parks.api.base import CatalogueSerializer, CodeField, TermSerializer
from parks.api.describing import described
from parks.api.readonly import CatalogueViewSet
from parks.figures import usual_unit
from parks.models import Industry, Metric, Region, SpaceType


class RegionSerializer(TermSerializer):
    """A country, or a place within another one."""

    kind = CodeField()
    country = serializers.CharField(read_only=True, help_text=_("ISO 3166-1 alpha-2."))
    parent = serializers.CharField(
        source="parent.code", read_only=True, default=None, help_text=_("Code of the place around it.")
    )


class MetricSerializer(CatalogueSerializer):
    """What a figure measures, and in which unit unless the figure names its own."""

    LOCAL_FIELDS = ("name", "summary", "items")

    group = CodeField()
    unit = serializers.CharField(read_only=True, help_text=_("Stable unit code."))
    unit_label = serializers.SerializerMethodField()
    items = serializers.CharField(read_only=True, help_text=_("One on each line."))

    def get_unit_label(self, metric: Any) -> str:
        return usual_unit(metric, self.context["language"])


@described(
    _("Industries"),
    shared={"code": "life-sciences", "summary": ""},
    zh={"name": "生命科学"},
    en={"name": "Life sciences"},
)
class IndustryViewSet(CatalogueViewSet):
    queryset = Industry.objects.current()
    serializer_class = CatalogueSerializer


@described(
    _("Kinds of space"),
    shared={"code": "office", "summary": ""},
    zh={"name": "办公"},
    en={"name": "Office"},
)
class SpaceTypeViewSet(CatalogueViewSet):
    queryset = SpaceType.objects.current()
    serializer_class = CatalogueSerializer


@described(
    _("Regions"),
    shared={"code": "be-wallonia", "country": "BE", "parent": "be"},
    zh={"name": "瓦隆大区", "kind": {"code": "province", "label": "省/州"}},
    en={"name": "Wallonia", "kind": {"code": "province", "label": "Province or state"}},
)
class RegionViewSet(CatalogueViewSet):
    queryset = Region.objects.filter(retired=False).select_related("parent").order_by("country", "order", "code")
    serializer_class = RegionSerializer


@described(
    _("Metrics"),
    shared={"code": "listed_companies", "unit": "companies", "summary": "", "items": ""},
    zh={"name": "上市公司", "unit_label": "家", "group": {"code": "community", "label": "企业与人才"}},
    en={"name": "Listed companies", "unit_label": "companies", "group": {"code": "community", "label": "Community"}},
)
class MetricViewSet(CatalogueViewSet):
    queryset = Metric.objects.current()
    serializer_class = MetricSerializer
