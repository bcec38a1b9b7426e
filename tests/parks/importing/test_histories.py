"""Rows that are part of a park's page leave a version of the park: who brought them in, who took them back."""

import pytest

from parks import revising
from parks.models import Fact, Metric, ParkService, Service, Source
from tests import cast
from tests.parks.importing.files import checked, committed, csv_file, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(operator_a, park_a):
    edith = cast.make_user("edith@cbtc.example.org", language="en")
    cast.make_seat(edith, operator_a, "park_editor")
    return edith


@pytest.fixture
def figures():
    Metric.objects.create(code="tenants", name_en="Tenants", name_zh_hans="企业", unit="companies")
    Metric.objects.create(code="gfa", name_en="Floor area", name_zh_hans="建筑面积", unit="sqm")
    Source.objects.create(code="report", title_en="Report")
    row = {"park": "cbtc", "as_of": "2025-12-31", "source": "report"}
    return [{**row, "metric": "tenants", "value": "200"}, {**row, "metric": "gfa", "value": "5000"}]


def versions(park):
    return [(one.cause, one.actor, len(one.data["parts"]["facts"])) for one in revising.revisions(park)]


def test_figures_are_one_version_of_their_park(edith, park_a, figures):
    batch = committed(checked(edith, "facts", csv_file(figures)), edith)
    assert versions(park_a) == [("imported", edith, 2), ("found", None, 0)]
    undone(batch, edith)
    assert versions(park_a)[0] == ("imported", edith, 0)
    assert not Fact.objects.exists()


def test_a_changed_figure_and_one_that_is_set_back_are_versions_too(edith, park_a, figures):
    committed(checked(edith, "facts", csv_file(figures[:1])), edith)
    batch = committed(checked(edith, "facts", csv_file([{**figures[0], "value": "210"}])), edith)
    undone(batch, edith)
    values = [[fact["value"] for fact in one.data["parts"]["facts"].values()] for one in revising.revisions(park_a)]
    assert values == [["200.0000"], ["210.0000"], ["200.0000"], []]


def test_services_of_a_park_too(edith, park_a):
    Service.objects.create(code="visa", name_en="Visa", name_zh_hans="签证")
    committed(checked(edith, "park-services", csv_file([{"park": "cbtc", "service": "visa"}])), edith)
    latest = revising.revisions(park_a)[0]
    assert (latest.cause, latest.actor, len(latest.data["parts"]["park_services"])) == ("imported", edith, 1)
    assert ParkService.objects.count() == 1


def test_rows_that_change_nothing_leave_no_version(edith, operator_a, park_a, figures):
    other = cast.make_park(operator_a, "other")
    committed(checked(edith, "facts", csv_file(figures)), edith)
    committed(checked(edith, "facts", csv_file([*figures, {**figures[0], "park": "other"}])), edith)
    assert (len(versions(park_a)), len(versions(other))) == (2, 2)
