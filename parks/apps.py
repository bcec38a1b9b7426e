from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParksConfig(AppConfig):
    name = "parks"
    verbose_name = _("Parks")

    def ready(self) -> None:
        from parks import batches, indexing
        from parks.renditions import watch_photos
        from parks.versions import watch_all

        batches.register()
        indexing.watch_all()
        watch_all()  # last: what is kept of a search ends once the index is written
        watch_photos()
