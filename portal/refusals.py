"""Forms that are refused before their view: too large to be read, or sent without the cookie that protects them."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.csrf import csrf_failure

from inquiries import views
from inquiries.views import company

Handler = Callable[[HttpRequest], HttpResponse]
# Pages with much to type, by the name of their address: who shows what was typed again.
SHOWN_AGAIN: dict[str, Callable[..., HttpResponseBase]] = {
    "inquiries:submit": views.unsent_inquiry,
    "inquiries:draft_start": views.unsent_start,
    "inquiries:draft_step": views.unsent_step,
    "inquiries:callback": views.unsent_minimal,
    "inquiries:brochure": views.unsent_minimal,
    "inquiries:progress": views.unsent_message,
    "inquiries:proposal": views.unsent_answer,
    "inquiries:hold": views.unsent_hold,
    "inquiries:desk": views.unsent_desk,
    "inquiries:transfer": views.unsent_transfer,
    "inquiries:visit_ask": views.unsent_visit_request,
    "inquiries:visit": views.unsent_visit_answer,
    "inquiries:service_ask": views.unsent_service,
    "inquiries:service_request": views.unsent_service_answer,
    "inquiries:check_in": views.unsent_check_in,
    "inquiries:company": company.unsent_company,
    "inquiries:company_new": company.unsent_company,
}
FOREIGN = ("Origin", "Referer")  # how Django's reason begins when another site sent the form


class ReadableForms:
    """Reads the form before the CSRF check would, so that its limits are told in the reader's language.

    Stands after LocaleMiddleware and before CsrfViewMiddleware. The API (exempt from CSRF) answers for itself.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        try:
            request.POST  # noqa: B018 - reading it is what may fail
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return render(request, "413.html", status=413)
        return None


def without_cookie(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """CSRF_FAILURE_VIEW: nothing is done, and nothing typed in a long form is lost. Another site's form gets a bare
    refusal."""
    match = request.resolver_match
    shown_again = SHOWN_AGAIN.get(match.view_name) if match else None
    if match is None or shown_again is None or reason.startswith(FOREIGN):
        return csrf_failure(request, reason)
    return shown_again(request, *match.args, **match.kwargs)
