from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    name = "enterprises"
    verbose_name = _("Enterprises")

    def ready(self) -> None:
        from enterprises.indexing import register_stories
        from enterprises.models import Story, Tenancy
        from parks import documents, links
        from parks.quality import report
        from parks.versions import watch

        for model in (Tenancy, Story):
            watch(model, lambda row: [row.park_id])
        register_stories()
        report(Story)
        documents.keep(Story)
        links.watch(Story, rich=("body",))
