"""Three short questions to a tenant some months after it moved in. Behind reference and secret."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inquiries import servicing
from inquiries.forms import CheckInForm
from inquiries.models import CheckIn, Inquiry
from inquiries.servicing import shown
from inquiries.views.again import NO_COOKIE, languages
from inquiries.views.private import behind_secret, with_form


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def check_in(request: HttpRequest, inquiry: Inquiry, slug: str, month: int) -> HttpResponse:
    """The questions, or what was answered. With `show` a POST only shows the form again, in another language."""
    row = _row(inquiry, slug, month)
    if request.method != "POST":
        return _page(request, inquiry, row, CheckInForm())
    if "show" in request.POST:
        return _page(request, inquiry, row, CheckInForm(initial=_typed(request)))
    form = CheckInForm(request.POST)
    if form.is_valid():
        try:
            servicing.answer(row, servicing.Answers(**form.cleaned_data))
            return redirect(request.path)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _page(request, inquiry, _row(inquiry, slug, month), form, 422)


@behind_secret
def unsent_check_in(request: HttpRequest, inquiry: Inquiry, slug: str, month: int) -> HttpResponse:
    """The page with what was typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    form = CheckInForm(initial=_typed(request))
    return _page(request, inquiry, _row(inquiry, slug, month), form, 403, NO_COOKIE)


def _row(inquiry: Inquiry, slug: str, month: int) -> CheckIn:
    found = shown.check_in_of(inquiry, slug, month)
    if found is None:
        raise Http404
    return found


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in CheckInForm.base_fields}


def _page(
    request: HttpRequest, inquiry: Inquiry, row: CheckIn, form: CheckInForm, status: int = 200, said: object = ""
) -> HttpResponse:
    case = row.settlement.case
    context = {
        "inquiry": inquiry,
        "case": case,
        "row": row,
        "is_open": servicing.is_open_for(case),
        "form": form,
        "problems": [*([("", str(said))] if said else []), *(form.problems if form.is_bound else [])],
        "languages": languages(
            "inquiries:check_in",
            reference=inquiry.reference,
            secret=inquiry.door,
            slug=case.park.slug,
            month=str(row.month),
        ),
    }
    return with_form(render(request, "inquiries/check_in.html", context, status=status))
