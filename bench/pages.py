"""What a public page costs: kept ready (requests a second) and rendered anew (CPU), beside a bare view of its size."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.request import urlopen

from bench.load import Outcome, Request, hammer
from bench.report import say
from bench.servers import Served

TURNS = 8


@dataclass(frozen=True)
class Case:
    """Addresses of one kind, and how many times a bare view's CPU one of them may cost when rendered anew."""

    name: str
    paths: tuple[str, ...]
    aim: float


def cases(count: int) -> list[Case]:
    """The kinds of pages that have an aim; `count` is how many parks were generated. In the demo alone no word is rare
    enough for a selective search.
    """
    last = max(1, count // 20)
    numbers = [1 + step * last // 40 for step in range(40)]
    slugs = [f"generated-{1 + step * count // 40:06d}" for step in range(40)] if count > 60 else ["cbtc"]
    found = [
        Case("list of 20 cards", tuple(f"/en/parks/?page={number}" for number in numbers), 10),
        Case("list with filters", tuple(f"/en/parks/?country=CN&page={number}" for number in numbers[:20]), 10),
        Case("profile", tuple(f"/en/parks/{slug}/" for slug in slugs), 6),
        Case("API page of 20", tuple(f"/api/v1/parks/?page={number}&lang=en" for number in numbers), 7),
    ]
    if count:
        found.append(Case("selective search", tuple(f"/en/search/?q={slug}" for slug in slugs), 10))
    return found


def size_of(served: Served, path: str) -> int:
    """Bytes of an answer, whatever its type."""
    with urlopen(served.url + path, timeout=60) as answer:
        return len(answer.read())


def cost(served: Served, paths: Sequence[str], seconds: float) -> Outcome:
    """CPU for each request, one client."""
    return hammer(served.port, served.pid, [Request.get(path) for path in paths], clients=1, seconds=seconds)


def warm(served: Served, paths: Sequence[str]) -> None:
    """Ask every page once, so that its pieces are stored."""
    first = hammer(served.port, served.pid, [Request.get(path) for path in paths], clients=1, seconds=None)
    if set(first.statuses) != {200}:  # an error page costs little and would look like a success
        raise SystemExit(f"bench: {paths[0]} and its like answered {first.statuses}\n{served.tail()}")


def measure_rendered(ours: Served, bare: Served, chosen: Sequence[Case], seconds: float) -> None:
    """`ours` keeps no pages. The two take turns: the speed of a shared machine changes within seconds."""
    for case in chosen:
        size = size_of(ours, case.paths[0])
        warm(ours, case.paths)
        turns = [
            (cost(bare, [f"/page/{size}/"], seconds / TURNS), cost(ours, case.paths, seconds / TURNS))
            for _turn in range(TURNS)
        ]
        theirs, mine = map(_mean, zip(*turns, strict=True))
        ratio = mine / theirs
        verdict = "ok" if ratio <= case.aim else f"aim {case.aim:g}"
        say(f"{case.name} ({size // 1000} kB)", f"{mine * 1000:.2f} ms", f"{ratio:.1f} × bare", verdict)


def _mean(outcomes: Sequence[Outcome]) -> float:
    """CPU seconds of one request."""
    return sum(one.cpu for one in outcomes) / sum(one.count for one in outcomes)


def measure_kept(ours: Served, bare: Served, paths: dict[str, str], clients: int, seconds: float) -> None:
    """Requests a second of anonymous pages that were asked for before."""
    for name, path in paths.items():
        size = size_of(ours, path)
        theirs = hammer(bare.port, bare.pid, [Request.get(f"/page/{size}/")], clients=clients, seconds=seconds)
        mine = hammer(ours.port, ours.pid, [Request.get(path)], clients=clients, seconds=seconds)
        ratio = mine.rate / theirs.rate
        verdict = "ok" if ratio >= 0.9 else "aim 0.9"
        say(f"{name}, kept ({size // 1000} kB)", f"{mine.rate:.0f}/s", f"{ratio:.2f} of bare", verdict)
