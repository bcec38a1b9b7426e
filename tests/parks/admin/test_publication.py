"""The panel above the form: what blocks leads to its field; preview; a publication planned and called off."""

import datetime
import zoneinfo

import pytest
from django.utils import timezone

from parks.enums import SeatRole
from parks.models import Park, PlannedPublication, PlanState, Revision
from tests import cast
from tests.parks.admin.pages import change, errors, filled
from tests.parks.telling import make_article


@pytest.fixture
def park(park_a):
    Park.objects.update(state_en="draft", description_en="")
    park_a.refresh_from_db()
    return park_a


def address(park, end="change/"):
    return f"/en/admin/parks/park/{park.pk}/{end}"


def body(client, park):
    return client.get(address(park)).content.decode()


def press(client, park, verb, due_at="", language="en", **typed):
    """Type into the page, press one of the panel's buttons, see what comes."""
    moment = {"plan_en-due_at": due_at} if due_at else {}
    answer = change(client, park, **{f"_{verb}": language}, **moment, **typed)
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def states(park):
    park.refresh_from_db()
    return park.state_zh_hans, park.state_en


def test_publishing_saves_what_was_typed_first(edith, client, park):
    text = press(client, park, "publish", description_en="Typed just now").content.decode()
    assert states(park) == ("published", "published") and park.description_en == "Typed just now"
    assert "Saved. The English version is published." in text and "was changed successfully" not in text
    causes = Revision.objects.filter(record=park.pk).order_by("number").values_list("cause", "actor")
    assert list(causes) == [("found", None), ("saved", edith.pk), ("published", edith.pk)]


def test_what_still_blocks_is_told_and_what_was_typed_is_kept(edith, client, park):
    text = press(client, park, "publish", aliases="Typed just now").content.decode()
    assert states(park) == ("published", "draft") and park.aliases == "Typed just now"
    assert "What you typed is saved. The version stays as it was, because:" in text
    assert '<li class="error">“description” is empty in English.</li>' in text


def test_what_cannot_be_saved_is_not_published(edith, client, park):
    answer = press(client, park, "publish", description_en="Typed just now", country="")
    assert answer.status_code == 200 and errors(answer) == {"country": ["This field is required."]}
    assert states(park) == ("published", "draft") and park.description_en == ""
    assert "Typed just now</textarea>" in answer.content.decode()


def test_a_page_older_than_its_record_publishes_nothing(edith, client, park):
    Park.objects.update(description_en="There already")
    page = filled(client.get(address(park)))
    Park.objects.filter(pk=park.pk).update(aliases="Somebody else's")
    answer = client.post(address(park), {**page, "aliases": "Mine", "_publish": "en"})
    assert answer.status_code == 200 and "Changed by somebody else while you were writing" in answer.content.decode()
    assert states(park) == ("published", "draft") and park.aliases == "Somebody else's"


def test_withdrawing_saves_what_was_typed_first(edith, client, park):
    text = press(client, park, "withdraw", language="zh-hans", aliases="Typed just now").content.decode()
    assert states(park) == ("archived", "draft") and park.aliases == "Typed just now"
    assert "Saved. The Simplified Chinese version is no longer public." in text


def test_stale_texts_block_a_publication_until_they_are_confirmed(edith, client, park):
    press(client, park, "withdraw", language="zh-hans", description_en="Words")
    change(client, park, summary_zh_hans="新的简介")
    text = press(client, park, "publish").content.decode()
    assert states(park) == ("archived", "draft")
    assert '<li class="error">“short text” is stale in English.</li>' in text
    assert '<a href="#id_summary_en">“short text” is stale in English.</a>' in text
    text = press(client, park, "confirm").content.decode()
    assert states(park) == ("archived", "draft"), "a draft stays one"
    assert "Saved. The English texts count as reviewed." in text and "is stale" not in text
    press(client, park, "publish")
    assert states(park) == ("archived", "published")


def test_a_stale_version_that_is_confirmed_is_published_again(edith, client, park):
    press(client, park, "publish", description_en="Words")
    change(client, park, summary_zh_hans="新的简介")
    assert states(park) == ("published", "stale")
    press(client, park, "confirm", aliases="Typed just now")
    assert states(park) == ("published", "published") and park.aliases == "Typed just now"


def test_enter_in_a_field_only_saves(edith, client, park):
    text = body(client, park)
    form = text[text.index('id="park_form"') :]
    assert form.index('<button type="submit" class="visually-hidden"') < form.index('name="_publish"')


@pytest.mark.parametrize("button", [{"_publish": "fr"}, {"_publish": ""}, {"_erase": "en"}])
def test_a_button_that_is_none_only_saves(edith, client, park, button):
    assert change(client, park, description_en="Words", **button).status_code == 302
    assert states(park) == ("published", "draft") and park.description_en == "Words"


def test_what_blocks_leads_to_its_field(edith, client, park):
    assert '<a href="#id_description_en">“description” is empty in English.</a>' in body(client, park)
    assert 'id="id_description_en"' in body(client, park)


def test_a_moment_is_on_the_clocks_of_the_operator(edith, client, park):
    day = (timezone.now() + datetime.timedelta(days=40)).date()
    page = press(client, park, "plan", f"{day}T09:30", aliases="Typed just now").content.decode()
    row = PlannedPublication.objects.get()
    brussels = zoneinfo.ZoneInfo("Europe/Brussels")
    assert row.due_at == datetime.datetime.combine(day, datetime.time(9, 30), brussels)
    park.refresh_from_db()
    assert park.aliases == "Typed just now"
    assert (row.planned_by, row.language, row.state) == (edith, "en", PlanState.WAITING)
    assert f"{day} 09:30 (Europe/Brussels)" in page and "The publication is planned." in page
    listed = client.get("/en/admin/parks/park/").content.decode()
    assert f'<span class="chip chip--stage">planned: <span class="day">{day}</span> 09:30</span>' in listed
    page = press(client, park, "unplan").content.decode()
    assert "called off" in page and "09:30 (Europe/Brussels)" not in page
    row.refresh_from_db()
    assert row.state == PlanState.CANCELLED


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required."),
        ("tomorrow", "Enter a valid date/time."),
        ("2020-01-01T10:00", "Choose a moment that is still to come."),
        ("2099-01-01T10:00", "Choose a moment within the next two years."),
        ("9999-12-31T23:59", "Choose a moment within the next two years."),
        ("0001-01-01T00:00", "Choose a moment that is still to come."),
        ("2027-03-28T02:30", "couldn’t be interpreted in time zone Europe/Brussels"),
    ],
)
def test_a_moment_that_cannot_be_is_asked_for_again(edith, client, park, typed, sentence):
    page = press(client, park, "plan", typed, aliases="Typed just now")
    text = page.content.decode()
    assert page.status_code == 200 and sentence in text and not PlannedPublication.objects.exists()
    assert f'value="{typed}"' in text or not typed
    assert errors(page) == {"__all__": ["Nothing is saved yet: correct the moment of the planned publication first."]}
    park.refresh_from_db()
    assert park.aliases == "" and 'value="Typed just now"' in text


def test_a_public_version_is_not_planned(edith, client, park):
    Park.objects.update(state_en="published", description_en="x")
    text = press(client, park, "plan", f"{timezone.now().year + 1}-01-05T10:00").content.decode()
    assert "This language version is published already." in text and not PlannedPublication.objects.exists()


@pytest.mark.parametrize("verb", ["publish", "confirm", "withdraw", "plan", "unplan"])
def test_the_buttons_are_closed_to_others(edith, client, park, lin, bao, operator_b, verb):
    Park.objects.update(state_zh_hans="draft")
    page = filled(client.get(address(park)))
    cast.make_seat(bao, operator_b, SeatRole.MANAGER)
    for person, status in ((lin, 403), (bao, 404)):
        client.force_login(person)
        typed = {"description_en": "Words", "plan_en-due_at": "2027-01-05T10:00", f"_{verb}": "en"}
        assert client.post(address(park), {**page, **typed}).status_code == status
    assert states(park) == ("draft", "draft") and park.description_en == ""
    assert not PlannedPublication.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_planned_moments_cost_the_list_no_query(client, wei, operator_a, rows, django_assert_num_queries):
    client.force_login(wei)
    for number in range(rows):
        article = make_article(f"a{number}", operator=operator_a, state_en="draft")
        PlannedPublication.objects.create(
            kind="parks.article",
            record=article.pk,
            language="en",
            due_at=timezone.now() + datetime.timedelta(days=1),
            time_zone="Europe/Brussels",
        )
    client.get("/en/admin/parks/article/")
    with django_assert_num_queries(7):
        page = client.get("/en/admin/parks/article/").content.decode()
    assert page.count("chip--stage") == rows
