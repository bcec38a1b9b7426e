"""Figures of the demo as they are written: units, industries and currencies are not lost on the way. No database."""

from collections import Counter, defaultdict
from decimal import Decimal

from parks import figures
from parks.imports import CATALOGUE, read_rows
from portal.demo.content import Catalogues, _facts
from portal.demo.loading import park_rows


class Numbers(defaultdict):
    """A primary key for every code."""

    def __missing__(self, code):
        self[code] = len(self) + 1
        return self[code]


def rows():
    return {row["slug"]: row for row in park_rows()}


def loaded(slug):
    names = ("sources", "metrics", "regions", "industries", "services", "kinds", "modes", "operators", "organisations")
    known = Catalogues(**{name: Numbers() for name in names})
    return known, _facts(rows()[slug], known)


def test_every_figure_of_the_source_material_is_written_down():
    counts = Counter({slug: len(row.get("figures", ())) for slug, row in rows().items()})
    assert counts.total() == 111
    assert (counts["zhongguancun"], counts["hangzhou-fstc"], counts["cbtc"], counts["xian-htz"]) == (26, 16, 13, 13)


def test_the_industry_mix_of_pangyo_names_its_industries():
    known, facts = loaded("pangyo-techno-valley")
    names = {number: code for code, number in known.industries.items()}
    mix = {names[fact.industry_id]: fact.value for fact in facts if fact.industry_id}
    assert mix == {"ict": 65, "biotechnology": 12, "digital_content_games": 9}
    assert {fact.metric_id for fact in facts if fact.industry_id} == {known.metrics["industry_share"]}


def test_money_keeps_the_currency_of_its_source():
    known, facts = loaded("cbtc")
    (investment,) = [fact for fact in facts if fact.metric_id == known.metrics["investment_total"]]
    assert (investment.value, investment.unit) == (Decimal(200_000_000), "EUR")
    units = {row["code"]: row["unit"] for row in read_rows(CATALOGUE / "metrics.yaml")}
    assert units["sales"] == "KRW"  # Pangyo's, and nobody else's


def test_own_units_are_units_of_area_or_currencies():
    own = {figure["unit"] for row in rows().values() for figure in row.get("figures", ()) if "unit" in figure}
    assert own <= {*figures.AREAS_IN_M2, "EUR", "CNY", "KRW"}
