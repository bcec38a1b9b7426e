"""The back office as one place: what needs me today, then the lists in calm groups."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from accounts.forms import SignInForm
from common.enums import Language

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
    (_("Operators and people"), ("parks.operator", "parks.exchangerate", "parks.membership", "accounts.user")),
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
    (
        _("Mail and trail"),
        ("notifications.outgoingemail", "inquiries.incomingemail", "accounts.auditentry", "inquiries.privacyrequest"),
    ),
)
REST = _("Other")
# Always one click away, in the header.
MAIN_LINKS = ("Case", "Park", "Space")


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
        """Without Django's jump by content type and number, which knows no scope."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Also our own words for the admin's scripts (`djangojs.po`): Django's Chinese lacks some."""
        return JavaScriptCatalog.as_view()(request)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return ScopedAutocomplete.as_view(admin_site=self)(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """After signing in, everybody lands in their own language."""
        response = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            response["Location"] = translate_url(response["Location"], request.user.language)
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Also the header: the main lists, and the same page in the other language."""
        here = request.get_full_path()
        context = super().each_context(request)
        return {
            **context,
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

        return super().index(request, {"today": today(cast("User", request.user)), **(extra_context or {})})
