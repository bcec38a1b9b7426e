"""Which stage may follow which. Whether the case is ripe for it is the business of `gates`."""

from enum import Enum

from django.utils.functional import Promise

from inquiries.enums import ENDS, ENTERPRISE_LABELS, OPEN_STAGES, PATH, PUBLIC_STAGES, Stage
from inquiries.models import Case, StageChange


class Move(Enum):
    """What kind of step it is from one stage to another."""

    FORWARD = "forward"  # along the path; stages may be skipped, their gates may not
    BACK = "back"  # to an earlier stage; needs a note
    END = "end"  # out of the path
    REOPEN = "reopen"  # from an end back into the path; needs a reason
    LEAVE_SETTLED = "leave_settled"  # settled is final: only by force


NEEDS_NOTE = (Move.BACK, Move.REOPEN)


def kind_of(origin: str, to: str) -> Move | None:
    """The kind of step, or None when the table knows no such step."""
    if origin == to or to not in Stage.values:
        return None
    if origin == Stage.SETTLED:
        return Move.LEAVE_SETTLED
    if origin in ENDS:
        return Move.REOPEN if to in OPEN_STAGES else None
    if to in ENDS:
        return Move.END
    return Move.FORWARD if PATH.index(Stage(to)) > PATH.index(Stage(origin)) else Move.BACK


def passed(origin: str, to: str) -> tuple[Stage, ...]:
    """The stages whose gates stand between the two, `to` included; an end has only its own gate."""
    if to in ENDS:
        return (Stage(to),)
    if origin in ENDS:
        return ()
    return PATH[PATH.index(Stage(origin)) + 1 : PATH.index(Stage(to)) + 1]


def stage_before_end(case: Case) -> Stage:
    """Where an ended case stood when it ended: re-opening up to there asks for nothing that was not asked before."""
    change = StageChange.objects.filter(case=case, to_stage=case.stage).order_by("-at", "-pk").first()
    return Stage(change.from_stage) if change and change.from_stage in PATH else Stage.NEW


def next_stage(case: Case) -> Stage | None:
    """The next step on the path; nothing after settled, and nothing for an ended case."""
    if case.stage not in OPEN_STAGES:
        return None
    return PATH[PATH.index(Stage(case.stage)) + 1]


def next_stages(case: Case) -> list[Stage]:
    """Where the case may go without force, gates aside: later stages in order, earlier ones nearest first, ends."""
    origin = Stage(case.stage)
    if origin == Stage.SETTLED:
        return []
    if origin in ENDS:
        return list(OPEN_STAGES)
    here = PATH.index(origin)
    return [*PATH[here + 1 :], *reversed(PATH[:here]), *ENDS]


def enterprise_label(stage: str) -> str | Promise:
    """What the enterprise reads for a stage."""
    return ENTERPRISE_LABELS[Stage(stage)]


def told_to_enterprise(origin: str, to: str) -> bool:
    """Whether this move is worth a mail to the enterprise: a public stage, unless it was a step back.

    Who was not told of an end is not told that it was taken back.
    """
    if kind_of(origin, to) == Move.REOPEN:
        return origin in PUBLIC_STAGES
    return to in PUBLIC_STAGES and kind_of(origin, to) in (Move.FORWARD, Move.END)
