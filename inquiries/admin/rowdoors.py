"""The addresses of a row that is worked on from a page of its own: the page, one door for each verb, and the files."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.admin.trail import note_view
from inquiries.admin.filters import ID_DIGITS
from inquiries.admin.forms import Refused
from inquiries.downloads import attachment_response
from inquiries.models import Attachment
from inquiries.workflow.transitions import MoveRefused

Bound = dict[str, Any]  # the one form that came back with errors, by the name of its verb


class RowDoors:
    """For an admin: every door finds its row in scope first, or says that nothing is there.

    `verbs` names the doors, `shown` what a row is read with. `page` shows a row, `may_do` says who may open a door,
    `do` goes through it, `file_of` finds a file of this very row.
    """

    verbs: ClassVar[Iterable[str]]
    shown: ClassVar[tuple[str, ...]]
    page: Callable[..., HttpResponse]
    may_do: Callable[[HttpRequest, Any, str], bool]
    do: Callable[[HttpRequest, Any, str], HttpResponseBase]
    file_of: Callable[[HttpRequest, Any, Any], Attachment | None]
    opts: Any
    admin_site: Any
    get_queryset: Callable[[HttpRequest], Any]

    @property
    def address(self) -> str:
        """How the page is named among the addresses."""
        return f"admin:{self._prefix}_change"

    @property
    def _prefix(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        doors = [
            path(f"<int:pk>/{name}/", view(partial(self.verb_view, name=name)), name=f"{self._prefix}_{name}")
            for name in self.verbs
        ]
        files = path("<int:pk>/files/<uuid:uuid>/", view(self.file_view), name=f"{self._prefix}_attachment")
        return [*doors, files, *super().get_urls()]

    def row(self, request: HttpRequest, pk: Any) -> Any:
        number = str(pk) if str(pk).isdecimal() and len(str(pk)) < ID_DIGITS else "0"
        found = self.get_queryset(request).select_related(*self.shown).filter(pk=number).first()
        if found is None:
            raise Http404(_("There is nothing at this address."))
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The page writes nothing itself: its forms go to their own doors."""
        row = self.row(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if self.shows_people(row):
            note_view(request, row)
        return self.page(request, row)

    def shows_people(self, row: Any) -> bool:
        """Whether the page of this row shows personal data, so that opening it is audited."""
        return True

    def verb_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        """Reading a door (the language switch and the sign-in page lead there) shows the page."""
        row = self.row(request, pk)
        if request.method in ("GET", "HEAD"):
            return redirect(self.address, row.pk)
        if not self.may_do(request, row, name):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        return self.do(request, row, name)

    def finished(self, request: HttpRequest, row: Any, verb: Any, form: Any) -> HttpResponse | None:
        """Carry a valid form out and go back to the page; None when something stands against it."""
        if not (form.is_valid() and carried_out(verb, row, form, request)):
            return None
        messages.success(request, str(verb.done))
        return redirect(self.address, row.pk)

    def file_view(self, request: HttpRequest, pk: int, uuid: Any) -> HttpResponseBase:
        """Always as a download."""
        file = self.file_of(request, self.row(request, pk), uuid)
        if file is None or not file.file.storage.exists(str(file.file.name)):
            raise Http404(_("There is no such file."))
        return attachment_response(file)


def carried_out(verb: Any, row: Any, form: Any, request: HttpRequest) -> bool:
    """Run it; what stands against it becomes errors of the form."""
    try:
        verb.run(row, form, request.user)
    except MoveRefused as error:
        form.add_error(
            None, [*map(str, error.reasons), *(_("Missing: %(what)s") % {"what": gap} for gap in error.missing)]
        )
    except ValidationError as error:
        for name, found in _by_field(error).items():
            form.add_error(name if name in form.fields else None, found)
    except Refused as error:
        form.add_error(None, str(error))
    except IntegrityError:
        form.add_error(None, _("Somebody else changed this at the same moment. Please try again."))
    else:
        return True
    return False


def _by_field(error: ValidationError) -> dict[str, Any]:
    """The sentences by the name of the field; those about no field under Django's name for that."""
    return error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
