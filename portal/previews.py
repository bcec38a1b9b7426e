"""A public page as readers would get it, for staff who may see the record, before it is published. Kept nowhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise

from common.backoffice import is_row_number
from common.enums import PUBLIC_STATES, Language, PublicationState
from common.languages import current_language
from enterprises.models import Story
from enterprises.views import stories
from parks.editing import address
from parks.models import Article, Event, Opportunity, Park, Partnership, Policy, Publishable
from parks.views import detail, events, network, news, opportunities, policies

# What can be previewed: how its rows are loaded, and what renders one of them.
PAGES: dict[type[Model], tuple[Callable[[Any], QuerySet], Callable[[HttpRequest, Any], HttpResponse]]] = {
    Park: (lambda rows: rows.select_related(*detail.AROUND), detail.preview),
    Policy: (policies.policy_rows, policies.policy_page),
    Opportunity: (opportunities.along, opportunities.opportunity_page),
    Partnership: (network.partnership_rows, network.partnership_page),
    Article: (news.article_rows, news.article_page),
    Event: (events.event_rows, events.event_page),
    Story: (stories.story_rows, stories.story_page),
}
KINDS = {model._meta.label_lower: model for model in PAGES}


@dataclass(frozen=True)
class Preview:
    """What the strip above the page says."""

    language: str | Promise
    state: str | Promise
    is_public: bool
    edit: str
    unsaved: bool = False  # asked for with a form whose words are taken back again


def preview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The page in the language of the address, as if that version were published; 404 for rows out of reach.

    The row is changed in memory alone. The door (`AdminSite.admin_view`) lets in who may enter the back office, and
    says that nobody keeps the answer.
    """
    model: Any = KINDS.get(kind)
    if model is None or not is_row_number(pk):
        raise Http404
    load, page = PAGES[model]
    record: Publishable | None = load(model.objects.for_staff(request.user)).filter(pk=pk).first()
    if record is None:
        raise Http404
    language = Language(current_language())
    state = PublicationState(record.publication_state(language))
    unsaved = getattr(request, "unsaved", False)
    request.preview = Preview(language.label, state.label, state in PUBLIC_STATES, address(record), unsaved)  # type: ignore[attr-defined]
    if state not in PUBLIC_STATES:
        setattr(record, f"state_{language.suffix}", PublicationState.PUBLISHED)
    response = page(request, record)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
