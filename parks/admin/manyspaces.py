"""A park with very many spaces: its page names them in a sentence, and the list of spaces is where they are kept."""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.models import User
from common.backoffice import counted
from parks.admin.scoping import ScopedTabularInline, visible_rows
from parks.models import Park, Space

MOST_ON_PAGE = 50  # rows that a person still finds their way in
MOST_COUNTED = 1000
POSTED = "spaces-TOTAL_FORMS"  # a page that was opened with the rows on it posts this


def are_many(park: Park) -> bool:
    """One question to the index, however many there are."""
    return Space.objects.filter(park=park).order_by("pk")[MOST_ON_PAGE : MOST_ON_PAGE + 1].exists()


class NoRows(BaseInlineFormSet):
    """Has a name of its own, so that what it posts is never taken for the rows themselves."""

    @classmethod
    def get_default_prefix(cls) -> str:
        return "many_spaces"


class ManySpaces(ScopedTabularInline):
    """Stands where the rows would: how many there are, the way to their list, and to a new one."""

    model = Space
    formset = NoRows
    fields = ("code",)
    template = "admin/parks/many_spaces.html"
    max_num = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).none()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset carries what its template says."""
        made: Any = super().get_formset(request, obj, **kwargs)
        made.told = told(request, obj)
        return made


def told(request: HttpRequest, park: Park) -> dict[str, Any]:
    """The number up to a bound, and the doors that this person may open."""
    user = cast(User, request.user)
    number = counted(visible_rows(user, Space).filter(park=park), MOST_COUNTED)
    add = user.has_perm("parks.add_space")
    return {
        "number": min(number, MOST_COUNTED),
        "is_more": number > MOST_COUNTED,
        "list": f"{reverse('admin:parks_space_changelist')}?park__id__exact={park.pk}",
        "add": f"{reverse('admin:parks_space_add')}?park={park.pk}" if add else "",
    }


class ManySpacesPage:
    """Mixed into the admin of parks: rows on the page while there are few, the sentence when there are many.

    A page that was opened with the rows is saved with them, although there may be many by then: nothing typed is lost.
    """

    def get_inlines(self, request: HttpRequest, obj: Park | None) -> Sequence[Any]:
        inlines: Sequence[Any] = super().get_inlines(request, obj)
        if obj is None or _has_rows(request.POST) or not are_many(obj):
            return inlines
        return [ManySpaces if inline.model is Space else inline for inline in inlines]


def _has_rows(posted: QueryDict) -> bool:
    return POSTED in posted
