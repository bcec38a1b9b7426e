"""Words of work in the background and of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobKind(models.TextChoices):
    """Work that may take longer than somebody waits for a page."""

    CHECK = "check", _("Check of a file")
    COMMIT = "commit", _("Import of a file")
    UNDO = "undo", _("Undoing an import")
    EXPORT = "export", _("Export of a list")


class JobState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")


class BatchState(models.TextChoices):
    """Where an import stands. Nothing is written before `committing`."""

    UPLOADED = "uploaded", pgettext_lazy("import", "Columns to be matched")
    CHECKING = "checking", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked, nothing written yet")
    COMMITTING = "committing", pgettext_lazy("import", "Being imported")
    COMMITTED = "committed", pgettext_lazy("import", "Imported")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")
    DISCARDED = "discarded", pgettext_lazy("import", "Discarded")


class BatchMode(models.TextChoices):
    ALL = "all", _("All rows or none")
    GOOD = "good", _("The good rows only")


class RowOutcome(models.TextChoices):
    """What a row would do, or did."""

    NEW = "new", pgettext_lazy("import row", "New")
    CHANGED = "changed", pgettext_lazy("import row", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("import row", "Unchanged")
    REFUSED = "refused", pgettext_lazy("import row", "Refused")
