"""A partnership belongs to several operators: the platform keeps it, a side adds to the log, nobody else is touched."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from parks.enums import SeatRole
from parks.models import Activity, Organisation, Park, Partnership
from tests import cast
from tests.parks.admin.pages import change, errors, filled

SECRET = "Zqx hidden park"


def address(page, *args):
    return reverse(f"admin:parks_partnership_{page}", args=args)


@pytest.fixture
def hidden(operator_b):
    return cast.make_park(
        operator_b, "hidden", name_en=SECRET, name_zh_hans=SECRET, state_en="draft", state_zh_hans="draft"
    )


@pytest.fixture
def tie(park_a, park_b, hidden):
    found = Partnership.objects.create(slug="tie", kind="hand_in_hand", title_en="Tie", title_zh_hans="牵手")
    for order, park in enumerate((park_a, park_b, hidden)):
        found.parties.create(park=park, order=order)
    found.activities.create(happened="2025-03-28", text_en="Signed in Beijing")
    return found


@pytest.fixture
def edith(client, operator_a):
    """Edits one side."""
    user = cast.make_user("edith@cbtc.example.org")
    cast.make_seat(user, operator_a, SeatRole.EDITOR)
    client.force_login(user)
    return user


def new_activity(number=1, **fields):
    fields = {"happened": "2026-10", "text_en": "A delegation came", "text_zh_hans": "", "source": "", **fields}
    return {
        "activities-TOTAL_FORMS": str(number + 1),
        "activities-INITIAL_FORMS": str(number),
        **{f"activities-{number}-{name}": value for name, value in fields.items()},
    }


def test_a_side_reads_the_record_and_adds_to_the_log(edith, client, tie):
    page = client.get(address("change", tie.pk))
    assert "Signed in Beijing" in page.content.decode() and "parkb" in page.content.decode()
    assert set(filled(page)) >= {"seen", "activities-TOTAL_FORMS"} and "title_en" not in filled(page)
    assert change(client, tie, **new_activity()).status_code == 302
    assert list(tie.activities.values_list("happened", "text_en")) == [
        ("2026-10", "A delegation came"),
        ("2025-03-28", "Signed in Beijing"),
    ]
    entry = AuditEntry.objects.filter(actor=edith).latest("pk")
    assert entry.details == {"rows": {"activity": 1}}


def test_a_park_of_the_other_side_that_is_not_public_is_named_nowhere(edith, client, tie):
    for path in (address("changelist"), address("change", tie.pk), address("history", tie.pk)):
        assert SECRET not in client.get(path).content.decode(), path


def test_a_side_changes_neither_the_record_nor_its_sides_nor_what_stands_in_the_log(edith, client, tie, park_a):
    written = tie.activities.get()
    own = cast.make_park(park_a.operator, "own")
    forged = {
        "title_en": "Taken",
        "kind": "alliance",
        "parties-TOTAL_FORMS": "1",
        "parties-INITIAL_FORMS": "0",
        "parties-0-park": str(own.pk),
        "parties-0-order": "9",
        "activities-TOTAL_FORMS": "1",
        "activities-INITIAL_FORMS": "1",
        "activities-0-id": str(written.pk),
        "activities-0-partnership": str(tie.pk),
        "activities-0-happened": "1999",
        "activities-0-text_en": "Rewritten",
        "activities-0-DELETE": "on",
    }
    change(client, tie, **forged)
    tie.refresh_from_db()
    written.refresh_from_db()
    assert (tie.title_en, tie.kind, tie.parties.count()) == ("Tie", "hand_in_hand", 3)
    assert (written.happened, written.text_en) == ("2025-03-28", "Signed in Beijing")


@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_a_side_neither_publishes_nor_withdraws(edith, client, tie, verb):
    Partnership.objects.update(state_zh_hans="published")
    for language in ("en", "zh-hans"):
        assert change(client, tie, **{f"_{verb}": language}).status_code == 403
    tie.refresh_from_db()
    assert (tie.state_en, tie.state_zh_hans) == ("draft", "published")
    assert f'name="_{verb}"' not in client.get(address("change", tie.pk)).content.decode()


def test_who_sits_at_no_side_finds_nothing(client, tie):
    user = cast.make_user("c@c.example.org")
    cast.make_seat(user, cast.make_operator("c"), SeatRole.MANAGER)
    client.force_login(user)
    for path in (address("change", tie.pk), address("history", tie.pk)):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404 or "history" in path
    assert "Tie" not in client.get(address("changelist")).content.decode()


def test_an_officer_reads_and_adds_nothing(lin, client, tie):
    client.force_login(lin)
    page = client.get(address("change", tie.pk))
    assert not any(group.has_add_permission for group in page.context["inline_admin_formsets"])
    assert client.post(address("change", tie.pk), new_activity()).status_code == 403
    assert Activity.objects.count() == 1


def test_nobody_but_the_platform_begins_one_and_nobody_deletes_one(edith, client, wei, tie):
    assert client.get(address("add")).status_code == 403
    assert client.post(address("delete", tie.pk), {"post": "yes"}).status_code == 403
    client.force_login(wei)
    assert client.post(address("delete", tie.pk), {"post": "yes"}).status_code == 403


def test_the_platform_begins_publishes_and_keeps_one(client, wei, park_a, park_b):
    client.force_login(wei)
    bank = Organisation.objects.create(slug="bank", name_en="Bank", kind="bank")
    page = client.get(address("add"))
    sides = {"parties-TOTAL_FORMS": "2", "parties-0-park": park_a.pk, "parties-1-organisation": bank.pk}
    orders = {"parties-0-order": "1", "parties-1-order": "2"}
    record = {"slug": "new", "kind": "strategic", "title_en": "New", "title_zh_hans": "新", "signed": "2026"}
    response = client.post(address("add"), {**filled(page), **record, **sides, **orders})
    assert response.status_code == 302, errors(response)
    made = Partnership.objects.get(slug="new")
    assert [str(party) for party in made.parties.all()] == [str(park_a), "Bank"]
    assert change(client, made, _publish="en").status_code == 302
    made.refresh_from_db()
    assert made.is_public_in("en") and not made.is_public_in("zh-hans")
    assert change(client, made, **{"parties-0-park": park_b.pk}).status_code == 302
    assert Park.objects.filter(parties__partnership=made).get() == park_b


def test_a_side_is_one_thing_and_comes_once(client, wei, tie, park_a):
    client.force_login(wei)
    bank = Organisation.objects.create(slug="bank", name_en="Bank", kind="bank")
    both = change(client, tie, **{"parties-0-organisation": bank.pk})
    assert "Choose a park or an organisation, not both." in str(errors(both))
    twice = change(client, tie, **{"parties-1-park": park_a.pk})
    assert twice.status_code == 200 and errors(twice)


@pytest.mark.parametrize("happened", ["soon", "2026-13", "2026-02-30", "20261", "二〇二六"])
def test_an_activity_has_a_date_that_exists(edith, client, tie, happened):
    page = change(client, tie, **new_activity(happened=happened))
    assert "activities-1-happened" in errors(page)
    assert Activity.objects.count() == 1
