"""What the frame of every page needs: its address in the other language, canonical links, the product's names."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import FilterExpression, Parser, Token
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, override

from common.enums import Language
from common.languages import HTML_CODES, current_language, other_language, swap_language

register = template.Library()
CURRENT = ' aria-current="true"'
OWN_NAMES = {Language.ZH_HANS.value: "中文", Language.EN.value: "EN"}  # each in itself, never translated


# The parts of the site that the navigation names, by the names of their pages.
SECTIONS = {
    "parks": ("list", "detail", "compare", "metrics", "metric", "choose"),
    "spaces": ("spaces", "space", "space_kinds", "land"),
    "settle": ("modes", "mode", "services", "service"),
    "policies": ("policies", "policy", "precheck"),
    "projects": ("opportunities", "opportunity"),
    "network": ("network", "partnership", "organisations", "organisation"),
    "account": ("account", "company", "company_new", "people", "fitting", "alerts", "alert", "sign_in", "settings"),
    "news": ("news", "article", "events", "event", "stories", "story"),
}
SECTION_OF = {name: section for section, names in SECTIONS.items() for name in names}
MAIN_NAVIGATION = (
    ("parks", "parks:list", gettext_lazy("Parks")),
    ("spaces", "parks:spaces", gettext_lazy("Spaces")),
    ("settle", "parks:modes", gettext_lazy("How to settle")),
    ("policies", "parks:policies", gettext_lazy("Policies")),
    ("projects", "parks:opportunities", gettext_lazy("Projects")),
    ("network", "parks:network", gettext_lazy("Network")),
    ("news", "parks:news", gettext_lazy("News")),
    ("search", "search", gettext_lazy("Search")),
    ("account", "inquiries:account", gettext_lazy("My account")),
)
FOOT_NAVIGATION = (
    (
        gettext_lazy("For enterprises"),
        (
            ("parks:list", gettext_lazy("Find parks")),
            ("parks:spaces", gettext_lazy("Spaces")),
            ("parks:land", gettext_lazy("Land")),
            ("parks:compare", gettext_lazy("Compare")),
            ("parks:opportunities", gettext_lazy("Projects")),
            ("inquiries:choose", gettext_lazy("Help me choose")),
            ("inquiries:submit", gettext_lazy("Settle in a park")),
            ("inquiries:lookup", gettext_lazy("Track an inquiry")),
            ("inquiries:account", gettext_lazy("My account")),
            ("inquiries:alert_start", gettext_lazy("News by mail")),
        ),
    ),
    (
        gettext_lazy("Good to know"),
        (
            ("parks:modes", gettext_lazy("How to settle")),
            ("parks:services", gettext_lazy("Services")),
            ("parks:policies", gettext_lazy("Policies")),
            ("parks:precheck", gettext_lazy("Check which policies fit")),
            ("parks:network", gettext_lazy("Network")),
            ("parks:organisations", gettext_lazy("Organisations")),
            ("parks:space_kinds", gettext_lazy("Kinds of space")),
            ("parks:metrics", gettext_lazy("How figures are defined")),
            ("parks:news", gettext_lazy("News")),
            ("parks:events", gettext_lazy("Events")),
            ("enterprises:stories", gettext_lazy("Stories")),
        ),
    ),
    (
        gettext_lazy("About this site"),
        (
            ("about", gettext_lazy("About")),
            ("privacy", gettext_lazy("Privacy")),
            ("accessibility", gettext_lazy("Accessibility")),
            ("api:docs", gettext_lazy("Data interface (API)")),
        ),
    ),
)
MOST_KEPT = 2000
_kept: dict[tuple[str, ...], str] = {}
_pages: dict[tuple[str, str], str] = {}  # by language and name


class KeptNode(template.Node):
    """Renders its inside once per process, language and the given values, and again when too many are kept."""

    def __init__(self, nodes: template.NodeList, values: list[FilterExpression]) -> None:
        self.nodes, self.values = nodes, values

    def render(self, context: Context) -> str:
        key = (current_language(), *(str(value.resolve(context)) for value in self.values))
        found = None if settings.DEBUG else _kept.get(key)
        if found is None:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            found = _kept[key] = self.nodes.render(context)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "footer" section %}…{% endkept %}`: for pieces that depend on language and the named values alone."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, values)


@register.simple_tag(takes_context=True)
def section(context: Context) -> str:
    """The part of the site that this page belongs to; empty for pages of no part."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return SECTION_OF.get(match.url_name, match.url_name or "") if match else ""


def _home_in(code: str) -> str:
    with override(code):
        return reverse("home")


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    """Links to this page in each language, query string kept; to the home page where there is no such address."""
    request, current = context.get("request"), current_language()
    here = request.get_full_path() if request is not None and request.resolver_match is not None else ""
    return mark_safe(  # noqa: S308 - the address is escaped, the rest is ours
        "".join(
            f'<a href="{escape(swap_language(here, code) or _home_in(code))}" lang="{tag}" hreflang="{tag}"'
            f"{CURRENT if code == current else ''}>{OWN_NAMES[code]}</a>"
            for code, tag in HTML_CODES.items()
        )
    )


@register.simple_tag(takes_context=True)
def language_versions(context: Context) -> SafeString:
    """The absolute address of this page in the language that is shown, and of its published versions; no queries."""
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return SafeString("")
    site, path, shown = settings.SITE_URL, request.path, context.get("shown") or current_language()
    published = context.get("published_languages") or HTML_CODES
    addresses: dict[str, str] = {code: escape(site + (swap_language(path, code) or path)) for code in HTML_CODES}
    links = [
        f'<link rel="alternate" hreflang="{tag}" href="{addresses[code]}">'
        for code, tag in HTML_CODES.items()
        if code in published
    ]
    return mark_safe(f'<link rel="canonical" href="{addresses[shown]}">{"".join(links)}')  # noqa: S308 - escaped above


@register.simple_tag
def navigation() -> list[tuple[str, str, str]]:
    """Section, address and words of each part of the site that this installation has."""
    found = [(part, page_if_any(name), str(words)) for part, name, words in MAIN_NAVIGATION]
    return [item for item in found if item[1]]


@register.simple_tag
def foot_navigation() -> list[tuple[str, list[tuple[str, str]]]]:
    """The foot's groups of links; the API's page is told the language, having none in its address."""
    groups = []
    for title, links in FOOT_NAVIGATION:
        found = [(page_if_any(name), str(words)) for name, words in links]
        groups.append((str(title), [(_told(url), words) for url, words in found if url]))
    return groups


def _told(url: str) -> str:
    return url if swap_language(url, current_language()) else f"{url}?lang={current_language()}"


@register.simple_tag
def in_other_language(text: str) -> str:
    """An interface word as the other language has it."""
    with override(other_language(current_language())):
        return gettext(text)


@register.simple_tag
def page_if_any(name: str, *args: Any) -> str:
    """The address of a page, or nothing in an installation without it."""
    if args:
        return _found(name, *args)
    key = (current_language(), name)
    if key not in _pages:
        _pages[key] = _found(name)
    return _pages[key]


def _found(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
