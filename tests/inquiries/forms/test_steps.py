"""Which questions each way to settle, each direction and each short form gets."""

from dataclasses import dataclass

import pytest

from inquiries.forms.inquiry import InquiryForm
from inquiries.forms.minimal import CallbackForm
from inquiries.forms.steps import BY_MODE, DEPENDING, STEPS, WINDOWS, after, before, fields_for, step_of
from inquiries.submission import direction_of
from parks.imports import read_rows
from portal.settings import BASE_DIR

ROWS = {row["code"]: row for row in read_rows(BASE_DIR / "parks" / "catalogue" / "settlement_modes.yaml")}


@dataclass(frozen=True)
class Mode:
    code: str
    needs_space: bool = True
    needs_environment: bool = False


def mode(code):
    return Mode(code, ROWS[code]["needs_space"], ROWS[code]["needs_environment"])


AREA, WHEN, STAFF = "area_min area_max space_types", "move_in_from move_in_to", "staff_now staff_12 staff_36"
LIMITS, FLAGS = "power_kva clear_height floor_load special_needs", "emissions waste_water noise hazardous"
BUDGET, INVESTMENT = "budget budget_currency budget_period", "investment investment_currency"
TABLE = {
    "office_lease": f"{AREA} {WHEN} {STAFF} {BUDGET}",
    "factory_lease": f"{AREA} {WHEN} {STAFF} {LIMITS} {FLAGS} {BUDGET}",
    "buy_build": f"land_area {AREA} {WHEN} {STAFF} power_kva special_needs {FLAGS} {INVESTMENT}",
    "land_auction": f"land_area {WHEN} power_kva special_needs {FLAGS} {INVESTMENT}",
    "foreign_investment": f"{AREA} {WHEN} {STAFF} {LIMITS} {FLAGS} {INVESTMENT}",
    "company_registration": f"{WHEN} {STAFF}",
    "incubation": f"{AREA} {WHEN} {STAFF} {BUDGET}",
    "acceleration": f"{AREA} {WHEN} {STAFF} {BUDGET}",
    "overseas_pre_incubation": f"{AREA} {WHEN} {STAFF} {BUDGET}",
    "desk": f"seats {WHEN} {BUDGET}",
    "rd_centre": f"{AREA} {WHEN} {STAFF} {LIMITS} {FLAGS} {BUDGET} {INVESTMENT}",
    "rep_office": f"{AREA} {WHEN} {STAFF} {BUDGET}",
    "park_cooperation": f"{AREA} {INVESTMENT}",
    "space_investment_service": f"{AREA} {WHEN} {STAFF} {LIMITS} {FLAGS} {INVESTMENT}",
    "cooperation": INVESTMENT,
}


@pytest.mark.parametrize("code", ROWS)
def test_each_way_to_settle_gets_its_questions(code):
    assert fields_for(mode(code), "domestic") & DEPENDING == set(TABLE[code].split())


def test_the_table_knows_every_way_of_the_catalogue():
    assert set(BY_MODE) == set(TABLE) == set(ROWS)


@pytest.mark.parametrize(
    ("unknown", "asked"),
    [
        (Mode("new"), f"{AREA} {WHEN} {STAFF} {BUDGET}"),
        (Mode("new", needs_environment=True), f"{AREA} {WHEN} {STAFF} {BUDGET} {FLAGS}"),
        (Mode("new", needs_space=False), f"{WHEN} {STAFF}"),
        (None, ""),
    ],
)
def test_a_way_that_was_added_later_is_asked_by_its_flags(unknown, asked):
    assert fields_for(unknown, "domestic") & DEPENDING == set(asked.split())


@pytest.mark.parametrize(
    ("direction", "asked"),
    [
        ("outbound", {"company_name_other", "contact_latin_name", "qualifications"}),
        ("inbound", {"company_name_other", "contact_latin_name"}),
        ("domestic", {"qualifications"}),
        ("", {"company_name_other", "contact_latin_name", "qualifications"}),
    ],
)
def test_the_direction_decides_on_names_and_recognitions(direction, asked):
    depending = {"company_name_other", "contact_latin_name", "qualifications"}
    assert fields_for(mode("desk"), direction) & depending == asked


def test_the_short_forms_ask_no_more_than_they_need():
    assert fields_for(None, "", "callback") == {
        *("park", "contact_name", "company_name", "country", "contact_phone", "call_window", "call_zone")
    }
    assert fields_for(None, "", "brochure") == {
        *("park", "contact_name", "company_name", "country", "contact_email", "contact_language")
    }


def test_every_question_of_the_form_has_its_step():
    assert {name for window in WINDOWS.values() for name in window} == set(InquiryForm.base_fields)
    assert fields_for(None, "", "callback") <= set(CallbackForm.base_fields)
    assert step_of("area_min") == "need" and step_of("contact_email") == "contact"


def test_steps_follow_one_another_and_end():
    assert [after(step) for step in STEPS] == ["need", "contact", "review", "review"]
    assert [before(step) for step in STEPS] == ["enterprise", "enterprise", "need", "contact"]


def test_direction_is_empty_until_country_and_park_are_chosen(park_a, park_b):
    form = InquiryForm(initial={"park": ["parkb"], "country": "BE"})
    assert form.direction == direction_of("BE", [park_b]) == "inbound"
    assert InquiryForm(initial={"park": ["parkb"]}).direction == ""
    assert InquiryForm(initial={"country": "BE"}).direction == ""
