"""Both languages side by side: the mark of each text, what changed in the other language, “still right”."""

from itertools import pairwise

import pytest
from django.contrib import admin
from django.test import RequestFactory

from parks.admin.scoping import ParkScopedTranslationAdmin
from parks.documents import bilingual
from parks.models import Park, Phase, Service, TextSource
from tests.parks.admin.pages import change, filled


@pytest.fixture
def park(park_a):
    park_a.description_zh_hans, park_a.description_en = "介绍", "Description"
    park_a.save()
    return park_a


def page(client, row):
    return client.get(f"/en/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/")


def marks(client, row):
    fields = page(client, row).context["adminform"].form.fields
    return {name: field.mark.state.value for name, field in fields.items() if hasattr(field, "mark")}


def states(park):
    park.refresh_from_db()
    return park.state_zh_hans, park.state_en


def test_each_text_says_where_it_stands(edith, client, park):
    Park.objects.update(state_en="draft", address_zh_hans="比利时")
    assert marks(client, park) == {
        "name_zh_hans": "reviewed",
        "name_en": "draft",
        "summary_zh_hans": "reviewed",
        "summary_en": "draft",
        "description_zh_hans": "reviewed",
        "description_en": "draft",
        "address_zh_hans": "reviewed",
        "address_en": "missing",
    }
    body = page(client, park).content.decode()
    assert '<span class="chip chip--error">Missing</span>' in body
    assert "Short text (English):</label>" in body


def test_a_changed_text_outdates_its_counterpart_and_shows_what_changed(edith, client, park):
    change(client, park, summary_zh_hans="两句话简介")
    assert marks(client, park)["summary_en"] == "stale" and states(park) == ("published", "stale")
    body = page(client, park).content.decode()
    assert '<del><span class="visually-hidden">removed: </span>一</del>' in body
    assert '<ins><span class="visually-hidden">added: </span>两</ins>' in body
    assert 'name="_reviewed" value="summary_en"' in body
    row = TextSource.objects.get(field="summary", language="en")
    assert row.source == "一句话简介" and row.behind_since is not None


def test_one_click_says_that_the_text_is_still_right_and_keeps_what_was_typed(edith, client, park):
    change(client, park, summary_zh_hans="两句话简介")
    answer = change(client, park, _reviewed="summary_en", aliases="Typed meanwhile")
    assert answer.status_code == 302 and answer["Location"].endswith(f"/park/{park.pk}/change/")
    assert marks(client, park)["summary_en"] == "reviewed" and states(park) == ("published", "published")
    row = TextSource.objects.get(field="summary", language="en")
    assert (row.source, row.behind_since, row.reviewed_by) == ("两句话简介", None, edith)
    assert park.aliases == "Typed meanwhile"


def test_catching_up_clears_it_and_outdates_nothing(edith, client, park):
    change(client, park, summary_zh_hans="两句话简介")
    change(client, park, summary_en="Two sentences")
    assert {marks(client, park)[f"summary_{code}"] for code in ("zh_hans", "en")} == {"reviewed"}
    assert states(park) == ("published", "published")


def test_a_version_stays_stale_until_its_last_text_is_right(edith, client, park):
    change(client, park, summary_zh_hans="两句话简介", name_zh_hans="新名")
    change(client, park, _reviewed="summary_en")
    assert states(park) == ("published", "stale")
    change(client, park, _reviewed="name_en")
    assert states(park) == ("published", "published")


def test_both_in_one_save_leave_neither_stale(edith, client, park):
    change(client, park, summary_zh_hans="新的简介", summary_en="A new summary")
    assert "stale" not in marks(client, park).values() and states(park) == ("published", "published")


def test_confirming_a_version_confirms_all_its_texts(edith, client, park):
    change(client, park, summary_zh_hans="两句话简介", name_zh_hans="新名")
    change(client, park, _confirm="en")
    assert "stale" not in marks(client, park).values() and states(park) == ("published", "published")


def test_rows_of_the_page_have_marks_of_their_own(edith, client, park):
    row = Phase.objects.create(park=park, name_zh_hans="一期", name_en="First phase", state="planned")

    def mark():
        form = page(client, park).context["inline_admin_formsets"][3].formset.initial_forms[0]
        return form.fields["name_en"].mark

    assert mark().state == "reviewed"
    change(client, park, **{"phases-0-name_zh_hans": "第一期"})
    assert (mark().state, mark().name) == ("stale", f"phases/{row.pk}/name_en")
    assert states(park) == ("published", "published")  # the version follows the record's own texts
    change(client, park, _reviewed=f"phases/{row.pk}/name_en")
    assert mark().state == "reviewed"
    change(client, park, **{"phases-0-DELETE": "on"})
    assert not TextSource.objects.filter(kind="parks.phase").exists()


@pytest.mark.parametrize("name", ["nonsense", "phases/1/name_en", "slug_en", "summary_fr", "a/b/c", "/summary_en/"])
def test_a_button_that_names_no_text_changes_nothing(edith, client, park, name):
    assert change(client, park, _reviewed=name).status_code == 302
    assert not TextSource.objects.exists()


def test_a_catalogue_too(client, wei, db):
    client.force_login(wei)
    service = Service.objects.create(code="visa", name_zh_hans="签证", name_en="Visas", tier="general")
    change(client, service, name_zh_hans="签证与居留")
    assert marks(client, service) == {"name_zh_hans": "reviewed", "name_en": "stale"}


def test_an_error_on_the_page_leaves_the_marks(edith, client, park):
    data = filled(page(client, park))
    answer = client.post(f"/en/admin/parks/park/{park.pk}/change/", {**data, "country": "", "summary_en": ""})
    field = answer.context["adminform"].form.fields["summary_en"]
    assert field.mark.state == "reviewed"


def test_the_quality_report_names_the_stale_text(edith, client, park):
    change(client, park, summary_zh_hans="两句话简介")
    body = client.get("/en/admin/parks/park/quality/?check=behind").content.decode()
    assert f'href="/en/admin/parks/park/{park.pk}/change/#id_summary_en">Stale text</a>' in body


PAGES = [page for page in admin.site._registry.values() if isinstance(page, ParkScopedTranslationAdmin)]


@pytest.mark.parametrize("shown", PAGES, ids=lambda page: page.model._meta.label)
def test_the_two_languages_of_a_text_stand_in_one_line(shown, wei):
    request = RequestFactory().get("/")
    request.user = wei
    lines = [line for _title, options in shown.get_fieldsets(request, None) for line in options["fields"]]
    for name in bilingual(shown.model):
        pair = (f"{name}_zh_hans", f"{name}_en")
        assert any(isinstance(line, tuple | list) and pair in pairwise(line) for line in lines), name
