import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from inquiries import chores
from inquiries.models import Case
from inquiries.workflow import transitions
from tests.inquiries import builders

MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def held(park_b, bao):
    """A case in China, put aside until Thursday there."""
    with time_machine.travel(MONDAY, tick=False):
        case = builders.make_case(park_b)
        return transitions.hold(case, datetime.date(2026, 11, 26), "Budget round", bao)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-25T15:59:59+00:00", datetime.date(2026, 11, 26)),  # Wednesday night in Beijing
        ("2026-11-25T16:00:00+00:00", None),  # Thursday there, Wednesday everywhere west of it
    ],
)
def test_a_hold_ends_on_its_day_where_the_operator_works(held, now, until):
    done = chores.mind(datetime.datetime.fromisoformat(now))
    assert done["lift_holds"] == (until is None)
    row = Case.objects.get(pk=held.pk)
    assert (row.on_hold_until, row.on_hold_reason) == (until, "Budget round" if until else "")
    assert chores.mind(datetime.datetime.fromisoformat(now))["lift_holds"] == 0


def test_one_chore_that_fails_leaves_the_others_their_turn(db, monkeypatch, capsys):
    def broken(now):
        raise RuntimeError("no")

    monkeypatch.setattr(chores, "CHORES", (("broken", broken), *chores.CHORES))
    assert chores.mind()["broken"] is None
    with pytest.raises(CommandError, match=r"^Failed, see the log: broken\.$"):
        call_command("mind_cases")
    assert "lift_holds 0" in capsys.readouterr().out
