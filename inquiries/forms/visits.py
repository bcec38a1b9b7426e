"""Forms of the visit pages: what the enterprise asks for, and what it says before and after."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries import rendering
from inquiries.enums import VisitMode
from inquiries.forms.conversation import PlainForm
from inquiries.forms.fields import LineField, LocalMomentField, PickField, TextField, WordField, in_zone
from inquiries.forms.uploads import Basket
from inquiries.models import Case, Slot
from inquiries.visiting import Stop, Wishes
from parks.calendars import SHORES, ZONE_NAMES, on_each_side, zone_name

LENGTHS = (
    (30, _("half an hour")),
    (60, _("one hour")),
    (120, _("two hours")),
    (240, _("half a day")),
    (480, _("a whole day")),
)
TIMES = ("first", "second", "third")


class WishesForm(PlainForm):
    """What holds for every stop."""

    zone = forms.ChoiceField(
        label=_("On whose clocks are your times?"), help_text=_("All times that you propose are read this way.")
    )
    minutes = forms.TypedChoiceField(label=_("How long, at each park"), choices=LENGTHS, coerce=int, initial=60)
    language = LineField(
        label=_("Language of the visit"), max_length=60, required=False, help_text=_("The languages you speak.")
    )
    interpreter = forms.BooleanField(label=_("We need an interpreter"), required=False)
    visa_letter = forms.BooleanField(label=_("We need an invitation letter for a visa"), required=False)
    note = TextField(
        label=_("Who comes, and what you want to see"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Number of people, their roles, laboratories or spaces. No passport data here, please."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, zones: Iterable[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offered = list(dict.fromkeys((*zones, *SHORES, *ZONE_NAMES)))
        self.fields["zone"].choices = [(zone, zone_name(zone)) for zone in offered]  # type: ignore[attr-defined]

    @property
    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(**{name: data[name] for name in Wishes.__dataclass_fields__})


class StopForm(PlainForm):
    """One park: whether to go there and as which, then a time that it offers or up to three proposed ones."""

    wanted = forms.BooleanField(label=_("Visit this park"), required=False)
    order = WordField(label=_("Which stop of the trip"), choices=[], required=False)
    mode = WordField(
        label=_("On site or online"), choices=VisitMode.choices, widget=forms.RadioSelect, initial=VisitMode.ON_SITE
    )
    slot = PickField(label=_("Times that the park offers"), widget=forms.RadioSelect, required=False)
    first = LocalMomentField(label=_("First choice"), required=False)
    second = LocalMomentField(label=_("Second choice"), required=False)
    third = LocalMomentField(label=_("Third choice"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, case: Case, place: int, of: int, slots: Sequence[Slot], **kwargs: Any
    ) -> None:
        super().__init__(data, prefix=case.park.slug, **kwargs)
        self.case, self.zone, self.is_alone = case, "", of == 1
        if self.is_alone:
            del self.fields["wanted"], self.fields["order"]
        else:
            self.fields["order"].choices = [(str(number), str(number)) for number in range(1, of + 1)]  # type: ignore[attr-defined]
            self.fields["order"].initial = str(place)
        offered = [(str(slot.pk), _offer(slot, case)) for slot in slots]
        if offered:
            none = ("", _("None of these: I propose times below"))
            self.fields["slot"].offer({str(slot.pk): slot for slot in slots}, [*offered, none])  # type: ignore[attr-defined]
        else:
            del self.fields["slot"]

    @property
    def slug(self) -> str:
        return self.case.park.slug

    @property
    def is_chosen(self) -> bool:
        return self.is_alone or bool(self.cleaned_data.get("wanted"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.is_chosen:
            return data
        typed = [name for name in TIMES if data.get(name) is not None]
        if data.get("slot") and typed:
            self.add_error("slot", _("Take one of these times or propose your own, not both."))
        elif not data.get("slot") and not typed and not self.errors:
            self.add_error("first", _("Propose at least one time."))
        if not data.get("mode") and not data.get("slot") and "mode" not in self.errors:
            self.add_error("mode", _("Choose on site or online."))
        self._judge_times(data, typed)
        return data

    def _judge_times(self, data: dict[str, Any], typed: Sequence[str]) -> None:
        """Wall-clock times become moments; without a zone they are judged another time."""
        now, seen = timezone.now(), set[datetime.datetime]()
        for name in typed if self.zone else ():
            try:
                at = in_zone(data[name], self.zone)
            except ValidationError as error:
                self.add_error(name, error)
                continue
            if at <= now:
                self.add_error(name, _("This time is over."))
            elif at in seen:
                self.add_error(name, _("This is the same time again."))
            seen.add(at)
            data[name] = at

    @property
    def stop(self) -> Stop:
        data = self.cleaned_data
        slot = data.get("slot")
        starts = () if slot else tuple(data[name] for name in TIMES if data.get(name) is not None)
        return Stop(self.case, slot.mode if slot else data["mode"], starts, slot.pk if slot else None)


def _offer(slot: Slot, case: Case) -> str:
    clocks = on_each_side([case.operator.time_zone], slot.starts_at, slot.ends_at)
    return f"{VisitMode(slot.mode).label} · {rendering.spoken(clocks)}"


class VisitRequestForm:
    """The whole page: one form for all stops, and one for each park that is open."""

    basket: Basket | None = None  # no files come with it

    def __init__(
        self,
        cases: Sequence[Case],
        slots: Mapping[int, Sequence[Slot]],
        data: QueryDict | None = None,
        typed: QueryDict | None = None,
        chosen: str = "",
    ) -> None:
        """`data` is judged, `typed` only shown again; `chosen` is the park whose page led here, or all are."""
        zones = [case.operator.time_zone for case in cases]
        self.said: list[str] = []
        self.general = WishesForm(data, zones=zones, initial=_as_typed(WishesForm, typed, "") if typed else None)
        self.stops = [
            StopForm(
                data,
                case=case,
                place=place,
                of=len(cases),
                slots=slots.get(case.park_id, ()),
                initial=_as_typed(StopForm, typed, f"{case.park.slug}-")
                if typed
                else {"wanted": chosen in ("", case.park.slug)},
            )
            for place, case in enumerate(cases, 1)
        ]

    def is_valid(self) -> bool:
        """The zone first: it says what the times mean."""
        is_valid = self.general.is_valid()
        for stop in self.stops:
            stop.zone = self.general.cleaned_data.get("zone", "")
            is_valid &= stop.is_valid()
        if not any(stop.is_chosen for stop in self.stops):
            self.said.append(str(_("Choose at least one park.")))
        places = [stop.cleaned_data.get("order") for stop in self.stops if stop.is_chosen and not stop.is_alone]
        if len(set(places)) != len(places):
            self.said.append(str(_("Two parks have the same place in the trip. Give each its own number.")))
        return is_valid and not self.said

    def refuse(self, error: ValidationError) -> None:
        """What the verb said: at the slot or the time of its park, or above everything."""
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        stops = {stop.slug: stop for stop in self.stops}
        for slug, sentences in found.items():
            stop = stops.get(slug)
            if stop is None:
                self.said += sentences
            else:
                stop.add_error("slot" if stop.cleaned_data.get("slot") else "first", sentences)

    @property
    def chosen(self) -> list[Stop]:
        """The stops in the order of the trip."""
        wanted = [stop for stop in self.stops if stop.is_chosen]
        return [stop.stop for stop in sorted(wanted, key=lambda stop: int(stop.cleaned_data.get("order") or 0))]

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [
            *(("", sentence) for sentence in self.said),
            *(problem for stop in self.stops for problem in stop.problems),
            *self.general.problems,
        ]


def _as_typed(form: type[PlainForm], typed: QueryDict, prefix: str) -> dict[str, Any]:
    """What was typed, to be shown again unjudged."""
    return {name: typed.get(f"{prefix}{name}", "") for name in form.base_fields}


class CancelVisitForm(PlainForm):
    reason = LineField(
        label=_("Why you cancel"),
        max_length=500,
        required=False,
        help_text=_("The park reads it."),
    )


class FeedbackForm(PlainForm):
    rating = forms.TypedChoiceField(
        label=_("How was the visit?"),
        choices=[(5, _("5 – very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – poor"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from 1 to 5.")},
    )
    feedback = TextField(
        label=_("What you want to tell the park"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
