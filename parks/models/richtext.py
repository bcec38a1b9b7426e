"""Records with texts that have a form: headings, lists, links."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from common import richtext
from common.enums import Language


class RichTexts(models.Model):
    """Beside each text of `RICH_TEXTS` and language stands a column with its HTML, sanitised once, at save.

    The source column stays what was typed. A row that was written past `save()` is shown as plain paragraphs.
    """

    RICH_TEXTS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        named: Iterable[str] | None = kwargs.get("update_fields")
        written = self._shape(None if named is None else set(named))
        if named is not None:
            kwargs["update_fields"] = {*named, *written}
        super().save(*args, **kwargs)

    def _shape(self, named: set[str] | None) -> set[str]:
        """Bring the HTML up to date with the sources that are about to be saved; the columns that were written."""
        written = set()
        loaded = self.__dict__
        for field in self.RICH_TEXTS:
            for language in Language:
                source, column = f"{field}_{language.suffix}", f"{field}_html_{language.suffix}"
                if source in loaded and (named is None or source in named or field in named):
                    setattr(self, column, richtext.keep(loaded[source] or ""))
                    written.add(column)
        return written
