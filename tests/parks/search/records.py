"""Public records of every kind, for tests of search."""

from django.db import connection

from enterprises.models import Story
from parks.models import (
    Article,
    Event,
    Metric,
    Opportunity,
    Organisation,
    Partnership,
    Party,
    Policy,
    ProcessStep,
    Service,
    Space,
)
from tests import cast

TOGETHER = int(connection.vendor == "postgresql")  # places, titles and texts of a few come in one SELECT
PUBLISHED = {"state_zh_hans": "published", "state_en": "published"}


def make_policy(slug="grant", **fields):
    texts = {"title_zh_hans": "租金补贴", "title_en": "Rent grant", "summary_zh_hans": "补贴三年", "summary_en": "Pays"}
    return Policy.objects.create(slug=slug, kind="funding", country="CN", **{**PUBLISHED, **texts, **fields})


def make_article(slug="opening", **fields):
    texts = {"title_zh_hans": "光电实验室启用", "title_en": "Photonics laboratory opens"}
    return Article.objects.create(slug=slug, **{**PUBLISHED, **texts, **fields})


def make_event(slug="roadshow", **fields):
    texts = {"title_zh_hans": "武汉路演", "title_en": "Roadshow in Wuhan"}
    return Event.objects.create(slug=slug, kind="roadshow", **{**PUBLISHED, **texts, **fields})


def make_world(operator):
    """One public record of each kind, all with the word photonics (光电) in them."""
    park = cast.make_park(
        operator, "optics", name_zh_hans="光电园", name_en="Photonics park", description_en="", description_zh_hans=""
    )
    lab = cast.make_space_type("lab", name_zh_hans="光电实验室", name_en="Photonics laboratory")
    Space.objects.create(park=park, kind=lab)
    Service.objects.create(code="help", name_zh_hans="光电咨询", name_en="Photonics advice", tier="general")
    mode = cast.make_mode("desk", name_zh_hans="工位", name_en="Desk")
    ProcessStep.objects.create(mode=mode, country="CN", title_zh_hans="光电申请", title_en="Photonics application")
    make_policy(title_zh_hans="光电补贴", title_en="Photonics grant")
    pair = Partnership.objects.create(slug="pair", kind="pairing", title_zh_hans="结对", title_en="A pair", **PUBLISHED)
    Party.objects.create(partnership=pair, park=park)
    make_article()
    make_event(summary_zh_hans="光电", summary_en="About photonics")
    Opportunity.objects.create(
        slug="laser", operator=operator, park=park, title_zh_hans="光电项目", title_en="Photonics project", **PUBLISHED
    )
    Story.objects.create(
        slug="anna", operator=operator, park=park, title_zh_hans="光电故事", title_en="Photonics story",
        consent_on="2026-01-01", **PUBLISHED,
    )  # fmt: skip
    Organisation.objects.create(slug="lens", kind="company", name_zh_hans="光电公司", name_en="Photonics makers")
    Metric.objects.create(code="labs", unit="labs", name_zh_hans="光电实验", name_en="Photonics labs")
    return park
