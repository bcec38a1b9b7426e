"""SQLite and PostgreSQL find the same records in the same order, and PostgreSQL asks the index for them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parks.indexing.tokens import tokens
from parks.models import SearchEntry
from parks.search.matching import matching
from parks.search.query import parse
from tests import prepared
from tests.journeys.processes import manage, postgres_database, product_environment, shell
from tests.services import ADDRESSES

QUERIES = [
    "孵化", "园", "科技园", "CBTC", "cbtc 孵化器", "incubtor", "合肥孵化器", "Louvain", "visa", "tax", "1", "2016",
    "park", "university science", "biotech univrsity", "liège", "factories", "cities software",
    "Zhongguancun Software Parc", "prak", "photonics", "technolgies", "武汉", "光", "中国—比利时", "zzzz", "<b>",
]  # fmt: skip

ASK = f"""
import json
from django.utils.translation import override
from parks.search import find, hits, suggest
told = []
for query in {QUERIES!r}:
    found = find(query)
    rows = [[row.kind, row.slug] for row in found.ranked]
    with override("en"):
        shown = [[hit.title.text, hit.excerpt] for hit in hits(found.ranked[:20], found.asked, "en")]
        lines = [line["title"] for line in suggest(query, "zh-hans")]
    facets = [[kind.code, count] for kind, count in found.facets]
    told.append([query, facets, found.replaced, found.words, rows, shown, lines])
print(json.dumps(told))
"""


def answers(folder, url):
    environment = product_environment(folder, url)
    manage(environment, "load_demo", "--staff-password", "correct horse battery staple")
    return json.loads(shell(environment, ASK).strip().splitlines()[-1])


@pytest.mark.process
@pytest.mark.postgres
def test_both_databases_answer_alike(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    prepared.copy_sqlite(one / "db.sqlite3")
    first = answers(one, f"sqlite:///{one / 'db.sqlite3'}")
    with postgres_database(ADDRESSES["postgres"], "search") as url:
        second = answers(two, url)
    assert sum(len(rows) for _query, _facets, _replaced, _words, rows, *_rest in first) > 100
    for sqlite, postgresql in zip(first, second, strict=True):
        assert sqlite == postgresql


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the plan of PostgreSQL")
@pytest.mark.parametrize(("query", "index"), [("quantum", "parks_search_all"), ("量子", "parks_search_all")])
def test_postgresql_asks_its_text_index(query, index):
    fill(4000)
    plan = plan_of(query)
    assert f"Bitmap Index Scan on {index}" in plan and "Seq Scan" not in plan, plan


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of SQLite")
@pytest.mark.parametrize("query", ["quantum", "量子"])
def test_sqlite_asks_its_text_index(query):
    fill(200)
    plan = plan_of(query)
    assert plan.startswith("SCAN parks_searchindex VIRTUAL TABLE INDEX") and "B-TREE" not in plan, plan


def plan_of(query):
    """How the database means to find what matches."""
    with CaptureQueriesContext(connection) as made:
        matching(parse(query))
    with connection.cursor() as cursor:
        explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
        cursor.execute(f"{explain} {made.captured_queries[-1]['sql']}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def fill(number):
    """Entries of which one in twenty holds the words that are asked for."""
    texts = [tokens(["optics and lasers 光电，激光", "quantum 量子" if at == 0 else ""])[0] for at in range(20)]
    SearchEntry.objects.bulk_create(
        SearchEntry(kind="article", record=at, slug=f"a{at}", pk=at, title_tokens=f"title{at}", tokens=texts[at % 20])
        for at in range(number)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE parks_searchentry")
