"""The questions of “help me choose”: what a park is looked for by, and nothing that names anybody."""

from typing import Any, cast

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inquiries.forms.catalogue import label, place_choices, place_named
from inquiries.forms.conversation import PlainForm
from inquiries.forms.fields import CountField, DayField, NumberField, PickField, PicksField, WordField
from inquiries.forms.questions import WAYS
from inquiries.matching.requirements import Wish, complete
from parks.models import Industry, SettlementMode

# Languages that parks of both shores may speak, by the codes of `Park.languages_spoken`.
LANGUAGES = (
    ("zh", gettext_lazy("Chinese")),
    ("en", gettext_lazy("English")),
    ("fr", gettext_lazy("French")),
    ("nl", gettext_lazy("Dutch")),
    ("de", gettext_lazy("German")),
)


class ChooseForm(PlainForm):
    """Every question may stay open. A value that is not understood counts as open and is told at its field."""

    industry = PickField(label=gettext_lazy("Industry"), required=False)
    mode = PickField(label=gettext_lazy("How do you want to settle?"), required=False)
    wanted_direction = WordField(label=gettext_lazy("Direction"), choices=[("", gettext_lazy("Undecided")), *WAYS])
    place = WordField(
        label=gettext_lazy("Where?"),
        choices=place_choices,
        help_text=gettext_lazy("A place says more than a direction."),
    )
    area_min = NumberField(label=gettext_lazy("Area from (m²)"), max_digits=12)
    area_max = NumberField(label=gettext_lazy("Area to (m²)"), max_digits=12)
    seats = CountField(label=gettext_lazy("Number of desks"))
    by = DayField(label=gettext_lazy("Move in by"))
    language = PicksField(label=gettext_lazy("Which languages should the park speak?"), required=False)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query, auto_id="choose_%s")
        industries = {industry.code: industry for industry in Industry.objects.current()}
        self._offer("industry", industries, [("", _("Undecided")), *_tree(industries)])
        modes = {mode.code: mode for mode in SettlementMode.objects.current().prefetch_related("space_types")}
        self._offer("mode", modes, [("", _("Undecided")), *((code, label(mode)) for code, mode in modes.items())])
        self._offer("language", {code: code for code, _name in LANGUAGES}, [*LANGUAGES])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        low, high = values.get("area_min"), values.get("area_max")
        if low is not None and high is not None and low > high:
            self.add_error("area_max", _("This is less than the smallest area."))
        day = values.get("by")
        if day and day < timezone.localdate():
            self.add_error("by", _("This day has passed. Enter today or a later day."))
        return values

    def wish(self) -> Wish:
        """The answers that were understood; call it after `is_valid()`."""
        given = self.cleaned_data
        place = place_named(given.get("place") or "")
        mode, industry = given.get("mode"), given.get("industry")
        wish = Wish(
            industry=industry.code if industry else "",
            mode=mode.code if mode else "",
            direction=given.get("wanted_direction") or "",
            country=place.country if place else "",
            region=place.region.code if place and place.region else "",
            area_min=given.get("area_min"),
            area_max=given.get("area_max"),
            seats=given.get("seats"),
            by=given.get("by"),
            languages=tuple(given.get("language") or ()),
        )
        return complete(wish, [kind.code for kind in mode.space_types.all()] if mode else ())

    def carried(self) -> list[tuple[str, str]]:
        """The answers as the inquiry form takes them from an address: see `steps.PREFILLED`."""
        given = {name: self.data.get(name, "") for name in self.fields if name in self.cleaned_data}
        names = {"by": "move_in_to"}
        return [
            (names.get(name, name), value)
            for name, value in given.items()
            if value and name != "language" and self.cleaned_data.get(name) not in (None, "")
        ]

    def _offer(self, name: str, options: Any, choices: list[tuple[Any, Any]]) -> None:
        cast(PickField, self.fields[name]).offer(options, choices)


def _tree(industries: dict[str, Industry]) -> list[tuple[str, str]]:
    """Each top-level industry with its branches."""
    branches: dict[int, list[Industry]] = {}
    for industry in industries.values():
        branches.setdefault(industry.parent_id or 0, []).append(industry)
    found = []
    for top in branches.get(0, []):
        found.append((top.code, label(top)))
        found += [(branch.code, f"— {label(branch)}") for branch in branches.get(top.pk, [])]
    return found
