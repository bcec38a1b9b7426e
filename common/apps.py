from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        from common.checks import check_upload_scanner

        checks.register(check_upload_scanner)
