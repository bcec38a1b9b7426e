"""The board: open cases by stage, moved through the gates."""

import pytest
from django.utils import timezone

from inquiries.models import Case, Inquiry
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db

BOARD = "/en/admin/inquiries/case/board/"


def columns(response):
    return {str(c.stage): [case.pk for case, _clock in c.cards] for c in response.context["columns"] if c.cards}


@pytest.fixture
def move(client):
    def post(case, to, **fields):
        data = {"case": case.pk, "seen": case.stage, "to": to, "query": "", **fields}
        return client.post(f"{BOARD}move/", data)

    return post


def test_open_cases_of_the_own_scope_stand_under_their_stage(signed_in, park_a, park_b):
    new, contacted, lost, held = (builders.make_case(park_a) for _ in range(4))
    Case.objects.filter(pk=contacted.pk).update(stage="contacted")
    Case.objects.filter(pk=lost.pk).update(stage="lost", lost_reason="price")
    Inquiry.objects.filter(pk=held.inquiry_id).update(screening="quarantined")
    builders.make_case(park_b)
    page = signed_in.get(BOARD)
    assert columns(page) == {"new": [new.pk], "contacted": [contacted.pk]}
    text = page.content.decode()
    assert text.count('class="board-column"') == 8
    assert '<option value="accepted">→ Accepted</option><option value="contacted">Contacted</option>' in text
    assert "?show=all&amp;stage__exact=lost" in text


def test_filters_and_the_lists_behind_the_columns_agree(signed_in, park_a, operator_a, lin):
    other = cast.make_park(operator_a, "other")
    mode = cast.make_mode("register")
    mine, elsewhere, registered = (
        builders.make_case(park_a),
        builders.make_case(other),
        builders.make_case(park_a, mode=mode),
    )
    Case.objects.filter(pk=mine.pk).update(owner=lin)
    for query, expected in (
        (f"park__id__exact={other.pk}", [elsewhere.pk]),
        ("owner=me", [mine.pk]),
        (f"owner={lin.pk}", [mine.pk]),
        ("owner=nobody", [elsewhere.pk, registered.pk]),
        ("mode=register", [registered.pk]),
        ("mode=none", []),
    ):
        page = signed_in.get(f"{BOARD}?{query}")
        assert columns(page).get("new", []) == expected, query
        [new, *_rest] = page.context["columns"]
        assert signed_in.get(new.url).context["cl"].result_count == len(expected), query
    for query in ("park__id__exact=x", f"owner={'9' * 30}", "mode=%00"):
        assert signed_in.get(f"{BOARD}?{query}").status_code == 200


def test_a_move_goes_through_the_gates_and_the_log(signed_in, move, case, lin):
    builders.make_ripe(case, lin)
    answer = move(case, "accepted", query="owner=me&evil=1")
    assert answer.status_code == 302
    assert answer["Location"] == f"{BOARD}?owner=me#case-{case.pk}"
    case.refresh_from_db()
    assert case.stage == "accepted"
    assert case.stage_changes.last().actor == lin


def test_what_is_missing_is_shown_with_the_way_to_it_and_nothing_moves(signed_in, move, case):
    page = move(case, "accepted")
    assert page.status_code == 200
    text = page.content.decode()
    case.refresh_from_db()
    assert case.stage == "new"
    assert f"{case.inquiry.reference} stays at “New inquiry”." in text
    for anchor in ("id_assign-owner", "id_qualification-duplicate_answer", "id_qualification-industry"):
        assert f'href="/en/admin/inquiries/case/{case.pk}/change/#{anchor}"' in text
    assert case.stage_changes.count() == 1


def test_ends_and_steps_back_lead_to_the_reason_on_the_case_page(signed_in, move, case):
    assert f"/{case.pk}/change/#id_move-lost_reason" in move(case, "lost").content.decode()
    Case.objects.filter(pk=case.pk).update(stage="contacted")
    case.refresh_from_db()
    assert "Say why." in move(case, "new").content.decode()
    case.refresh_from_db()
    assert case.stage == "contacted"


def test_the_later_of_two_people_is_told(signed_in, move, case, lin):
    builders.make_ripe(case, lin)
    assert move(case, "accepted").status_code == 302
    answer = move(case, "contacted", seen="new")
    assert "Somebody else moved this case meanwhile" in answer.content.decode()
    case.refresh_from_db()
    assert case.stage == "accepted"


@pytest.mark.parametrize("fields", [{"to": "nonsense"}, {"to": ""}, {"seen": "x", "to": "accepted"}])
def test_nonsense_is_refused_in_words(signed_in, move, case, fields):
    answer = move(case, **{"to": "accepted", **fields})
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.stage == "new"


def test_nobody_moves_a_card_out_of_reach(client, move, park_a, park_b, bao, operator_a):
    hers = builders.make_case(park_a)
    client.force_login(bao)
    assert move(hers, "invalid").status_code == 404
    assert client.post(f"{BOARD}move/", {"case": "x"}).status_code == 404
    assert client.get(f"{BOARD}move/").status_code == 405
    hers.refresh_from_db()
    assert hers.stage == "new"


def test_a_case_whose_consent_is_withdrawn_is_neither_named_nor_moved(signed_in, move, case):
    Case.objects.filter(pk=case.pk).update(consent_withdrawn_at=timezone.now())
    page = signed_in.get(BOARD).content.decode()
    assert case.inquiry.reference in page
    assert "Walloon Optics" not in page
    assert move(case, "invalid").status_code == 403


def test_a_column_is_cut_and_leads_to_all(signed_in, park_a, monkeypatch):
    monkeypatch.setattr("inquiries.admin.board.SHOWN", 2)
    for _ in range(3):
        builders.make_case(park_a)
    page = signed_in.get(BOARD)
    [new, *_rest] = page.context["columns"]
    assert (len(new.cards), new.shown, new.is_cut) == (2, "3", True)
    assert "All at this stage" in page.content.decode()


def test_the_number_of_queries_is_the_same_for_one_card_and_three(signed_in, park_a, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            builders.make_case(park_a)
        signed_in.get(BOARD)
        with django_assert_num_queries(16):
            signed_in.get(BOARD)
