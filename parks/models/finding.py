"""What staff find a park by: one row for each, drafts too, derived and written by `parks.indexing` alone."""

from typing import ClassVar

from django.db import models

from parks.models.parks import Park
from parks.models.searching import TokensField


class ParkKeys(models.Model):
    """The names of one park in either script, its other names and its short name as tokens, and those of the operators
    whose seats reach it.

    By the latter the index itself narrows to a reader's scope. SQLite keeps the tokens in `parks_parkkeys_index` by
    triggers; a migration that makes SQLite copy this table loses them, see `drop_index` and `create_index` of the
    migration `park_keys`.
    """

    park = models.OneToOneField(Park, on_delete=models.CASCADE, primary_key=True, related_name="keys")
    tokens = TokensField(blank=True)

    objects: ClassVar[models.Manager["ParkKeys"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.park)
