"""The public page as it would be after saving, shown from the form of a record; whatever is written is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import SimpleTemplateResponse
from django.urls import resolve, reverse
from django.utils.translation import override

from common.enums import Language
from parks import versions

PREVIEW = "_preview"  # the button of a language: posts the form like saving, and shows the page instead


def wanted(request: HttpRequest) -> Language | None:
    """The language whose preview was asked for with a form."""
    found = request.POST.get(PREVIEW, "") if request.method == "POST" else ""
    return Language(found) if found in Language.values else None


def address(record: Model, language: Language) -> str:
    """The door to the public page of a record as it is stored (`portal.previews`)."""
    with override(language):
        return reverse("preview", args=[record._meta.label_lower, record.pk])


@contextmanager
def undone(request: HttpRequest) -> Iterator[None]:
    """Takes back every row written within, what would follow the commit, and what would be told the person.

    Caches are neither filled nor told. Files that came along are left out: they would outlive their rows, and what
    the page shows of a picture is made after it is saved.
    """
    _leave_files_out(request)
    told: Any = request._messages  # type: ignore[attr-defined]
    request._messages = default_storage(request)  # type: ignore[attr-defined]
    try:
        with versions.unheard(), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        request._messages = told  # type: ignore[attr-defined]


def _leave_files_out(request: HttpRequest) -> None:
    """A new row that consists of its file is left out with it."""
    post: Any = request.POST.copy()
    for name in request.FILES:
        row, dash, _field = name.rpartition("-")
        if dash and not post.get(f"{row}-id"):
            post[f"{row}-DELETE"] = "on"
    request.POST = post
    request.FILES.clear()


def page(request: HttpRequest, record: Model, language: Language) -> HttpResponseBase:
    """What the door answers, asked from within the transaction that holds the words which nobody saved yet."""
    path = address(record, language)
    with override(language):
        inner: Any = copy(request)
        inner.method, inner.path, inner.path_info = "GET", path, path
        inner.GET, inner.POST = QueryDict(), QueryDict()
        inner.LANGUAGE_CODE, inner.unsaved = language.value, True
        inner.resolver_match = match = resolve(path)
        return match.func(inner, *match.args, **match.kwargs)


class UnsavedPreview:
    """For the admin of records that have a public page. Saving decides what may be shown, and to whom: a form that
    could not be saved comes back with its errors, and who may not change the record is refused; who may look at it
    is led to the page as it is stored."""

    change_form_template = "admin/preview_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        if wanted(request) is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with undone(request):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record: Any = kwargs.get("obj")
        may_save = record is None or self.has_change_permission(request, record)  # type: ignore[attr-defined]
        context["previews"] = list(Language) if may_save else []
        context["stored"] = [] if may_save else [(language, address(record, language)) for language in Language]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponseBase:
        if language := wanted(request):
            return page(request, obj, language)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponseBase:
        if language := wanted(request):
            return page(request, obj, language)
        return super().response_change(request, obj)
