from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.template.defaultfilters import yesno
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    default = True
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal import checks  # noqa: F401 — registers them


def _spoken_icon(value: bool | None) -> SafeString:
    """Django's own icon of yes, no and unknown; its text is for readers, in their language, instead of “True”."""
    file = {True: "yes", False: "no", None: "unknown"}[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{file}.svg"), yesno(value))


class BackOfficeConfig(admin_apps.AdminConfig):
    """Django's admin with our site: `django.contrib.admin.site` is a `portal.admin.BackOffice`."""

    default = False
    default_site = "portal.admin.BackOffice"

    def ready(self) -> None:
        """The admin asks one function for every icon and has no setting for it, so that function is exchanged."""
        super().ready()
        from django.contrib.admin.templatetags import admin_list

        admin_list._boolean_icon = _spoken_icon  # type: ignore[attr-defined]
