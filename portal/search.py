"""The search page of the whole site, and what it suggests while somebody is typing."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.framing import Frame
from common.languages import LocalText, current_language
from common.measures import number
from common.templatetags.bilingual import note
from common.text import normalise_line
from parks.indexing import KINDS
from parks.indexing.kinds import Kind
from parks.search import Found, Hit, find, hits, suggest
from parks.search.query import MAX_LENGTH
from parks.search.ranking import CAP
from parks.views.narrowing import CURRENT, page_links, replaced

PER_PAGE = 20
TEMPLATE = "portal/search.html"
FRAME = Frame(TEMPLATE)


def typed(request: HttpRequest) -> str:
    """The query as it is searched: one line of at most a hundred characters without invisible ones."""
    return normalise_line(request.GET.get("q", "")[: 4 * MAX_LENGTH])[:MAX_LENGTH]


def results(request: HttpRequest) -> HttpResponse:
    """Everything public that matches, best first, with the number of matches of each kind."""
    text, kind = typed(request), KINDS.get(request.GET.get("type", ""))
    found = find(text, kind.code if kind else "")
    page = Paginator(found.ranked, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    pieces = {
        "words": escape(text),
        "facets": _facets(request.GET, found, kind) if found.total else SafeString(""),
        "counted": _counted(found, kind.code if kind else ""),
        "hits": _lines(hits(rows, found.asked, current_language())) if rows else SafeString(""),
        "pages": page_links(request.GET, page),
    }
    fixed = {"kind": kind.code if kind else ""}
    if rows and not found.reconsidered:
        return FRAME.render(request, pieces, fixed)
    return render(request, TEMPLATE, {**fixed, **pieces, "found": found, "kinds": KINDS.values()})


def _counted(found: Found, kind: str) -> SafeString:
    """How many match, and what is shown of very many."""
    count, more = found.count(kind), found.more(kind)
    told = ngettext("%(shown)s result", "%(shown)s results", count)
    words = (_("More than %(shown)s results") if more else told) % {"shown": number(count)}
    line = f"<b>{escape(words)}</b>"
    if count > CAP:
        cut = _("The best %(cap)s are shown; another word narrows them down.") % {"cap": CAP}
        line += f' <span class="muted">{escape(cut)}</span>'
    return mark_safe(line)  # noqa: S308 - escaped above


def _facets(query: QueryDict, found: Found, kind: Kind | None) -> SafeString:
    """Links to everything and to each kind that has results, with their numbers, written by hand as there are many."""
    address = replaced(query, "type")
    lines = [(_("Everything"), address(), kind is None, found.total, found.more())]
    for one, count in found.facets:
        lines.append((str(one.plural), address(one.code), one == kind, count, found.more(one.code)))
    return mark_safe(  # noqa: S308 - words and addresses are escaped
        "".join(
            f'<li><a {CURRENT if chosen else ""}href="{escape(link)}"><span>{escape(words)}</span> '
            f'<span class="facets__count">{number(count)}{"+" if more else ""}</span></a></li>'
            for words, link, chosen, count, more in lines
        )
    )


def _lines(shown: Sequence[Hit]) -> SafeString:
    """The results, written by hand: as a template they cost a third of the page."""
    return mark_safe("".join(map(_line, shown)))  # noqa: S308 - `_line` escapes


def _line(hit: Hit) -> str:
    """One result; a text that is in the other language says so. Marked texts, also that of `found_in`, are escaped
    already."""
    title, excerpt = str(hit.marked_title), str(hit.excerpt)
    if hit.address:
        title = f'<a href="{escape(hit.address)}"{_spoken(hit.title)}{_spoken(hit.title, "hreflang")}>{title}</a>'
    else:
        title = f"<span{_spoken(hit.title)}>{title}</span>"
    about = f'<span class="tag tag--quiet">{escape(str(hit.kind.label))}</span>'
    if hit.context:
        about += f" <span{_spoken(hit.context)}>{hit.marked_context}</span>"
    if hit.happened:
        about += f' <time datetime="{escape(hit.happened)}">{escape(hit.happened)}</time>'
    found_in = f'<p class="result__excerpt">{conditional_escape(hit.found_in)}</p>' if hit.found_in else ""
    if excerpt:
        language = f' lang="{hit.excerpt_language}"' if hit.excerpt_language else ""
        excerpt = f'<p class="result__excerpt"{language}>{excerpt}</p>'
    noted = f" {note()}" if hit.title.is_fallback else ""
    return f'<li class="result"><h3>{title}{noted}</h3><p class="result__about">{about}</p>{found_in}{excerpt}</li>'


def _spoken(text: LocalText, attribute: str = "lang") -> str:
    return f' {attribute}="{text.html_language}"' if text.is_fallback else ""


def suggestions(request: HttpRequest) -> JsonResponse:
    """Up to eight records that the words typed so far may mean, in the reader's language."""
    text = typed(request)
    return JsonResponse({"query": text, "suggestions": suggest(text, current_language())})
