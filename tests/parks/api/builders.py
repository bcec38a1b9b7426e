"""One public record of every type of the interface, as often as asked for; and where its list is."""

import datetime

from parks.models import (
    Activity,
    ExchangeRate,
    Fact,
    LandParcel,
    Metric,
    Opportunity,
    Organisation,
    ParkIndustry,
    ParkOrganisation,
    Partnership,
    Policy,
    PolicyCondition,
    PolicyFigure,
    ProcessStep,
    Service,
    Source,
    Space,
)
from tests import cast
from tests.parks.telling import PUBLIC, make_article, make_event, make_story

BOTH = {"title_zh_hans": "标题", "title_en": "Title", **PUBLIC}


def source():
    found, _ = Source.objects.get_or_create(
        code="doc", defaults={"title_zh_hans": "宣传册", "title_en": "Brochure", "url": "https://example.org/doc"}
    )
    return found


def metric():
    names = {"name_zh_hans": "占地面积", "name_en": "Land area", "unit_label_zh_hans": "公顷", "unit_label_en": "ha"}
    return Metric.objects.get_or_create(code="land_area", defaults={"unit": "ha", **names})[0]


def industry():
    return cast.Industry.objects.first() or cast.make_industry()


def mode():
    return cast.SettlementMode.objects.first() or cast.make_mode()


def organisation(number=0):
    names = {"name_zh_hans": "大学", "name_en": "University"}
    return Organisation.objects.get_or_create(
        slug=f"body-{number}", defaults={"kind": "university", "country": "BE", **names}
    )[0]


def make_park_row(park, number):
    made = cast.make_park(park.operator, f"park-{number}")
    ParkIndustry.objects.create(park=made, industry=industry())
    made.sources.add(source())


def make_figure(park, number):
    made = cast.make_park(park.operator, f"park-{number}")
    Fact.objects.create(park=made, metric=metric(), value=number + 1, source=source(), industry=industry())


def make_space(park, number):
    kind = cast.SpaceType.objects.first() or cast.make_space_type()
    space = Space.objects.create(park=park, kind=kind, name_zh_hans="三层", name_en="Floor 3", source=source())
    space.industries.add(industry())


def make_land(park, number):
    LandParcel.objects.create(park=park, use="industrial", name_zh_hans="地块", name_en="Plot", source=source())


def make_rate(park, number):
    day = datetime.date(2026, 1, 1)
    ExchangeRate.objects.create(base="EUR", quote=["CNY", "USD", "GBP"][number], rate=8, as_of=day, source=source())


def make_service(park, number):
    service = Service.objects.create(code=f"visa-{number}", name_zh_hans="签证", name_en="Visas", tier="general")
    service.modes.add(mode())
    service.sources.add(source())


def make_mode_row(park, number):
    made = cast.make_mode(f"way-{number}")
    ProcessStep.objects.create(mode=made, country="BE", order=1, title_zh_hans="步骤", title_en="Step", source=source())


def make_step(park, number):
    texts = {"title_zh_hans": "步骤", "title_en": "Step"}
    ProcessStep.objects.create(mode=mode(), country="BE", order=number + 1, source=source(), **texts)


def make_policy(park, number):
    policy = Policy.objects.create(slug=f"policy-{number}", kind="rent", country="BE", **BOTH)
    policy.parks.add(park)
    policy.industries.add(industry())
    policy.sources.add(source())
    PolicyFigure.objects.create(policy=policy, label_zh_hans="补贴", label_en="Share", value=50, unit="percent")
    PolicyCondition.objects.create(policy=policy, text_zh_hans="条件", text_en="Condition", attribute="statement")


def make_opportunity(park, number):
    Opportunity.objects.create(
        operator=park.operator, park=park, slug=f"project-{number}", industry=industry(), source=source(), **BOTH
    )


def make_partnership(park, number):
    made = Partnership.objects.create(slug=f"tie-{number}", kind="strategic", signed="2016", **BOTH)
    made.parties.create(park=park)
    made.parties.create(organisation=organisation(), order=2)
    Activity.objects.create(partnership=made, happened="2018", text_zh_hans="会议", text_en="Meeting", source=source())
    made.sources.add(source())


def make_organisation(park, number):
    made = organisation(number)
    ParkOrganisation.objects.create(park=park, organisation=made, role="partner")
    Fact.objects.create(organisation=made, metric=metric(), value=1, source=source())
    made.sources.add(source())


def make_news(park, number):
    make_article(f"news-{number}", (park,), (industry(),), source=source())


def make_happening(park, number):
    make_event(f"event-{number}", (park,), (industry(),), source=source())


def make_tale(park, number):
    make_story(park, f"story-{number}", industry=industry(), source=source())


# Name of the list: how to make a row, a text field, and the statements that a list of rows needs.
TYPES = {
    "figures": (make_figure, "metric", 2),
    "spaces": (make_space, "name", 3),
    "land": (make_land, "name", 2),
    "exchange-rates": (make_rate, "source", 2),
    "services": (make_service, "name", 3),
    "settlement-modes": (make_mode_row, "name", 3),
    "steps": (make_step, "title", 2),
    "policies": (make_policy, "title", 8),
    "opportunities": (make_opportunity, "title", 2),
    "partnerships": (make_partnership, "title", 6),
    "organisations": (make_organisation, "name", 5),
    "articles": (make_news, "title", 9),
    "stories": (make_tale, "title", 5),
    "events": (make_happening, "title", 9),
}
FILES = [name for name in TYPES if name != "settlement-modes"]


def rows(answer):
    """Of a list with or without pages."""
    body = answer.json()
    return body if isinstance(body, list) else body["results"]
