"""The back office as one place: what needs me today, then the lists in calm groups."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse_lazy, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from accounts import factors, links, sessions, staffpages
from accounts.forms import OwnPasswordForm, SignInForm
from common.enums import Language
from common.languages import current_language
from common.network import client_address
from portal import handbook, screens

if TYPE_CHECKING:
    from accounts.models import User

# Group → models, in the order of a working day. What is named nowhere is listed last, so that nothing hides.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("Daily work"),
        (
            "inquiries.case",
            "inquiries.routing",
            "inquiries.inquiry",
            "inquiries.slot",
            "inquiries.replytemplate",
            "inquiries.assignmentrule",
            "inquiries.servicerequest",
            "enterprises.enterprise",
            "enterprises.tenancy",
        ),
    ),
    (
        _("What the public reads"),
        (
            "parks.park",
            "parks.space",
            "parks.landparcel",
            "parks.building",
            "parks.policy",
            "parks.opportunity",
            "parks.article",
            "parks.event",
            "enterprises.story",
            "parks.partnership",
            "parks.organisation",
            "parks.source",
        ),
    ),
    (
        _("Operators and people"),
        (
            "parks.operator",
            "parks.exchangerate",
            "parks.holidayoverride",
            "parks.membership",
            "parks.invitedseat",
            "accounts.user",
        ),
    ),
    (
        _("Catalogues"),
        (
            "parks.industry",
            "parks.spacetype",
            "parks.settlementmode",
            "parks.service",
            "parks.metric",
            "parks.region",
        ),
    ),
    (_("Files in and out"), ("parks.importbatch", "parks.job")),
    (
        _("Mail and trail"),
        ("notifications.outgoingemail", "inquiries.incomingemail", "accounts.auditentry", "inquiries.privacyrequest"),
    ),
)
REST = _("Other")
# Always one click away, in the header.
MAIN_LINKS = ("Case", "Park", "Space")


class OwnPasswordView(PasswordChangeView):
    """Django's page, told what was found of the former password."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")
    state: factors.State | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "state": self.state}


class ScopedAutocomplete(AutocompleteJsonView):
    """Offers what the field itself would accept, not everything that may be looked at."""

    def get_queryset(self) -> QuerySet:
        from parks.admin.scoping import choices_for  # the site exists before the models do

        user = cast("User", self.request.user)  # AdminSite.autocomplete_view lets nobody else in
        allowed = choices_for(user, self.source_field.model, self.source_field.remote_field.model)
        return super().get_queryset().filter(pk__in=allowed.values("pk"))


class BackOffice(AdminSite):
    site_header = _("Parkbridge back office")
    site_title = _("Parkbridge")
    index_title = _("Today")
    login_form = SignInForm
    enable_nav_sidebar = False
    empty_value_display = "—"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Our own pages, and Django's without its jump by content type and number, which knows no scope."""
        from inquiries.admin.health import HealthPage  # the site exists before the models do
        from inquiries.admin.reports import ReportPages

        own = [
            path("find/", self.admin_view(self.find_view), name="find"),
            path("handbook/", self.admin_view(self.handbook_view), name="handbook"),
            path("handbook/<slug:chapter>/", self.admin_view(self.handbook_view), name="handbook_chapter"),
            path("tour/close/", self.admin_view(self.tour_close_view), name="tour_close"),
            *ReportPages(self).urls(),
            *HealthPage(self).urls(),
        ]
        return [*own, *(url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site")]

    def find_view(self, request: HttpRequest) -> HttpResponse:
        from inquiries.admin.finding import find_view  # the site exists before the models do

        return find_view(request, self.each_context(request))

    def handbook_view(self, request: HttpRequest, chapter: str = "") -> HttpResponseBase:
        """The list of chapters, or one of them beside it, in the reader's language."""
        if chapter and chapter not in handbook.CHAPTERS:
            raise Http404(_("There is nothing at this address."))
        language = current_language()
        chosen = handbook.chapter(chapter, language) if chapter else None
        context = {
            **self.each_context(request),
            "title": chosen.title if chosen else _("Handbook"),
            "chapters": handbook.chapters(language),
            "chapter": chosen,
        }
        return TemplateResponse(request, "admin/handbook.html", context)

    def tour_close_view(self, request: HttpRequest) -> HttpResponseBase:
        from portal import touring  # the site exists before the models do

        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        touring.close(cast("User", request.user))
        return redirect("admin:index")

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Also our own words for the admin's scripts (`djangojs.po`): Django's Chinese lacks some."""
        return JavaScriptCatalog.as_view()(request)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return ScopedAutocomplete.as_view(admin_site=self)(request)

    def has_permission(self, request: HttpRequest) -> bool:
        """Also the second factor, where one is wanted; `portal.staffgate` leads there."""
        return super().has_permission(request) and sessions.has_passed(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """After the password comes the second factor, then everybody lands in their own language."""
        person = request.user
        if request.method == "GET" and person.is_authenticated and person.is_staff and sessions.waits(request):
            return staffpages.to_factor(request, person)
        former = request.session.get(sessions.HANDLE, "")
        response = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            user = request.user
            sessions.forget(former)
            sessions.begin(request, user)
            response["Location"] = translate_url(response["Location"], user.language)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        sessions.leave(request)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Ends the person's other sessions and tells them by mail, in one transaction with the password.

        The former password is guessed no more often here than where people confirm themselves.
        """
        typed, state = request.POST.get("old_password", ""), None
        if typed and self.has_permission(request):
            state = factors.check_password(cast("User", request.user), typed, address=client_address(request))
            if state is factors.State.LOCKED:
                messages.error(request, staffpages.LOCKED)
                return redirect("admin:password_change")
        with transaction.atomic():
            context = {**self.each_context(request), **(extra_context or {})}
            view = OwnPasswordView.as_view(state=state, extra_context=context)
            response = view(request)
            if request.method == "POST" and response.status_code == 302:
                user, here = cast("User", request.user), sessions.current(request)
                address, kept = client_address(request), here.pk if here else None
                links.password_changed(user, actor=user, address=address, by="owner", kept=kept)
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Also the header: the main lists, and the same page in the other language."""
        here = request.get_full_path()
        context = super().each_context(request)
        return {
            **context,
            "screen": screens.shown(request.resolver_match),
            "main_links": [
                model
                for group in context["available_apps"]
                for model in group["models"]
                if model["object_name"] in MAIN_LINKS and model["admin_url"]
            ],
            "languages": [
                {
                    "code": language.value,
                    "short": {"zh-hans": "中文", "en": "EN"}[language.value],
                    "url": translate_url(here, language.value),
                    "current": language.value == get_language(),
                }
                for language in Language
            ],
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Groups by what people do, instead of by package."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        found = {f"{app['app_label']}.{model['object_name'].lower()}": model for app in apps for model in app["models"]}
        groups = [(name, [found.pop(key) for key in keys if key in found]) for name, keys in GROUPS]
        groups.append((REST, list(found.values())))
        return [
            {"name": name, "app_label": "", "app_url": "", "has_module_perms": True, "models": models}
            for name, models in groups
            if models
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from inquiries.admin.today import today  # the site exists before the models do
        from parks.links import broken_count
        from portal.touring import is_asked_for, tour

        user = cast("User", request.user)
        broken = broken_count(user) if user.has_perm("parks.change_park") else 0
        context = {
            "today": today(user),
            "tour": tour(request, user),
            "tour_asked": is_asked_for(request),
            "broken_links": broken,
        }
        return super().index(request, {**context, **(extra_context or {})})
