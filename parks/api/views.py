"""The other public lists, filtered by the same FilterSets as the pages; queries do not grow with the rows."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.api.describing import described
from parks.api.offers import (
    LandSerializer,
    ModeSerializer,
    ModeWithStepsSerializer,
    OpportunitySerializer,
    RateSerializer,
    ServiceSerializer,
    StepSerializer,
)
from parks.api.readonly import ListView, ReadOnlyView
from parks.api.serializers import SpaceSerializer
from parks.api.telling import (
    ArticleSerializer,
    EventSerializer,
    OrganisationSerializer,
    PartnershipSerializer,
    PolicyDetailSerializer,
    PolicySerializer,
)
from parks.conversion import newest
from parks.entitling import PolicyFilter
from parks.finding import LandFilter, SpaceFilter
from parks.models import (
    Activity,
    Article,
    Event,
    ExchangeRate,
    Fact,
    LandParcel,
    Opportunity,
    Organisation,
    Park,
    ParkOrganisation,
    Partnership,
    Policy,
    ProcessStep,
    Service,
    SettlementMode,
    Space,
    SpaceType,
)
from parks.networking import OrganisationFilter, PartnershipFilter, in_order, shown_parties
from parks.offering import OpportunityFilter, ServiceFilter
from parks.telling import ArticleFilter, EventFilter


def public_parks() -> Prefetch:
    """The public parks of a row; one that is not published is named nowhere."""
    return Prefetch("parks", Park.objects.public().only("pk", "slug").order_by("sort_key", "slug"))


@described(
    _("Spaces"),
    _("One space"),
    shared={"id": 12, "park": "cbtc", "area_min": "200.00", "area_max": "500.00", "price": None},
    zh={"name": "三层", "kind": {"code": "office", "name": "办公"}, "status": {"code": "available", "label": "可租"}},
    en={
        "name": "Floor 3",
        "kind": {"code": "office", "name": "Office"},
        "status": {"code": "available", "label": "Available"},
    },
)
class SpaceViewSet(ReadOnlyView):
    filterset_class = SpaceFilter
    serializer_class = SpaceSerializer
    lookup_value_converter = "int"
    table = "spaces"

    def get_queryset(self) -> QuerySet[Space]:
        return Space.objects.public().select_related("park", "kind", "source").prefetch_related("industries")


@described(
    _("Land"),
    _("One plot"),
    shared={"id": 3, "park": "cbtc", "area_ha": "2.5000", "auction_on": None},
    zh={"name": "一号地块", "use": {"code": "industrial", "label": "工业"}},
    en={"name": "Plot 1", "use": {"code": "industrial", "label": "Industrial"}},
)
class LandViewSet(ReadOnlyView):
    filterset_class = LandFilter
    serializer_class = LandSerializer
    lookup_value_converter = "int"
    table = "land"

    def get_queryset(self) -> QuerySet[LandParcel]:
        return LandParcel.objects.public().select_related("park", "source")


@described(
    _("Exchange rates"),
    shared={"operator": None, "base": "EUR", "quote": "CNY", "rate": "8.100000", "as_of": "2026-11-20"},
    zh={"source": {"untranslated": [], "title": "欧洲中央银行", "url": "https://www.ecb.europa.eu/"}},
    en={"source": {"untranslated": [], "title": "European Central Bank", "url": "https://www.ecb.europa.eu/"}},
)
class RateViewSet(ListView):
    """The rates by which pages turn prices: of each keeper and pair of currencies the last one."""

    serializer_class = RateSerializer
    table = "exchange-rates"
    filter_backends: ClassVar[list] = []

    def get_queryset(self) -> QuerySet[ExchangeRate]:
        rates: QuerySet[ExchangeRate] = newest(timezone.localdate())
        return rates.select_related("source", "operator").order_by("base", "quote", "operator__slug", "pk")


@described(
    _("Services"),
    _("One service"),
    shared={"code": "company_registration", "lead_days": None, "park_count": 4},
    zh={"name": "公司注册", "tier": {"code": "general", "label": "通用服务"}},
    en={"name": "Company registration", "tier": {"code": "general", "label": "General"}},
)
class ServiceViewSet(ReadOnlyView):
    """Unpaginated; a retired service stays reachable, as old records name it."""

    filterset_class = ServiceFilter
    serializer_class = ServiceSerializer
    pagination_class = None
    lookup_field = "code"
    table = "services"

    def get_queryset(self) -> QuerySet[Any]:
        rows = Service.objects.all() if self.action == "retrieve" else Service.objects.current()
        offered = Count("park_services", filter=Q(park_services__park__in=Park.objects.listed()))
        modes = Prefetch("modes", SettlementMode.objects.current())
        return rows.annotate(park_count=offered).prefetch_related(modes, "sources")


@described(
    _("Settlement modes"),
    _("One way to settle, with its steps"),
    shared={"code": "office_lease", "needs_space": True, "countries": ["BE", "CN"]},
    zh={"name": "写字楼租赁"},
    en={"name": "Office lease"},
)
class ModeViewSet(ReadOnlyView):
    """Unpaginated; the steps come with one way to settle."""

    pagination_class = None
    filter_backends: ClassVar[list] = []
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Any]:
        rows = SettlementMode.objects.all() if self.action == "retrieve" else SettlementMode.objects.current()
        steps = ProcessStep.objects.select_related("mode", "source").order_by("country", "order")
        return rows.prefetch_related(Prefetch("steps", steps), Prefetch("space_types", SpaceType.objects.current()))

    def get_serializer_class(self) -> type[ModeSerializer]:
        return ModeWithStepsSerializer if self.action == "retrieve" else ModeSerializer


class StepFilter(filters.FilterSet):
    """Steps of one way to settle, in one country."""

    mode = filters.CharFilter(field_name="mode__code", max_length=60)
    country = filters.CharFilter(lookup_expr="iexact", max_length=2)

    class Meta:
        model = ProcessStep
        fields: ClassVar[list[str]] = []


@described(
    _("Steps of a settlement"),
    shared={"mode": "office_lease", "country": "BE", "order": 1, "days_min": None, "days_max": None},
    zh={"title": "提交入驻咨询", "who": "企业"},
    en={"title": "Send an inquiry", "who": "The enterprise"},
)
class StepViewSet(ListView):
    serializer_class = StepSerializer
    filterset_class = StepFilter
    table = "steps"

    def get_queryset(self) -> QuerySet[ProcessStep]:
        current = ProcessStep.objects.filter(mode__retired=False).select_related("mode", "source")
        return current.order_by("mode__order", "mode__code", "country", "order")


@described(
    _("Policies"),
    _("One policy, with how to apply"),
    shared={"slug": "rent-support", "country": "CN", "published": "2025-06", "valid_to": None, "has_expired": False},
    zh={
        "title": "租金补贴",
        "figures": [{"label": "补贴比例", "value": "50.0000", "unit": "percent", "is_benefit": True}],
    },
    en={
        "title": "Rent support",
        "figures": [{"label": "Share", "value": "50.0000", "unit": "percent", "is_benefit": True}],
    },
)
class PolicyViewSet(ReadOnlyView):
    filterset_class = PolicyFilter
    lookup_field = "slug"
    table = "policies"

    def get_queryset(self) -> QuerySet[Policy]:
        related = (public_parks(), "figures", "conditions", "industries", "modes", "sources")
        return Policy.objects.public().select_related("region").prefetch_related(*related)

    def get_serializer_class(self) -> type[PolicySerializer]:
        return PolicyDetailSerializer if self.action == "retrieve" else PolicySerializer


@described(
    _("Investment projects"),
    _("One investment project"),
    shared={"slug": "pilot-line", "park": "cbtc", "currency": "EUR", "open_until": None, "is_demonstration": True},
    zh={"title": "中试线合作", "state": {"code": "open", "label": "招商中"}},
    en={"title": "Partner for a pilot line", "state": {"code": "open", "label": "Open"}},
)
class OpportunityViewSet(ReadOnlyView):
    filterset_class = OpportunityFilter
    serializer_class = OpportunitySerializer
    lookup_field = "slug"
    table = "opportunities"

    def get_queryset(self) -> QuerySet[Opportunity]:
        return Opportunity.objects.public().select_related("park", "industry", "source")


@described(
    _("Partnerships"),
    _("One partnership"),
    shared={"slug": "cbtc-wuhan", "signed": "2016-06", "last_activity": "2018"},
    zh={"title": "合作协议", "state": {"code": "idle", "label": "超过180天无动态"}},
    en={"title": "Cooperation agreement", "state": {"code": "idle", "label": "Idle for more than 180 days"}},
)
class PartnershipViewSet(ReadOnlyView):
    filterset_class = PartnershipFilter
    serializer_class = PartnershipSerializer
    lookup_field = "slug"
    table = "partnerships"

    def get_queryset(self) -> Any:
        log = Prefetch("activities", Activity.objects.select_related("source"))
        return Partnership.objects.public().prefetch_related(shown_parties(), log, "sources")

    def filter_queryset(self, queryset: Any) -> QuerySet:
        chosen: Any = super().filter_queryset(queryset)
        return in_order(chosen)


@described(
    _("Organisations"),
    _("One organisation"),
    shared={"slug": "uclouvain", "country": "BE", "partner_of": ["cbtc"], "tenant_of": []},
    zh={"name": "鲁汶大学", "kind": {"code": "university", "label": "大学"}},
    en={"name": "UCLouvain", "kind": {"code": "university", "label": "University"}},
)
class OrganisationViewSet(ReadOnlyView):
    filterset_class = OrganisationFilter
    serializer_class = OrganisationSerializer
    lookup_field = "slug"
    table = "organisations"

    def get_queryset(self) -> QuerySet[Organisation]:
        links = ParkOrganisation.objects.filter(park__in=Park.objects.public()).select_related("park")
        facts = Fact.objects.select_related("metric", "source", "industry")
        return Organisation.objects.order_by("slug").prefetch_related(
            Prefetch("park_organisations", links), Prefetch("facts", facts), "sources"
        )


@described(
    _("Articles"),
    _("One article"),
    shared={"slug": "opening", "published": "2025-08-19", "parks": ["cbtc"]},
    zh={"title": "园区开园"},
    en={"title": "The park opens"},
)
class ArticleViewSet(ReadOnlyView):
    filterset_class = ArticleFilter
    serializer_class = ArticleSerializer
    lookup_field = "slug"
    table = "articles"

    def get_queryset(self) -> QuerySet[Article]:
        rows = Article.objects.public().select_related("region", "source")
        return rows.prefetch_related(public_parks(), "organisations", "industries")


@described(
    _("Events"),
    _("One event"),
    shared={"slug": "forum", "day": "2025-03-28", "time_zone": "Asia/Shanghai", "cancelled": False},
    zh={"title": "中比科技论坛"},
    en={"title": "China-Belgium technology forum"},
)
class EventViewSet(ReadOnlyView):
    filterset_class = EventFilter
    serializer_class = EventSerializer
    lookup_field = "slug"
    table = "events"

    def get_queryset(self) -> QuerySet[Event]:
        rows = Event.objects.public().select_related("source")
        return rows.prefetch_related(public_parks(), "organisations", "industries")
