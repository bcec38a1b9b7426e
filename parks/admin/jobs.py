"""Background jobs: how far each is, and what came of it. Whoever ordered one sees it, and platform administrators."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import audit, confirming
from accounts.enums import AuditAction
from accounts.models import User
from common.backoffice import is_row_number
from common.network import client_address
from parks.admin.exporting import admin_of, export_view
from parks.admin.scoping import ParkScopedAdmin
from parks.exporting import may_export
from parks.models import Job
from parks.worklist import JobKind, JobState

TONES = {JobState.QUEUED: "quiet", JobState.RUNNING: "stage", JobState.DONE: "ok", JobState.FAILED: "error"}


def standing(job: Job) -> dict[str, Any]:
    """What the page and its script show of a job."""
    return {
        "state": job.state,
        "label": str(job.get_state_display()),
        "percent": job.percent,
        "done": job.done,
        "total": job.total,
        "over": job.is_over,
    }


def own_words(words: dict[str, str]) -> str:
    """A kept sentence in the reader's language."""
    return words.get(str(get_language()), "") or next(iter(words.values()), "")


@admin.register(Job)
class JobAdmin(ParkScopedAdmin):
    list_display = ("label", "chip", "owner", "file_name", "created_at", "ended_at")
    list_display_links = ("label",)
    list_filter = ("kind", "state")
    list_select_related = ("owner",)
    actions = None
    export_personal = ("owner", "file_name")

    @admin.display(description=_("background job"))
    def label(self, job: Job) -> str:
        return str(job)

    @admin.display(description=_("state"))
    def chip(self, job: Job) -> SafeString:
        tone = TONES[JobState(job.state)]
        return format_html('<span class="chip chip--{}">{}</span>', tone, job.get_state_display())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("export/<str:label>/", wrap(export_view), name="parks_job_export"),
            path("<int:pk>/state/", wrap(self.state_view), name="parks_job_state"),
            path("<int:pk>/file/", wrap(self.file_view), name="parks_job_file"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        job = self._job(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": str(job),
            "opts": self.opts,
            "job": job,
            "standing": standing(job),
            "reason": own_words(job.error),
            "state_url": reverse("admin:parks_job_state", args=[job.pk]),
        }
        return TemplateResponse(request, "admin/parks/job/page.html", context)

    def state_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return JsonResponse(standing(self._job(request, pk)), headers={"Cache-Control": "no-store"})

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The result, for whoever ordered it, as long as it is kept: with today's right to the list, after showing
        once more who is there. The trail says who took the file along."""
        job = self._job(request, pk)
        if not job.file or not job.file.storage.exists(str(job.file.name)):
            raise Http404(_("There is nothing at this address."))
        if job.kind == JobKind.EXPORT and not may_export(request, admin_of(job.payload["model"])):
            raise PermissionDenied
        if (page := confirming.ask(request)) is not None:
            return page
        user, address = cast(User, request.user), client_address(request) or None
        audit.record(
            AuditAction.FETCHED, job, actor=user, address=address, file=job.file_name, rows=job.result.get("rows")
        )
        answer = FileResponse(job.file.open("rb"), as_attachment=True, filename=job.file_name)
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def _job(self, request: HttpRequest, pk: Any) -> Job:
        found = self.get_queryset(request).filter(pk=pk).first() if is_row_number(pk) else None
        if found is None:
            raise Http404(_("There is nothing at this address."))
        return found
