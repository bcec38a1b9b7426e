"""When two e-mail addresses are the same one."""

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact


def is_address(field: str, email: str) -> Q:
    """Whether the column holds this address, whatever the case of its letters.

    `iexact` finds the row by its index but says too much: PostgreSQL takes the dotless i of `gıthub.com`, which
    anybody can register, for the I of `github.com`. Compared in lower case the two stay apart.
    """
    return Q(**{f"{field}__iexact": email}) & Q(Exact(Lower(F(field)), email.lower()))
