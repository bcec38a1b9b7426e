"""The servers that are measured: the product and the bare views, each a real process with its own log."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.processes import Web


class Served(Web):
    """The product behind its own server."""

    def __init__(self, env: dict[str, str], folder: Path, name: str = "web") -> None:
        super().__init__(env, folder)
        self.name = name
        self.log = folder / f"{name}.log"

    @property
    def pid(self) -> int:
        assert self.running is not None  # noqa: S101 — started by its context
        return self.running.pid


class Bare(Served):
    """The bare views behind the same server."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        super().__init__(env, folder, "bare")
        self.command[-1] = "bench.bare:application"


@contextmanager
def side_by_side(env: dict[str, str], folder: Path) -> Iterator[tuple[Served, Served, Bare]]:
    """The product as it is, the product keeping no pages, and the bare views, on one database."""
    rendering = env | {"PAGE_CACHE_MB": "0", "API_READS_PER_HOUR": "100000000"}
    with Served(env, folder) as kept, Served(rendering, folder, "rendering") as fresh, Bare(env, folder) as bare:
        yield kept, fresh, bare
