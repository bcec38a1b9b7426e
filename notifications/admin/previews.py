"""All mails that the product can send, to be read and tried by those who look after the platform."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from common.enums import Language
from notifications import previews
from notifications.enums import Audience
from notifications.previews import Sample


def _subject_here(event: str) -> str:
    """What a mail is called in the language of the back office."""
    return previews.samples(event, get_language() or Language.ZH_HANS)[0].words.subject


class PreviewDoors:
    """For the admin of mails: the list of events, one page for each, its formatted half, and a mail to oneself."""

    def get_urls(self) -> list[URLPattern]:
        doors = (
            ("previews/", self.previews_view, "previews"),
            ("previews/<slug:event>/<slug:language>/<int:number>/", self.preview_view, "preview"),
            ("previews/<slug:event>/<slug:language>/<int:number>/html/", self.preview_html_view, "preview_html"),
            ("previews/<slug:event>/<slug:language>/<int:number>/send/", self.preview_send_view, "preview_send"),
        )
        site = self.admin_site  # type: ignore[attr-defined]
        named = [
            path(route, site.admin_view(view), name=f"notifications_outgoingemail_{name}")
            for route, view, name in doors
        ]
        return [*named, *super().get_urls()]

    def _sample(self, request: HttpRequest, event: str, language: str, number: int) -> Sample:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        chosen = previews.sample(event, language, number)
        if chosen is None:
            raise Http404(_("There is nothing at this address."))
        return chosen

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        shared = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        return TemplateResponse(
            request,
            f"admin/notifications/{template}.html",
            {**shared, "opts": self.opts, **context},  # type: ignore[attr-defined]
        )

    def previews_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        here = get_language() or Language.ZH_HANS
        firsts = [previews.samples(event, here)[0] for event in previews.events()]
        groups = [
            (audience.label, [(first.event, first.words.subject) for first in firsts if first.audience == audience])
            for audience in Audience
        ]
        return self._page(request, "previews", title=_("All mails"), groups=groups, readers=Language.choices)

    def preview_view(self, request: HttpRequest, event: str, language: str, number: int) -> HttpResponse:
        chosen = self._sample(request, event, language, number)
        return self._page(
            request,
            "preview",
            title=_("Mail: %(event)s") % {"event": _subject_here(event)},
            sample=chosen,
            words=chosen.words,
            audience=Audience(chosen.audience).label,
            number=number,
            numbers=range(len(previews.samples(event, language))),
            readers=Language.choices,
            may_send=self.has_handle_permission(request),  # type: ignore[attr-defined]
        )

    def preview_html_view(self, request: HttpRequest, event: str, language: str, number: int) -> HttpResponseBase:
        """The formatted half, for the frame on its page."""
        formatted = self._sample(request, event, language, number).words.html

        @xframe_options_sameorigin
        @csp_replace(previews.MAIL_POLICY)
        def frame(_request: HttpRequest) -> HttpResponse:
            return HttpResponse(formatted)

        return frame(request)

    def preview_send_view(self, request: HttpRequest, event: str, language: str, number: int) -> HttpResponseBase:
        """Goes to whoever asks, and to nobody else. Reading this address shows the preview."""
        chosen = self._sample(request, event, language, number)
        page = redirect("admin:notifications_outgoingemail_preview", event, language, number)
        if request.method in ("GET", "HEAD"):
            return page
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_handle_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        user: Any = request.user
        previews.send(chosen, to=user.email)
        messages.success(request, _("The mail is on its way to %(to)s.") % {"to": user.email})
        return page
