import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from parks.enums import SpaceStatus
from parks.indexing import reindex
from parks.models import Fact, Metric, Phase, Reach, Source, Space
from tests import cast, prepared
from tests.browser.seeded import Site
from tests.journeys.processes import Web, manage, product_environment
from tests.journeys.smtp import free_port

# Playwright's own loop makes Django believe that the test is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium_browser(chromium_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    return Axe()


@pytest.fixture(scope="session")
def seeded_site(tmp_path_factory):
    """The demo on SQLite behind the real server, walked once."""
    folder, port = tmp_path_factory.mktemp("seeded"), free_port()
    env = product_environment(folder, "", SITE_URL=f"http://127.0.0.1:{port}", PORT=str(port))
    prepared.copy_sqlite(folder / "db.sqlite3")
    manage(env, "load_demo")
    with Web(env, folder, port) as web:
        yield Site(web.url).walk()


@pytest.fixture
def site(live_server, transactional_db):
    """The address of a running site with a park that has a bit of everything."""
    operator = cast.make_operator("cbtc")
    park = cast.make_park(
        operator,
        "cbtc",
        name_zh_hans="中国—比利时科技园",
        name_en="China-Belgium Technology Center (CBTC)",
        description_zh_hans="园区坐落在大学科技园内。",
        description_en="The park lies inside the university science park.",
        latitude="50.664",
        longitude="4.627",
    )
    source = Source.objects.create(code="s1", title_en="Brochure", title_zh_hans="手册")
    metric = Metric.objects.create(
        code="gfa",
        name_en="Floor area",
        name_zh_hans="建筑面积",
        unit="m2",
        unit_label_en="m²",
        unit_label_zh_hans="㎡",
    )
    for value in (82000, 120000):
        Fact.objects.create(park=park, metric=metric, source=source, value=value, headline=True)
    nursery = cast.make_space_type(
        "nursery", name_zh_hans="创业苗圃", name_en="Nursery", group="ladder", ladder_step=1, summary_en="For teams."
    )
    for name in ("A", "B"):
        Space.objects.create(park=park, kind=nursery, name_en=name, name_zh_hans=name, area_min=10, area_max=20)
    Space.objects.create(park=park, kind=nursery, name_en="C", name_zh_hans="C", status=SpaceStatus.LET)
    Reach.objects.create(park=park, place_zh_hans="布鲁塞尔", place_en="Brussels", km=25, source=source)
    Phase.objects.create(park=park, order=1, name_en="Phase 1", name_zh_hans="一期", state="completed", ends="2020")
    park.industries.add(cast.make_industry())
    other = cast.make_park(cast.make_operator("parkb", country="CN"), "parkb", latitude="30.5", longitude="114.3")
    for each in (park, other):
        reindex(each)
    return live_server.url
