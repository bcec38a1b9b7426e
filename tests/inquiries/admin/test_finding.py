"""The search box of the header."""

import pytest
from django.utils import timezone

from common.backoffice import TOO_MANY
from enterprises import finding
from inquiries import indexing, search
from inquiries.workflow import transitions
from parks.search import staffed
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(signed_in):
    """The groups of results: title → the titles of their rows."""

    def get(text, client=signed_in):
        response = client.get("/en/admin/find/", {"q": text})
        assert response.status_code == 200
        return {str(group.title): [row.title for row in group.rows] for group in response.context["groups"]}

    return get


def test_results_are_grouped(find, park_a):
    case = builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="Cbtc Optics", name_zh_hans="光学"))
    assert find("cbtc") == {
        "Cases": [f"{case.inquiry.reference} · 光学"],
        "Companies": ["光学 · Cbtc Optics"],
        "Parks": ["cbtc park"],
    }
    assert find("光学") == {"Cases": [f"{case.inquiry.reference} · 光学"], "Companies": ["光学 · Cbtc Optics"]}
    assert find("园区") == {"Parks": ["cbtc park"]}


def test_another_operators_rows_are_in_no_group(find, park_b):
    case = builders.make_case(park_b)
    for text in ("walloon", "anna@optics.example.org", case.inquiry.reference, "parkb", "parkb园区"):
        assert find(text) == {}, text


def test_the_platform_finds_drafts_public_parks_and_the_desk(find, client, wei, park_a):
    cast.make_park(park_a.operator, "hidden", state_zh_hans="draft", state_en="draft")
    routing = builders.make_routing()
    indexing.enter([routing.inquiry])
    client.force_login(wei)
    assert find("hidden", client) == {"Parks": ["hidden park"]}
    assert find("peeters", client) == {
        "Companies": ["Walloon Optics"],
        "Inquiries without a park": [f"{routing.inquiry.reference} · Walloon Optics"],
    }


def test_an_editor_finds_parks_alone_and_an_auditor_nothing(find, client, operator_a, park_a):
    builders.make_case(park_a)
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    client.force_login(editor)
    assert find("walloon", client) == {}
    assert find("cbtc", client) == {"Parks": ["cbtc park"]}
    client.force_login(cast.make_user("aud@example.org", platform_role="auditor"))
    assert find("cbtc", client) == {}


def test_the_box_stands_in_the_header_and_keeps_what_was_typed(signed_in, park_a):
    page = signed_in.get("/zh-hans/admin/find/", {"q": '"><script>x'}).content.decode()
    assert '<form class="find" role="search" action="/zh-hans/admin/find/" method="get">' in page
    assert "<script>x" not in page
    assert 'value="&quot;&gt;&lt;script&gt;x"' in page
    assert "Type a reference" in signed_in.get("/en/admin/find/").content.decode()
    assert "Nothing was found" in signed_in.get("/en/admin/find/?q=nothingatall").content.decode()


def test_more_than_ten_lead_to_the_list_that_shows_them(signed_in, park_a):
    for _ in range(11):
        builders.make_case(park_a)
    response = signed_in.get("/en/admin/find/?q=walloon")
    [cases, _companies] = response.context["groups"]
    assert (len(cases.rows), cases.is_more) == (10, True)
    assert signed_in.get(cases.url).context["cl"].result_count == 11


def test_the_number_of_queries_is_the_same_for_one_hit_and_three(signed_in, park_a, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            builders.make_case(park_a)
        signed_in.get("/en/admin/find/?q=walloon")
        with django_assert_num_queries(13):
            signed_in.get("/en/admin/find/?q=walloon")


def test_the_mark_of_another_operator_is_no_word_to_search_for(client, lin, park_a, park_b):
    inquiry = builders.make_inquiry()
    transitions.open_cases(inquiry, [park_a, park_b], now=timezone.now())
    indexing.enter([inquiry])
    client.force_login(lin)
    for typed in (f"zz{park_b.operator_id}op", f"ZZ{park_b.operator_id}OP", f"zz{park_b.operator_id}o"):
        assert [group for group in client.get("/en/admin/find/", {"q": typed}).context["groups"] if group.rows] == []
        assert client.get("/en/admin/inquiries/case/", {"q": typed, "show": "all"}).context["cl"].result_count == 0
    found = client.get("/en/admin/find/", {"q": inquiry.reference}).context["groups"]
    assert [len(group.rows) for group in found if group.rows] == [1]


def test_a_group_says_where_more_than_a_thousand_match(client, wei, park_a, park_b, monkeypatch):
    for module in (search, finding, staffed):
        monkeypatch.setattr(module, "CANDIDATES", 1)
    cases = [builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="Suzhou Optics")) for _ in range(2)]
    client.force_login(wei)
    sentence = {
        "en": "More than a thousand match; only some of them are listed. Add a word to narrow it down.",
        "zh-hans": "匹配的记录超过一千条，此处只列出其中一部分。请再输入一个词缩小范围。",
    }
    for language, said in sentence.items():
        for typed, notes in {
            "optics": {"inquiries_case": said, "enterprises_enterprise": said},
            "park": {"parks_park": said},
            cases[0].inquiry.reference: {"inquiries_case": ""},
            "cbtc": {"parks_park": ""},
        }.items():
            page = client.get(f"/{language}/admin/find/", {"q": typed})
            found = {
                group.url.split("/admin/")[1].split("/?")[0].replace("/", "_"): str(group.note)
                for group in page.context["groups"]
            }
            assert found == notes, typed
            assert page.content.decode().count(said) == sum(map(bool, notes.values()))


def test_the_lists_of_companies_and_inquiries_say_so_too(client, wei, park_a, monkeypatch):
    for module in (search, finding):
        monkeypatch.setattr(module, "CANDIDATES", 1)
    for _ in range(2):
        builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="Suzhou Optics"))
    client.force_login(wei)
    for name in ("enterprises/enterprise", "inquiries/inquiry"):
        page = client.get(f"/en/admin/{name}/", {"q": "optics"})
        assert [str(said) for said in page.context["messages"]] == [str(TOO_MANY)], name
