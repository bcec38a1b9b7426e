"""Work in the background, and the imports that it checks, writes and takes back."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from parks.scoping import ScopedQuerySet
from parks.worklist import BatchMode, BatchState, JobKind, JobState, RowOutcome

if TYPE_CHECKING:
    from accounts.models import User


class OwnQuerySet(ScopedQuerySet):
    """Rows of one person: that person reaches them, and the platform's administrators."""

    def where_granted(self, user: "User | AnonymousUser", permission: str) -> Self:
        if not getattr(user, "is_active", False) or not user.is_staff or not user.has_perm(permission):
            return self.none()
        return self.all() if user.is_platform_admin else self.filter(owner=user)


def stored_name(row: models.Model, filename: str) -> str:
    """A random name: whoever guesses addresses finds nothing, and two files of one name do not meet."""
    extension = filename.rpartition(".")[2]
    return f"tables/{timezone.now():%Y-%m}/{uuid.uuid4().hex}.{extension}"


class JobQuerySet(OwnQuerySet):
    def due(self) -> Self:
        """Waiting, or held by a worker that has not been heard of since its lease ended."""
        return self.filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, leased_until__lt=timezone.now()))


class Job(models.Model):
    """One piece of work that somebody ordered. `payload` is plain JSON; `file` is its result, if it has one;
    `error` says in each language why there is none.

    Claimed by a conditional UPDATE under a lease that `parks.jobs` renews as the work goes on: when a worker dies,
    another one takes the job up after the lease, and gives up after `MOST_ATTEMPTS`.
    """

    MOST_ATTEMPTS = 3

    kind = models.CharField(_("kind"), max_length=20, choices=JobKind.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ordered by"), on_delete=models.CASCADE, related_name="jobs"
    )
    batch = models.ForeignKey(
        "parks.ImportBatch",
        verbose_name=_("import"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="jobs",
    )
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    payload = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.JSONField(_("what went wrong"), default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True, editable=False)
    file = models.FileField(_("file"), upload_to=stored_name, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("ordered at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_of_owner"),
            models.Index(fields=["created_at"], condition=Q(state__in=("queued", "running")), name="job_unfinished"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.UniqueConstraint(
                fields=["batch"], condition=Q(state__in=("queued", "running")), name="job_one_for_a_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def percent(self) -> int | None:
        """How far it is; None while nobody knows."""
        if self.state == JobState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else None


class ImportBatchQuerySet(OwnQuerySet):
    pass


class ImportBatch(models.Model):
    """One file that somebody wants to import: how it is read, what it would change, what it did.

    `mapping` names for each of our columns the heading in the file, or a value for all rows; `values` translates
    words of the file for columns with choices. Counts are those of the last check, or of the import once it is done.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("imported by"), on_delete=models.PROTECT, related_name="imports"
    )
    table = models.CharField(_("what is imported"), max_length=30)
    file = models.FileField(_("file"), upload_to=stored_name, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(_("bytes"))
    format = models.CharField(_("format"), max_length=4)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    headings = models.JSONField(_("headings"), default=list, editable=False)
    notices = models.JSONField(default=list, blank=True, editable=False)
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    unknown = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=BatchState.choices, default=BatchState.UPLOADED)
    mode = models.CharField(_("what was chosen"), max_length=10, choices=BatchMode.choices, blank=True)
    rows_new = models.PositiveIntegerField(_("new"), default=0)
    rows_changed = models.PositiveIntegerField(_("changed"), default=0)
    rows_unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rows_refused = models.PositiveIntegerField(_("refused"), default=0)
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    committed_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects: ClassVar[ImportBatchQuerySet] = ImportBatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["owner", "-created_at"], name="import_of_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("committing", "committed", "undoing", "undone")) | ~Q(mode=""),
                name="import_has_a_mode",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.created_at:%Y-%m-%d}"

    @property
    def rows_total(self) -> int:
        return self.rows_new + self.rows_changed + self.rows_unchanged + self.rows_refused


class ImportRow(models.Model):
    """One row of a file. `changes`: column → [before, after], both as they are written in files.

    `errors`: a list of {"column", "value", "reason": {language: words}}. `kept`: by language, why undoing left it.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("key"), max_length=300, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=RowOutcome.choices)
    changes = models.JSONField(default=dict, blank=True)
    errors = models.JSONField(default=list, blank=True)
    record = models.PositiveBigIntegerField(_("record number"), null=True, blank=True)
    written = models.BooleanField(_("written"), default=False)
    undone = models.BooleanField(_("undone"), default=False)
    kept = models.JSONField(default=dict, blank=True)

    objects: ClassVar[models.Manager["ImportRow"]] = models.Manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(condition=Q(undone=False) | Q(written=True), name="import_row_undone_was_written"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.number}: {self.key}"

    def reasons(self, language: str) -> list[dict[str, Any]]:
        """The errors in one language, as the page shows them."""
        return [{**error, "reason": error["reason"].get(language, "")} for error in self.errors]
