"""Versions of a record: who, when, what changed; and the way back to one of them."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from parks.enums import SeatRole
from parks.models import Fact, Metric, Park, Photo, Revision, RevisionCause, Source, Statement
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.admin.pages import change, errors
from tests.parks.telling import make_article, make_story


@pytest.fixture
def park(park_a):
    park_a.description_zh_hans, park_a.description_en = "介绍", "Description"
    park_a.save()
    return park_a


def address(row, end="history/"):
    return f"/en/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{end}"


def make_photo(park, **fields):
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    photo = Photo(park=park, sha256="0" * 64, **fields)
    photo.image = ContentFile(picture.getvalue(), name="a.png")
    photo.save()
    return photo


def causes(row):
    rows = Revision.objects.filter(kind=row._meta.label_lower, record=row.pk).order_by("number")
    return [(one.number, one.cause, one.actor.name if one.actor else None) for one in rows]


def restore(client, row, number):
    return client.post(address(row, f"history/{number}/"))


def test_a_save_keeps_the_record_before_and_after(edith, client, park):
    change(client, park, summary_en="Two sentences")
    assert causes(park) == [(1, "found", None), (2, "saved", "Edith")]
    page = client.get(address(park))
    [latest, found] = page.context["versions"]
    assert [(line.label, line.before, line.after) for line in latest.lines] == [
        ("Short text (English)", "One sentence", "Two sentences"),
        ("Chinese version", "Published", "Stale (source changed)"),
    ]
    assert found.lines == []
    body = page.content.decode()
    assert '<del><span class="visually-hidden">removed: </span>One</del>' in body and "Edith" in body


def test_saving_nothing_adds_nothing(edith, client, park):
    change(client, park)
    change(client, park)
    assert causes(park) == [(1, "found", None)]


def test_what_was_written_past_these_pages_becomes_a_version_of_its_own(edith, client, park):
    change(client, park, aliases="one")
    Park.objects.update(aliases="bulk")
    change(client, park, aliases="two")
    assert causes(park) == [
        (1, "found", None),
        (2, "saved", "Edith"),
        (3, "outside", None),
        (4, "saved", "Edith"),
    ]
    [_latest, outside, *_older] = client.get(address(park)).context["versions"]
    assert [(line.before, line.after) for line in outside.lines] == [("one", "bulk")]


def test_publishing_and_withdrawing_are_versions(edith, client, park):
    change(client, park, _withdraw="en")
    change(client, park, _publish="en")
    assert [cause for _number, cause, _who in causes(park)] == ["found", "withdrawn", "published"]


def test_rows_and_links_are_told_in_words(edith, client, park):
    source = Source.objects.create(code="s", title_en="A report")
    metric = Metric.objects.create(code="staff", name_en="Staff", unit="people")
    row = Statement.objects.create(park=park, text_en="Gone words", source=source)
    Fact.objects.create(park=park, metric=metric, value=200, source=source)
    change(client, park, **{"statements-0-DELETE": "on", "facts-0-value": "300", "sources": [source.pk]})
    assert not Statement.objects.filter(pk=row.pk).exists()
    [latest, _found] = client.get(address(park)).context["versions"]
    said = {line.label: (line.before, line.after) for line in latest.lines}
    assert said == {
        "Sources": ("—", "A report"),
        "Figure · value": ("200.0000", "300.0000"),
        "Sourced statement": ("Gone words · A report", "—"),
    }


def test_a_space_changed_on_the_park_page_has_a_history_too(edith, client, park):
    space = make_space(park, "Hall")
    change(client, park, **{"spaces-0-name_en": "Great hall"})
    assert causes(space) == [(1, "found", None), (2, "saved", "Edith")]
    assert causes(park) == [(1, "found", None)]


def test_a_version_is_restored_as_a_new_one(edith, client, park):
    source = Source.objects.create(code="s", title_en="A report")
    gone = Statement.objects.create(park=park, text_en="Gone words", source=source, order=1)
    kept = Statement.objects.create(park=park, text_en="Kept words", source=source, order=2)
    change(client, park, **{"statements-0-DELETE": "on", "statements-1-text_en": "Other words", "aliases": "new"})
    change(client, park, summary_en="Two sentences", sources=[source.pk])
    Statement.objects.create(park=park, text_en="Later words", source=source, order=3)
    answer = restore(client, park, 1)
    assert answer.status_code == 302, errors(answer)
    park.refresh_from_db()
    kept.refresh_from_db()
    assert (park.aliases, park.summary_en, list(park.sources.all())) == ("", "One sentence", [])
    assert list(park.statements.values_list("text_en", flat=True)) == ["Gone words", "Kept words"]
    assert not Statement.objects.filter(pk=gone.pk).exists()  # a row that comes back is a new one
    last = Revision.objects.filter(kind="parks.park").latest("number")
    assert (last.cause, last.restores, last.actor) == (RevisionCause.RESTORED, 1, edith)


def test_restoring_changes_no_state_of_publication(edith, client, park):
    Park.objects.update(state_en="draft")
    change(client, park, aliases="x")
    Park.objects.update(state_en="published")
    restore(client, park, 1)
    park.refresh_from_db()
    assert (park.aliases, park.state_en) == ("", "published")


def test_what_readers_need_is_not_emptied_by_going_back(edith, client, park):
    """A version from before the text was written: the page comes back with the sentence beside the field."""
    Park.objects.update(description_en="", state_en="draft")
    change(client, park, description_en="Now there is one")
    change(client, park, _publish="en")
    answer = restore(client, park, 1)
    assert answer.status_code == 200 and "Withdraw it first" in errors(answer)["description_en"][0]
    assert f'action="{address(park, "change/")}"' in answer.content.decode()
    park.refresh_from_db()
    assert park.description_en == "Now there is one"


def test_what_the_platform_keeps_stays(edith, client, wei, park):
    client.force_login(wei)
    change(client, park, featured="on", aliases="x")
    client.force_login(edith)
    assert restore(client, park, 1).status_code == 302
    park.refresh_from_db()
    assert (park.featured, park.aliases) == (True, "")


def test_a_restored_text_outdates_its_counterpart(edith, client, park):
    change(client, park, summary_en="Two sentences", summary_zh_hans="两句话")
    change(client, park, summary_en="Three", summary_zh_hans="三句话")
    change(client, park, summary_en="Four", summary_zh_hans="三句话")
    restore(client, park, 3)
    park.refresh_from_db()
    assert (park.summary_en, park.state_zh_hans) == ("Three", "published")


def test_a_picture_keeps_its_file_and_one_that_is_gone_stays_gone(edith, client, park):
    kept, _gone = (make_photo(park, alt_en=text, order=order) for order, text in enumerate(("Door", "Gone")))
    name = kept.image.name
    change(client, park, **{"photos-0-alt_en": "Gate", "photos-1-DELETE": "on"})
    assert restore(client, park, 1).status_code == 302
    kept.refresh_from_db()
    assert (kept.alt_en, kept.image.name, park.photos.count()) == ("Door", name, 1)


@pytest.mark.parametrize("number", [0, 99, 10**17])
def test_a_version_that_never_was(edith, client, park, number):
    change(client, park, aliases="x")
    assert restore(client, park, number).status_code == 404


def test_who_only_reads_sees_versions_and_restores_none(edith, client, lin, park):
    change(client, park, aliases="x")
    client.force_login(lin)
    page = client.get(address(park))
    assert page.status_code == 200 and "Restore version" not in page.content.decode()
    assert restore(client, park, 1).status_code == 403


def test_another_operators_history_is_nobodys_business(edith, client, bao, park, operator_b):
    Park.objects.update(state_zh_hans="draft", state_en="draft")
    change(client, park, aliases="x")
    cast.make_seat(bao, operator_b, SeatRole.MANAGER)
    client.force_login(bao)
    assert client.get(address(park)).status_code == 404
    assert restore(client, park, 1).status_code == 404
    assert client.get(address(park, "history/1/")).status_code == 404


def test_rows_out_of_reach_are_named_by_nobody(edith, client, wei, park, park_b):
    """Where a version once pointed stays unsaid to who may not look there."""
    Park.objects.filter(pk=park_b.pk).update(name_en="Secret park", state_zh_hans="draft", state_en="draft")
    client.force_login(wei)
    change(client, park, host=park_b.pk)
    assert "Secret park" in client.get(address(park)).content.decode()
    client.force_login(edith)
    body = client.get(address(park)).content.decode()
    assert "Secret park" not in body and "(not visible to you, or gone)" in body


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_a_bounded_number_of_times(edith, client, park, rows, django_assert_max_num_queries):
    for number in range(rows):
        change(client, park, aliases=f"name {number}")
    client.get(address(park))
    with django_assert_max_num_queries(12):
        client.get(address(park))


@pytest.mark.parametrize("make", [make_article, make_story])
def test_other_records_have_one_too(client, wei, park_a, make):
    client.force_login(wei)
    row = make(slug="x", operator=park_a.operator) if make is make_article else make(park_a, "x")
    change(client, row, title_en="Another title")
    assert [cause for _number, cause, _who in causes(row)] == ["found", "saved"]
    assert restore(client, row, 1).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200
