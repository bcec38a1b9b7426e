"""News: the list by region, park, industry and kind, and one article."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from common.languages import local_text
from parks.models import Article
from parks.telling import ArticleFilter
from parks.views.narrowing import without_blanks
from parks.views.telling import beside, linked, list_context, shown_in

PER_PAGE = 20
FIELDS = ("q", "kind", "region", "park", "industry", "year")


def news(request: HttpRequest) -> HttpResponse:
    """Public articles, the latest first, those without a date last."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = ArticleFilter(request.GET, Article.objects.public(), request=request)
    rows = chosen.qs.select_related("region", "source").prefetch_related(linked("parks"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "parks/news.html", list_context(chosen, request.GET, page, FIELDS))


def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article in the reader's language, else in the one that is published; 404 when none is."""
    return article_page(request, get_object_or_404(article_rows(Article.objects.public()), slug=slug))


def article_rows(rows: QuerySet[Article]) -> QuerySet[Article]:
    """With all that the page shows."""
    found = rows.select_related("region", "source", "operator")
    return found.prefetch_related(linked("parks"), "organisations", "industries")


def article_page(request: HttpRequest, found: Article) -> HttpResponse:
    """The page of an article of `article_rows`; staff preview theirs before it is published."""
    context = {
        "article": found,
        "is_headline": not local_text(found, "body"),
        "beside": beside(Article.objects.public(), found),
        **shown_in(found),
    }
    return render(request, "parks/article.html", context)
