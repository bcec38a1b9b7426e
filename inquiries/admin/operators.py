"""Operators, whose calendars promises and due dates follow; `parks` itself knows of neither."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from inquiries.admin.holidays import counted_again
from inquiries.workflow import holidays
from inquiries.workflow.recounting import Moved
from parks.admin.operators import OperatorAdmin
from parks.models import Operator

admin.site.unregister(Operator)


@admin.register(Operator)
class CountedOperatorAdmin(OperatorAdmin):
    """As everywhere; another country, holiday calendar or time zone moves what is promised and what is due."""

    def save_model(self, request: HttpRequest, obj: Operator, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        former = Operator.objects.select_for_update().get(pk=obj.pk)
        super().save_model(request, obj, form, change)
        moved = holidays.follow(former, actor=request.user)  # type: ignore[arg-type]
        if moved != Moved():
            messages.info(request, counted_again(moved))
