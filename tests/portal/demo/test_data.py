"""The demo's own copies of the source material are whole and consistent, without a database."""

import re

from parks.imports import CATALOGUE, read_rows
from parks.models import Park
from portal.demo.loading import invented_park_rows, park_rows
from portal.demo.people import DATA

FILES = [*CATALOGUE.glob("*.yaml"), *DATA.rglob("*.yaml")]


def codes(name):
    return {row["code"] for row in read_rows(CATALOGUE / f"{name}.yaml")}


def test_nothing_points_outside_the_project():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert "/work/" not in text and "shared/" not in text, path.name


def test_every_address_of_a_person_is_one_that_nobody_can_own():
    for path in FILES:
        for address in re.findall(r"[\w.+-]+@[\w.-]+\w", path.read_text(encoding="utf-8")):
            assert re.search(r"\bexample\.(org|com)$", address), address


def test_no_password_is_written_down():
    assert not any("password" in path.read_text(encoding="utf-8").casefold() for path in FILES)


def test_every_code_that_a_park_names_exists():
    known = {name: codes(name) for name in ("services", "industries", "metrics", "regions", "space_types")}
    sources = codes("sources") | {row["code"] for row in read_rows(DATA / "sources.yaml")}
    operators = {row["slug"] for row in read_rows(DATA / "operators.yaml")}
    organisations = {row["slug"] for row in read_rows(DATA / "organisations.yaml")}
    used = set()
    for row in [*park_rows(), *invented_park_rows()]:
        assert row["operator"] in operators and row["region"] in known["regions"]
        assert set(row.get("industries", ())) <= known["industries"]
        assert set(row.get("services", ())) <= known["services"]
        assert {figure["metric"] for figure in row.get("figures", ())} <= known["metrics"]
        assert {space["kind"] for space in row.get("spaces", ())} <= known["space_types"]
        assert {*row.get("partners", ()), *row.get("tenants", ())} <= organisations
        parts = [
            part
            for key in ("figures", "reach", "phases", "spaces", "honours", "statements")
            for part in row.get(key, ())
        ]
        used |= {part["source"] for part in parts} | set(row["sources"])
    for row in read_rows(DATA / "organisations.yaml"):
        used |= set(row["sources"]) | {figure["source"] for figure in row.get("figures", ())}
    assert used <= sources
    assert {row["code"] for row in read_rows(DATA / "sources.yaml")} <= used


def test_parents_stand_before_their_parts_and_names_are_unique():
    seen = set()
    for row in park_rows():
        assert {row.get("parent"), row.get("host")} - {None} <= seen
        assert row["slug"] not in seen
        seen.add(row["slug"])
    assert len(seen) == 55


def test_texts_fit_their_columns():
    limits = {name: Park._meta.get_field(f"{name}_en").max_length for name in ("name", "summary")}
    for row in park_rows():
        for name, limit in limits.items():
            assert len(row[f"{name}_zh"]) <= limit and len(row[f"{name}_en"]) <= limit


def test_every_text_has_its_other_language():
    def walk(value, where):
        if isinstance(value, list):
            for part in value:
                walk(part, where)
        elif isinstance(value, dict):
            for key in value:
                a_year_in_chinese = key == "unit_label_zh" and value.get("unit") == "year"  # “1984年” is “1984”
                if key.endswith("_zh") and not a_year_in_chinese:
                    assert value.get(f"{key[:-3]}_en"), (where, key, value)
                walk(value[key], where)

    for path in FILES:
        if path.name != "inquiries.yaml":
            walk(read_rows(path), path.name)
