"""Catalogues: retired, brought back, never deleted."""

import pytest

from accounts.enums import PlatformRole
from accounts.models import AuditEntry
from parks.enums import SeatRole
from parks.models import Fact, Industry, Metric, Organisation, Region, Source, SpaceType
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.admin.pages import change, errors
from tests.parks.telling import make_regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    person = cast.make_user("pia@parkbridge.example.org", platform_role=PlatformRole.EDITOR)
    client.force_login(person)
    return person


def make(model, code="optics"):
    names = {"name_en": "Optics", "name_zh_hans": "光学"}
    return {
        Industry: lambda: Industry.objects.create(code=code, **names),
        SpaceType: lambda: SpaceType.objects.create(code=code, **names),
        Region: lambda: Region.objects.create(code=code, kind="country", country="BE", **names),
        Metric: lambda: Metric.objects.create(code=code, unit="people", **names),
        Source: lambda: Source.objects.create(code=code, title_en="Optics", title_zh_hans="光学"),
        Organisation: lambda: Organisation.objects.create(slug=code, kind="university", **names),
    }[model]()


def act(client, model, action, *rows):
    page = f"/en/admin/parks/{model._meta.model_name}/"
    return client.post(page, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


@pytest.mark.parametrize("model", [Industry, SpaceType, Region, Organisation, Metric, Source])
def test_a_platform_editor_retires_a_value_and_brings_it_back(client, keeper, model):
    row = make(model)
    page = act(client, model, "retire", row).content.decode()
    row.refresh_from_db()
    assert row.retired and "1 value was changed." in page
    act(client, model, "bring_back", row)
    row.refresh_from_db()
    assert not row.retired
    assert AuditEntry.objects.filter(object_id=str(row.pk), action="changed", actor=keeper).count() == 2


def test_park_staff_have_no_such_action(client, park_a):
    client.force_login(cast.make_lin(park_a.operator, SeatRole.MANAGER))
    row = make(Industry)
    act(client, Industry, "retire", row)
    row.refresh_from_db()
    assert not row.retired


@pytest.mark.parametrize("model", [Industry, Region, Organisation, SpaceType, Metric, Source])
def test_nothing_is_deleted(client, keeper, model):
    row = make(model)
    assert client.post(f"/en/admin/parks/{model._meta.model_name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    act(client, model, "delete_selected", row)
    assert model.objects.filter(pk=row.pk).exists()


def test_a_retired_value_is_offered_to_no_new_record_and_kept_by_old_ones(client, keeper, park_a):
    kind = make(SpaceType)
    space = make_space(park_a, kind=kind)
    act(client, SpaceType, "retire", kind)
    offered = client.get(
        "/en/admin/autocomplete/", {"app_label": "parks", "model_name": "space", "field_name": "kind", "term": ""}
    ).json()["results"]
    assert offered == []
    response = change(client, space, name_en="Renamed")
    assert response.status_code == 302, errors(response)
    other = make_space(park_a, kind=cast.make_space_type("office"))
    assert errors(change(client, other, kind=kind.pk))["kind"]


def test_a_retired_source_and_metric_stay_with_old_figures_and_take_no_new_ones(client, keeper, park_a):
    metric, source = make(Metric, "staff"), make(Source, "report")
    fact = Fact.objects.create(park=park_a, metric=metric, source=source, value=10)
    act(client, Metric, "retire", metric)
    act(client, Source, "retire", source)
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, park_a.operator, SeatRole.EDITOR)
    client.force_login(editor)
    for field in ("metric", "source"):
        query = f"?app_label=parks&model_name=fact&field_name={field}&term="
        assert client.get(f"/en/admin/autocomplete/{query}").json()["results"] == []
    row = {"facts-TOTAL_FORMS": "2", "facts-1-metric": metric.pk, "facts-1-source": source.pk, "facts-1-value": "20"}
    refused = errors(change(client, park_a, **row, **{"facts-1-order": "2", "facts-1-as_of_precision": "year"}))
    assert {"facts-1-metric", "facts-1-source"} <= set(refused)
    assert change(client, park_a, **{"facts-0-value": "11"}).status_code == 302
    fact.refresh_from_db()
    assert (fact.value, fact.metric, fact.source) == (11, metric, source)
    assert "Optics" in client.get("/en/parks/cbtc/").content.decode()


def test_a_retired_region_is_in_no_list_of_the_interface_and_still_on_the_park(client, park_a):
    town = make_regions()["be-lln"]
    park_a.region = town
    park_a.save()
    assert 'value="be-lln"' in client.get("/en/parks/").content.decode()
    town.retired = True
    town.save()
    assert [one["code"] for one in client.get("/api/v1/regions/").json()] == ["be", "cn"]
    assert 'value="be-lln"' not in client.get("/en/parks/").content.decode()
    # who asks for it, as old links do, still finds the park, which keeps it
    assert 'value="be-lln" checked' in client.get("/en/parks/?region=be-lln").content.decode()
    assert client.get(f"/api/v1/parks/{park_a.slug}/").json()["region"] == "be-lln"
