import pytest

from parks.models import ProcessStep, Service, Source
from tests import cast
from tests.parks.admin.pages import change, errors

ROW = {"steps-TOTAL_FORMS": 1, "steps-0-country": "be", "steps-0-order": 1, "steps-0-title_en": "Sign"}


@pytest.fixture
def mode(client, wei):
    client.force_login(wei)
    return cast.make_mode()


def test_the_platform_adds_a_step(client, mode):
    source = Source.objects.create(code="s", title_en="S")
    more = {"steps-0-days_min": 1, "steps-0-days_max": 3, "steps-0-source": source.pk, "steps-0-fee_kind": "paid"}
    assert change(client, mode, **ROW, **more).status_code == 302
    step = ProcessStep.objects.get()
    assert (step.country, step.order, step.title_en, step.days_min, step.days_max) == ("BE", 1, "Sign", 1, 3)
    assert "Sign" in client.get("/en/settle/office_lease/").content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title_en": ""}, "title_zh_hans", "at least one"),
        ({"country": "XX"}, "country", "two letters"),
        ({"days_min": 5, "days_max": 3}, "days_max", "shorter"),
        ({"days_max": 3}, "source", "needs the source"),
        ({"fee_kind": "free"}, "source", "needs the source"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(client, mode, fields, field, sentence):
    source = Source.objects.create(code="s", title_en="S")
    data = {**ROW, **{f"steps-0-{name}": value for name, value in fields.items()}}
    if field != "source":
        data["steps-0-source"] = source.pk
    found = errors(change(client, mode, **data))
    assert list(found) == [f"steps-0-{field}"] and sentence in found[f"steps-0-{field}"][0]
    assert not ProcessStep.objects.exists()


def test_two_steps_in_one_place_stand_one_after_the_other(client, mode):
    second = {"steps-TOTAL_FORMS": 2} | {name.replace("-0-", "-1-"): value for name, value in ROW.items()}
    response = change(client, mode, **{**ROW, **second, "steps-TOTAL_FORMS": 2, "steps-1-title_en": "Then"})
    assert response.status_code == 302, errors(response)
    assert list(ProcessStep.objects.values_list("order", "title_en")) == [(1, "Sign"), (2, "Then")]


def test_park_staff_read_the_catalogue_and_change_nothing(client, mode, lin):
    ProcessStep.objects.create(mode=mode, country="BE", order=1, title_en="Sign")
    client.force_login(lin)
    address = f"/en/admin/parks/settlementmode/{mode.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {**ROW, "steps-0-title_en": "Mine"}).status_code == 403
    assert ProcessStep.objects.get().title_en == "Sign"


def test_a_service_says_what_it_covers(client, mode):
    visa = Service.objects.create(code="visa", name_en="Visas", tier="general")
    fields = {"scope_en": "Forms.", "documents_en": "Passport", "lead_days": 5, "fee_kind": "paid", "modes": [mode.pk]}
    assert change(client, visa, **fields).status_code == 302
    visa.refresh_from_db()
    assert (visa.scope_en, visa.documents_en, visa.lead_days, visa.fee_kind) == ("Forms.", "Passport", 5, "paid")
    assert list(visa.modes.all()) == [mode]
    assert "lead_days" in errors(change(client, visa, lead_days=-1))
