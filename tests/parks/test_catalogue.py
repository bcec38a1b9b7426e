"""The catalogues as data, and how they get into the database."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parks import imports, migrations
from parks.enums import IndustryGroup, MetricGroup, RegionKind, ServiceTier, SpaceGroup
from parks.models import Industry, Metric, Region, Service, SettlementMode, Source, SpaceType

[MIGRATION] = Path(migrations.__file__).parent.glob("*_demonstration_park.py")
# How many records the source material names, and how many rows we keep for them and for our own.
SEEDS = {"space_types": 20, "services": 35, "settlement_modes": 11, "industries": 44, "metrics": 46}
MODELS = {name: model for name, model, _plain, _texts in imports.TERMS}
# Kinds of space where emissions, waste water and noise matter.
ENVIRONMENT = {"lab", "cleanroom", "shared_production", "pilot_hall", "standard_factory", "custom_factory"}
ENVIRONMENT |= {"single_user", "land"}


def rows(name):
    return imports.read_rows(imports.CATALOGUE / f"{name}.yaml")


@pytest.fixture
def catalogue(db):
    return imports.load_catalogue()


@pytest.mark.parametrize(("name", "count"), SEEDS.items())
def test_every_record_of_the_source_material_has_its_code(name, count):
    seeds = [seed for row in rows(name) for seed in row.get("seed", ())]
    assert len(seeds) == len(set(seeds)) == count


@pytest.mark.parametrize("name", MODELS)
def test_every_row_of_a_file_is_in_the_database_with_its_texts_and_sources(catalogue, name):
    stored = {row.code: row for row in MODELS[name].objects.all()}
    assert catalogue[name] == len(stored) == len(rows(name))
    for row in rows(name):
        term = stored[row["code"]]
        assert (term.name_zh_hans, term.name_en) == (row["name_zh"], row["name_en"])
        if name != "regions":
            assert (term.summary_zh_hans, term.summary_en) == (row.get("summary_zh", ""), row.get("summary_en", ""))
            assert {source.code for source in term.sources.all()} == set(row.get("sources", ()))


@pytest.mark.parametrize("name", MODELS)
def test_every_row_has_a_name_in_both_languages_and_known_words(name):
    groups = {"space_types": SpaceGroup, "industries": IndustryGroup, "metrics": MetricGroup}
    for row in rows(name):
        assert row["name_zh"].strip() and row["name_en"].strip(), row["code"]
        assert any("\u4e00" <= char <= "\u9fff" for char in row["name_zh"]), row["code"]
        if name in groups:
            assert row["group"] in groups[name].values
        if name == "services":
            assert row["tier"] in ServiceTier.values
        if name == "regions":
            assert row["kind"] in RegionKind.values


def test_the_ladder_has_its_steps(catalogue):
    ladder = SpaceType.objects.filter(group=SpaceGroup.LADDER).order_by("ladder_step")
    assert list(ladder.values_list("code", "ladder_step")) == [
        ("nursery", 1),
        ("incubator_unit", 2),
        ("accelerator_unit", 3),
        ("rd_hq", 4),
        ("park_in_park", 5),
        ("industrial_base", 6),
    ]


def test_industries_have_two_levels(catalogue):
    assert Industry.objects.filter(parent=None).count() == 20
    assert not Industry.objects.filter(parent__parent__isnull=False).exists()
    assert Industry.objects.get(code="cell_gene_therapy").parent.code == "bio_health"


def test_a_mode_knows_its_spaces_and_what_it_must_ask(catalogue):
    modes = {mode.code: mode for mode in SettlementMode.objects.prefetch_related("space_types")}
    assert {kind.code for kind in modes["office_lease"].space_types.all()} == {"office", "hot_desk", "rd_hq"}
    assert not modes["company_registration"].needs_space
    assert {service.code for service in modes["desk"].services.all()} == {"company_registration", "property"}
    assert all(mode.services.exists() for mode in modes.values())
    for code in ("factory_lease", "buy_build", "land_auction", "foreign_investment", "rd_centre"):
        assert modes[code].needs_environment, code
    for mode in modes.values():
        uses = {kind.code for kind in mode.space_types.all()}
        assert not mode.needs_environment or uses & ENVIRONMENT, mode.code


def test_metrics_name_their_unit_for_readers_and_list_their_items(catalogue):
    assert not Metric.objects.filter(unit_label_zh_hans="").exists()
    assert set(Metric.objects.filter(unit_label_en="").values_list("code", flat=True)) == {"founded"}
    leads = Metric.objects.get(code="wl_leads")
    assert leads.items_en.splitlines()[0] == "Original technology" and len(leads.items_zh_hans.splitlines()) == 5


def test_the_parts_of_the_model_of_a_world_leading_park_stand_together(catalogue):
    model = Metric.objects.filter(group=MetricGroup.MODEL)
    assert set(model) == set(Metric.objects.filter(code__startswith="wl_")) and model.count() == 8
    assert not model.filter(items_zh_hans="").exists() and not Metric.objects.exclude(group="model").exclude(
        items_en=""
    )
    steps = import_module(f"parks.migrations.{MIGRATION.stem}")
    for step, group in ((steps.ungroup_the_model, "programme"), (steps.group_the_model, "model")):
        step(apps, None)
        assert set(Metric.objects.filter(code__startswith="wl_").values_list("group", flat=True)) == {group}


def test_regions_hang_on_their_country(catalogue):
    city = Region.objects.get(code="be-louvain-la-neuve")
    assert [city.parent.code, city.parent.parent.code] == ["be-wallonia", "be"]
    assert not Region.objects.exclude(kind=RegionKind.COUNTRY).filter(parent=None).exists()


def test_documents_have_readable_titles(catalogue):
    for source in Source.objects.all():
        assert source.title_zh_hans and source.title_en
        assert source.url == (source.code if source.code.startswith("http") else "")
        assert ".txt" not in source.title_zh_hans + source.title_en


def test_loading_again_changes_nothing_and_asks_little(catalogue):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert set(imports.load_catalogue().values()) == {0}
    assert len(queries) <= 10
    assert not [query for query in queries.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]


def test_what_an_editor_changed_or_retired_stays(catalogue):
    Service.objects.filter(code="training").update(name_en="Academy", tier=ServiceTier.SUPPORT, retired=True)
    mode = SettlementMode.objects.get(code="desk")
    mode.space_types.clear()
    Industry.objects.filter(code="shale_gas").delete()
    counts = imports.load_catalogue()
    training = Service.objects.get(code="training")
    assert (training.name_en, training.tier, training.retired) == ("Academy", ServiceTier.SUPPORT, True)
    assert not mode.space_types.exists()
    assert counts["industries"] == 1 and Industry.objects.get(code="shale_gas").parent.code == "other"


def test_a_parent_that_does_not_exist_is_refused(db):
    broken = [{"code": "a", "parent": "nowhere", "name_zh": "甲", "name_en": "A"}]
    with pytest.raises(ValueError, match="Unknown parent of a"):
        imports.create_absent(Industry, broken, lambda row, place: Industry(code=row["code"]))


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_catalogue")
    assert "37 services" in capsys.readouterr().out
    call_command("load_catalogue")
    assert "0 services" in capsys.readouterr().out
