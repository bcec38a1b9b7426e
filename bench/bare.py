"""What Django costs at the very least: views without middleware, templates or sessions, for comparison alone.

Served by the same server as the product and on the same database, never by the product's own addresses.
"""

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
if not settings.configured:
    from portal import settings as product

    settings.configure(
        SECRET_KEY=product.SECRET_KEY,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        INSTALLED_APPS=[],
        DATABASES=product.DATABASES,
        USE_TZ=True,
        LOGGING_CONFIG=None,
    )

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Row(models.Model):
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "bench"
        db_table = "bench_row"

    def __str__(self) -> str:
        return str(self.pk)


def health(request: HttpRequest) -> HttpResponse:
    """Makes the table, once, before anything is measured."""
    if Row._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Row)
    return HttpResponse("ok")


def page(request: HttpRequest, size: int) -> HttpResponse:
    """A body of `size` bytes."""
    return HttpResponse(b"x" * size, headers={"Content-Length": str(size)})


def insert(request: HttpRequest) -> HttpResponse:
    """One row, as large as what was posted."""
    Row(body=request.body.decode()).save(force_insert=True)
    return HttpResponse(b"ok", headers={"Content-Length": "2"})


urlpatterns = [path("health/", health), path("page/<int:size>/", page), path("insert/", insert)]
