"""The walk: every address for every role, and nothing of operator A on any page shown to Bao of operator B."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal import previews
from tests.architecture.walk import address, all_names
from tests.architecture.walk_table import TABLE
from tests.architecture.world import MARK, ROLES, build
from tests.cast import make_seat
from tests.parks.admin.pages import filled

EXPECTED = {
    line.split()[0]: dict(zip(ROLES, line.split()[1:], strict=True))
    for line in TABLE.strip().splitlines()
    if line and not line.startswith("#")
}
# Opened by the secret link, which is the permission: whoever holds it sees A's inquiry, signed in or not.
BY_SECRET = {
    "inquiries:progress",
    "inquiries:receipt",
    "inquiries:attachment",
    "inquiries:proposal",
    "inquiries:hold",
    "inquiries:desk",
    "inquiries:transfer",
    "inquiries:check_in",
    "inquiries:services",
    "inquiries:service_ask",
    "inquiries:service_request",
    "inquiries:visit",
    "inquiries:visit_ask",
    "inquiries:visit_ics",
    "inquiries:my_data",
    "inquiries:data_copy",
    "inquiries:data_erase",
    "inquiries:withdraw",
    "inquiries:draft_step",
    "parks:event_cancel",
}
# Read by Bao through its autocomplete fields: model that asks, field, what it offers.
AUTOCOMPLETES = (
    ("parks", "space", "park"),
    ("parks", "space", "building"),
    ("parks", "park", "operator"),
    ("parks", "park", "parent"),
    ("parks", "park", "host"),
    ("parks", "building", "park"),
    ("parks", "membership", "operator"),
    ("parks", "membership", "user"),
    ("inquiries", "case", "inquiry"),
    ("inquiries", "case", "park"),
    ("inquiries", "inquiry", "enterprise"),
    ("inquiries", "slot", "park"),
    ("inquiries", "routing", "inquiry"),
    ("inquiries", "routing", "operator"),
    ("inquiries", "routingoffer", "park"),
    ("inquiries", "servicerequest", "owner"),
    ("inquiries", "servicerequest", "park"),
    ("inquiries", "qualification", "duplicate_of"),
)


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return build()


@pytest.fixture
def enter(world, client):
    """Signs a person of the world in and returns the browser; errors become answers, as in production."""
    client.raise_request_exception = False

    def as_role(role):
        client.logout()
        if world.people[role] is not None:
            client.force_login(world.people[role])
        return client

    return as_role


def content(response):
    """The words of an answer; a picture has none that could be read."""
    whole = b"".join(response) if response.streaming else response.content
    return whole.decode("utf-8", "replace")


def leaks(response):
    return MARK.lower() in content(response).lower()


def test_every_address_has_a_line_in_the_table():
    assert all_names() == set(EXPECTED)


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_as_the_table_says(role, world, enter):
    client, found = enter(role), {}
    for name, answers in EXPECTED.items():
        response = client.get(address(name, world))
        if str(response.status_code) != answers[role]:
            found[name] = f"{response.status_code} instead of {answers[role]}"
        if role == "bao" and name not in BY_SECRET and leaks(response):
            found[name] = "shows what belongs to A"
    assert found == {}


def test_the_mark_is_on_the_pages_of_those_who_may_see_it(world, enter):
    lin = enter("lin")
    for name in ("admin:inquiries_case_change", "admin:parks_park_change", "admin:index", "admin:parks_space_change"):
        assert leaks(lin.get(address(name, world))), name


def test_searching_and_filtering_shows_bao_nothing(world, enter):
    bao = enter("bao")
    ids = {key: row.pk for key, row in world.things.items()}
    queries = ("?q=Zqx", "?q=optics", f"?operator__id__exact={ids['operator']}", f"?park__id__exact={ids['park']}")
    queries += ("?show=all", "?owner=nobody", f"?owner={ids['user']}", "?mail=failed&show=all", "?show=quarantined")
    for name in EXPECTED:
        if name.endswith("_changelist") and EXPECTED[name]["bao"] == "200":
            for query in queries:
                response = bao.get(reverse(name) + query)
                assert response.status_code in (200, 302, 400), (name, query)
                assert not leaks(response), (name, query)


def test_no_lookup_in_the_address_bar_guesses_hidden_values(world, enter):
    bao = enter("bao")
    for name, query in (
        ("admin:inquiries_inquiry_changelist", "secret__startswith=a"),
        ("admin:inquiries_case_changelist", "inquiry__secret__startswith=a"),
        ("admin:parks_park_changelist", "parent__name_en__startswith=Z"),
        ("admin:parks_operator_changelist", "memberships__user__email__startswith=l"),
        ("admin:parks_space_changelist", "park__operator__slug=a"),
    ):
        assert bao.get(f"{reverse(name)}?{query}").status_code == 400, query


def test_autocompletes_offer_bao_nothing_of_a(world, enter):
    for role in ("bao", "editor"):
        client = enter(role)
        for app, model, field in AUTOCOMPLETES:
            query = f"?app_label={app}&model_name={model}&field_name={field}&term="
            response = client.get(reverse("admin:autocomplete") + query)
            assert response.status_code in (200, 403, 404), (model, field)
            assert role == "editor" or not leaks(response), (model, field)


def test_an_officer_is_offered_no_park_to_hang_a_space_on(world, enter):
    query = "?app_label=parks&model_name=space&field_name=park&term="
    assert enter("lin").get(reverse("admin:autocomplete") + query).json()["results"] == []
    offered = enter("editor").get(reverse("admin:autocomplete") + query).json()["results"]
    assert [row["id"] for row in offered] == [str(world.things["park"].pk)]


def test_actions_on_forged_ids_reach_nothing(world, enter):
    bao = enter("bao")
    make_seat(world.people["bao"], world.people["bao"].memberships.get().operator, "park_manager")
    case, space, seat = (world.things[key] for key in ("case", "space", "membership"))
    for name, action, row in (
        ("admin:inquiries_case_changelist", "export_csv", case),
        ("admin:inquiries_case_changelist", "release", case),
        ("admin:parks_space_changelist", "delete_selected", space),
        ("admin:parks_membership_changelist", "delete_selected", seat),
    ):
        data = {"action": action, "_selected_action": [row.pk], "select_across": "1", "post": "yes"}
        everything = "?show=all" if row is case else ""
        response = bao.post(reverse(name) + everything, data)
        assert response.status_code in (200, 302, 403), action
        assert not leaks(response), action
    for row in (case, space, seat):
        row.refresh_from_db()


def test_every_door_of_a_case_is_shut_to_bao(world, enter):
    bao = enter("bao")
    for name in EXPECTED:
        if name.startswith("admin:inquiries_case_") and EXPECTED[name]["lin"] == "405":
            response = bao.post(address(name, world), {"note-body": "hello", "reply-body": "hello", "move-to": "lost"})
            assert response.status_code == 404, name
    assert world.things["case"].notes.count() == 1


# What a form answers that asks for a preview of its words (`_preview`), filled as that person gets it. The sides of a
# partnership add what happened, and look at the page with it.
PREVIEWS = dict(zip(ROLES, ["302", "403", "200", "200", "403", "200", "200", "403"], strict=True))
PREVIEWED = [
    "admin:enterprises_story_change",
    "admin:parks_article_change",
    "admin:parks_event_change",
    "admin:parks_opportunity_change",
    "admin:parks_park_change",
    "admin:parks_partnership_change",
    "admin:parks_policy_change",
    "admin:parks_space_change",
]


@pytest.mark.parametrize("kind", [model._meta.model_name for model in previews.PAGES])
def test_a_preview_of_what_is_stored_is_for_those_who_may_see_it(world, enter, kind):
    """Of each kind as of a park, which the table names."""
    row = world.things[kind]
    where = reverse("preview", args=[row._meta.label_lower, row.pk])
    found = {role: enter(role).get(where) for role in ROLES}
    assert {role: str(answer.status_code) for role, answer in found.items()} == EXPECTED["preview"]
    assert not leaks(found["bao"])


@pytest.mark.parametrize("name", PREVIEWED)
def test_a_preview_of_unsaved_words_is_for_those_who_may_save_them(world, enter, name):
    where, found = address(name, world), {}
    full = filled(enter("p_admin").get(where))
    for role in ROLES:
        page = enter(role).get(where)
        typed = filled(page) if page.status_code == 200 and PREVIEWS[role] == "200" else full
        found[role] = enter(role).post(where, {**typed, "_preview": "en"})
    assert {role: str(answer.status_code) for role, answer in found.items()} == PREVIEWS
    assert not leaks(found["bao"])
    for role, answer in found.items():
        assert ('<aside class="preview"' in content(answer)) == (PREVIEWS[role] == "200"), role


def test_posting_to_pages_of_a_changes_nothing_for_bao(world, enter):
    bao = enter("bao")
    for name in EXPECTED:
        if name.startswith("admin:") and name.endswith(("_change", "_delete")):
            response = bao.post(address(name, world), {"post": "yes", "name_en": "taken over"})
            assert response.status_code in (302, 403, 404, 200, 405), name
            assert not leaks(response), name
    for key in ("park", "space", "operator", "case", "enterprise", "membership"):
        before = dict(world.things[key].__dict__)
        world.things[key].refresh_from_db()
        assert "taken over" not in str(world.things[key].__dict__), key
        assert before["id"] == world.things[key].pk
