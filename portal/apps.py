from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    default = True
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal import checks  # noqa: F401 — registers them


class BackOfficeConfig(admin_apps.AdminConfig):
    """Django's admin with our site: `django.contrib.admin.site` is a `portal.admin.BackOffice`."""

    default = False
    default_site = "portal.admin.BackOffice"
