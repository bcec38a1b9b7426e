"""Who gets a new case: the rules of each operator, and a page that says who would get one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.enums import Language
from inquiries import access
from inquiries.enums import CASE_ROLES, Direction
from inquiries.models import AssignmentRule
from inquiries.workflow import assigning
from parks.admin.scoping import ParkScopedAdmin, ScopedForm
from parks.models import Industry, Membership, Operator, Park, SettlementMode

ANY = [("", "—")]
MOST_PARKS = 200  # offered for a try; an operator with more tries without naming one


class RuleForm(ScopedForm):
    class Meta:
        model = AssignmentRule
        fields = ("operator", "position", "park", "industry", "language", "mode", "direction", "people", "is_active")

    def clean(self) -> dict[str, Any]:
        """What belongs to another operator is refused beside its field."""
        data = super().clean() or self.cleaned_data
        operator = data.get("operator") or getattr(self.instance, "operator", None)
        if operator is None:
            return data
        if data.get("park") is not None and data["park"].operator_id != operator.pk:
            self.add_error("park", _("This park is run by another operator."))
        for person in data.get("people") or ():
            if not access.officers(operator).filter(pk=person.pk).exists():
                words = {"person": person, "operator": operator}
                self.add_error("people", _("%(person)s is neither officer nor manager at %(operator)s.") % words)
        return data


class TryForm(forms.Form):
    """A case that might come in."""

    operator = forms.ModelChoiceField(label=_("operator"), queryset=Operator.objects.none())
    park = forms.ModelChoiceField(label=_("park"), queryset=Park.objects.none(), required=False)
    industry = forms.ModelChoiceField(label=_("industry"), queryset=Industry.objects.none(), required=False)
    language = forms.ChoiceField(label=_("contact's language"), choices=[*ANY, *Language.choices], required=False)
    mode = forms.ModelChoiceField(label=_("settlement mode"), queryset=SettlementMode.objects.none(), required=False)
    direction = forms.ChoiceField(label=_("direction"), choices=[*ANY, *Direction.choices], required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        operators = Operator.objects.where_granted(user, "inquiries.view_assignmentrule").filter(is_active=True)
        parks = Park.objects.filter(operator__in=operators).order_by("sort_key", "slug")
        few = list(parks.values_list("pk", flat=True)[: MOST_PARKS + 1])
        self._offer("operator", operators.order_by("slug"))
        self._offer("park", parks.filter(pk__in=few[:MOST_PARKS]))
        self._offer("industry", Industry.objects.filter(retired=False))
        self._offer("mode", SettlementMode.objects.filter(retired=False))

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def subject(self) -> assigning.Subject:
        data = self.cleaned_data
        return assigning.Subject(
            operator=data["operator"],
            park=data["park"].pk if data["park"] else None,
            industry=data["industry"],
            language=data["language"],
            mode=data["mode"].pk if data["mode"] else None,
            direction=data["direction"],
        )


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(ParkScopedAdmin):
    """Managers arrange it; officers may read it."""

    form = RuleForm
    list_display = ("position", "operator", "conditions", "given_to", "is_active")
    list_display_links = ("position", "conditions")
    list_filter = ("is_active",)
    list_select_related = ("operator", "park", "industry", "mode")
    ordering = ("operator", "position", "pk")
    autocomplete_fields = ("operator", "park")
    change_list_template = "admin/inquiries/rules/change_list.html"
    export_personal = ("given_to",)
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "Read in order when a case opens; the first rule that fits and has somebody there decides. "
                    "Without one the case stays nobody's and stands first in the list."
                ),
                "fields": [("operator", "position"), "is_active"],
            },
        ),
        (
            _("For which cases"),
            {
                "description": _("What is left empty fits everything."),
                "fields": [("park", "industry"), ("mode", "direction"), "language"],
            },
        ),
        (
            _("Who gets them"),
            {
                "description": _("Somebody who is away, or has left, is passed over."),
                "fields": ["people"],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("people")

    @admin.display(description=_("for which cases"))
    def conditions(self, rule: AssignmentRule) -> str:
        said = (
            rule.park,
            rule.industry,
            rule.get_language_display(),
            rule.mode,
            rule.get_direction_display(),
        )
        return " · ".join(str(one) for one in said if one) or str(_("every case"))

    @admin.display(description=_("given to"))
    def given_to(self, rule: AssignmentRule) -> SafeString | str:
        names = ", ".join(str(person) for person in rule.people.all())
        if rule.people.all()[1:]:
            return format_html("{} <small>{}</small>", names, _("whoever has the fewest open cases"))
        return names or "—"

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The people who work on cases at the operators whose rules this person may change."""
        if db_field.name == "people":
            seats = Membership.objects.where_granted(request.user, "inquiries.change_assignmentrule").filter(
                role__in=CASE_ROLES, operator__is_active=True
            )
            people = User.objects.filter(pk__in=seats.values("user"), is_active=True, is_staff=True)
            kwargs["queryset"] = people.order_by("name", "email")
            kwargs["widget"] = forms.CheckboxSelectMultiple
            return db_field.formfield(**kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="inquiries_assignmentrule_try"), *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Says of every rule whether it fits, and whom the case would go to. Writes nothing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TryForm(request.GET or None, user=request.user)
        verdicts = assigning.verdicts(form.subject()) if form.is_valid() else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Who would get this case?"),
            "form": form,
            "tried": form.is_valid(),
            "verdicts": verdicts,
            "decides": next((verdict for verdict in verdicts if verdict.chosen), None),
        }
        return TemplateResponse(request, "admin/inquiries/rules/try.html", context)
