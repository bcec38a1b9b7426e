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
from parks import offers
from parks.editing import address
from parks.enums import SpaceStatus
from parks.models import Article, Event, Opportunity, Park, Partnership, Policy, Publishable, Space
from parks.views import detail, events, network, news, opportunities, policies, spaces

# What can be previewed: how its rows are loaded, and what renders one of them.
PAGES: dict[type[Model], tuple[Callable[[Any], QuerySet], Callable[[HttpRequest, Any], HttpResponse]]] = {
    Park: (lambda rows: rows.select_related(*detail.AROUND), detail.preview),
    Policy: (policies.policy_rows, policies.policy_page),
    Opportunity: (opportunities.along, opportunities.opportunity_page),
    Partnership: (network.partnership_rows, network.partnership_page),
    Article: (news.article_rows, news.article_page),
    Event: (events.event_rows, events.event_page),
    Space: (offers.for_offers, spaces.space_page),
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
    record: Model | None = load(model.objects.for_staff(request.user)).filter(pk=pk).first()
    if record is None:
        raise Http404
    language = Language(current_language())
    request.preview = _strip(request, record, language)  # type: ignore[attr-defined]
    whole = _published_with(record)
    if whole.publication_state(language) not in PUBLIC_STATES:
        setattr(whole, f"state_{language.suffix}", PublicationState.PUBLISHED)
    response = page(request, record)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _published_with(record: Any) -> Publishable:
    """The record itself, or the one with whose versions its page is published: a space with its park."""
    return record if isinstance(record, Publishable) else getattr(record, record.PUBLISHED_WITH)


def _strip(request: HttpRequest, record: Model, language: Language) -> Preview:
    """A space that is off the market has no public page, whatever its park's state."""
    state = PublicationState(_published_with(record).publication_state(language))
    label, is_public = state.label, state in PUBLIC_STATES
    if isinstance(record, Space) and record.status == SpaceStatus.OFF_MARKET:
        label, is_public = SpaceStatus.OFF_MARKET.label, False
    unsaved = getattr(request, "unsaved", False)
    return Preview(language.label, label, is_public, address(record), unsaved)
