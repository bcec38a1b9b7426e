"""What staff find an inquiry by: one row for each, derived, written by `inquiries.indexing` alone."""

from typing import ClassVar

from django.db import models

from inquiries.models.inquiry import Inquiry
from parks.models.searching import TokensField


class SearchKeys(models.Model):
    """The names in either script, addresses and numbers of one inquiry as tokens, and those of its operators.

    A token names each operator that may see the contact, so that the index itself narrows to a reader's scope. SQLite
    keeps the tokens in `inquiries_searchkeys_index` by triggers; a migration that makes SQLite copy this table loses
    them, see `drop_index` and `create_index` of migration 0011.
    """

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, primary_key=True, related_name="keys")
    tokens = TokensField(blank=True)

    objects: ClassVar[models.Manager["SearchKeys"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.inquiry)
