"""Pictures of the main pages (`make shot`) in var/shots: both languages, phone and desk, light; a dark one each.

Starts a server of its own on a free port over the demo content, and needs Chromium. Look at them before you finish.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.processes import Web, manage, product_environment
from tests.services import chromium

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "var" / "shots"
PUBLIC = {
    "home": "/{language}/",
    "parks": "/{language}/parks/",
    "park": "/{language}/parks/cbtc/",
    "inquiry": "/{language}/inquiry/?park=cbtc",
    "inquiry-whole": "/{language}/inquiry/?whole=1&park=cbtc",
    "callback": "/{language}/inquiry/callback/?park=cbtc",
    "brochure": "/{language}/inquiry/brochure/?park=cbtc",
    "find": "/{language}/inquiry/find/",
    "about": "/{language}/about/",
    "privacy": "/{language}/privacy/",
    "missing": "/{language}/nothing-here/",
}
STAFF = {"admin": "/{language}/admin/", "admin-cases": "/{language}/admin/inquiries/case/"}
LANGUAGES = ("zh-hans", "en")
WIDTHS = (375, 1280)
EMAIL, PASSWORD = "shot@parkbridge.example.org", "only-for-these-pictures"


@contextmanager
def product(folder: Path) -> Iterator[str]:
    env = product_environment(folder, "", DEBUG="true")
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "load_demo")
    person = f"from accounts.models import User; User.objects.create_superuser({EMAIL!r}, {PASSWORD!r})"
    manage(env, "shell", "--no-imports", "-c", person)
    with Web(env, folder, workers=1) as web:
        yield web.url


def shoot(browser: Browser, url: str, language: str, width: int, dark: bool = False) -> None:
    """Every page in one language, width and colour scheme; the address bar's language decides, not the browser's."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    pages = {"home": PUBLIC["home"], "park": PUBLIC["park"]} if dark else {**PUBLIC, **STAFF}
    for name, path in pages.items():
        if name == "admin":
            page.goto(f"{url}/{language}/admin/login/")
            page.fill("[name=username]", EMAIL)
            page.fill("[name=password]", PASSWORD)
            page.click("[type=submit]")
        page.goto(url + path.format(language=language), wait_until="load")
        suffix = "-dark" if dark else ""
        page.screenshot(path=TARGET / f"{name}-{language}-{width}{suffix}.png", full_page=True)
    context.close()


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit("shot: Chromium is needed. On Debian or Ubuntu: sudo apt install chromium fonts-noto-cjk")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, product(Path(name)) as url, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        for language in LANGUAGES:
            for width in WIDTHS:
                shoot(browser, url, language, width)
            shoot(browser, url, language, WIDTHS[-1], dark=True)
        browser.close()
    print(f"shot: {len(list(TARGET.glob('*.png')))} pictures in {TARGET}")


if __name__ == "__main__":
    main()
