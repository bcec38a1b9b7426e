"""The handbook of the back office: the files of `docs/handbook`, a folder for each language."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from common.enums import Language

FOLDER = settings.BASE_DIR / "docs" / "handbook"
# The chapters in their order; each is a file of this name in both folders.
CHAPTERS = (
    "start",
    "inquiries",
    "visits",
    "proposals",
    "services",
    "editing",
    "photos",
    "publishing",
    "taxonomies",
    "tables",
    "reports",
    "people",
    "privacy",
    "mails",
    "desk",
)
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Chapter:
    name: str
    title: str
    body: SafeString


@lru_cache(maxsize=2 * len(CHAPTERS))
def chapter(name: str, language: str) -> Chapter:
    """One chapter. Its first line is the title, its links to `other.md` lead to the other chapters."""
    text = (FOLDER / Language(language).value / f"{name}.md").read_text(encoding="utf-8")
    title, _line, rest = text.partition("\n")
    tokens = _parser.parse(rest)
    for token in tokens:
        for child in token.children or ():
            target = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if target.endswith(".md"):
                child.attrSet("href", f"../{target.removesuffix('.md')}/")
    body = _parser.renderer.render(tokens, _parser.options, {})
    return Chapter(name, title.removeprefix("#").strip(), mark_safe(body))  # noqa: S308 - our own files, HTML off


def chapters(language: str) -> list[Chapter]:
    return [chapter(name, language) for name in CHAPTERS]
