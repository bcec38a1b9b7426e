"""The health page of the platform's staff."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from inquiries.health import State, all_points, names
from notifications import alarm
from notifications.models import TaskFailure

SEE = "notifications.view_taskrun"
SHOWN = 10


class HealthPage:
    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def urls(self) -> list[URLPattern]:
        return [path("health/", self.site.admin_view(self.page), name="health")]

    def page(self, request: HttpRequest) -> HttpResponse:
        """Whoever looks while the worker is silent raises the alarm, once, as on the page for machines."""
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        now = timezone.now()
        alarm.raise_alarm(now)
        points = all_points(now)
        context = {
            **self.site.each_context(request),
            "title": _("Health"),
            "points": points,
            "worst": next((state for state in (State.ACT, State.LOOK) if any(p.state == state for p in points)), None),
            "failures": [(failure, names.label(failure.task)) for failure in TaskFailure.objects.all()[:SHOWN]],
            "now": now,
        }
        return TemplateResponse(request, "admin/health.html", context)
