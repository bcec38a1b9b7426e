"""Reference data in: the catalogues' YAML files to rows, by code. What exists is never overwritten."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db import models, transaction

from common.enums import Language
from parks import versions
from parks.models import Industry, Metric, ProcessStep, Region, Service, SettlementMode, Source, SpaceType

CATALOGUE = Path(__file__).parent / "catalogue"
# The file, what it fills, its plain columns (a parent stands among them) and its bilingual ones.
TERMS: tuple[tuple[str, type[models.Model], tuple[str, ...], tuple[str, ...]], ...] = (
    ("space_types", SpaceType, ("group", "ladder_step"), ("name", "summary")),
    ("services", Service, ("tier",), ("name", "summary")),
    ("settlement_modes", SettlementMode, ("needs_space", "needs_environment"), ("name", "summary")),
    ("industries", Industry, ("group",), ("name", "summary")),
    ("metrics", Metric, ("group", "unit"), ("name", "summary", "unit_label", "items")),
    ("regions", Region, ("kind", "country"), ("name",)),
)
# Columns of a step of a settlement: plain ones and bilingual ones.
STEP_COLUMNS = ("days_min", "days_max", "fee_kind", "as_of")
STEP_TEXTS = ("title", "who", "documents", "note", "fee_note", "legal_basis")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml was built in
M = TypeVar("M", bound=models.Model)
Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """The records of one YAML file."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)  # noqa: S506 - both loaders are safe ones


def bilingual(row: Row, *fields: str) -> dict[str, str]:
    """`name_zh` and `name_en` of a record as the columns `name_zh_hans` and `name_en`; a list becomes lines."""
    columns = {}
    for field in fields:
        for language in Language:
            text = row.get(f"{field}_{language.value[:2]}", "")
            columns[f"{field}_{language.suffix}"] = text if isinstance(text, str) else "\n".join(text)
    return columns


def ids(model: type[models.Model], key: str = "code") -> dict[str, int]:
    """Every code of a model with its primary key."""
    return dict(model._base_manager.values_list(key, "pk"))


def link(model: type[models.Model], name: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Rows of the many-to-many relation `name` that are known to be new: (own id, other id), in one INSERT."""
    field: Any = model._meta.get_field(name)
    through: Any = field.remote_field.through
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through._base_manager.bulk_create([through(**{own: one, other: two}) for one, two in pairs])


def create_absent(model: type[M], rows: Sequence[Row], build: Callable[[Row, int], M]) -> dict[str, M]:
    """Create the rows whose code is absent and return them by code; `build` gets a record and its place in the file.

    A record's `parent` (a code) must exist already or stand in the same file: one INSERT for each level.
    """
    known = ids(model)
    waiting = [(place, row) for place, row in enumerate(rows) if row["code"] not in known]
    created: dict[str, M] = {}
    while waiting:
        level = [(place, row) for place, row in waiting if row.get("parent") in known or "parent" not in row]
        if not level:
            raise ValueError(f"Unknown parent of {waiting[0][1]['code']} among {model._meta.verbose_name_plural}.")
        fresh = {row["code"]: build(row, place) for place, row in level}
        for _place, row in level:
            if "parent" in row:
                fresh[row["code"]].parent_id = known[row["parent"]]  # type: ignore[attr-defined]
        model._base_manager.bulk_create(fresh.values())
        known |= {code: row.pk for code, row in fresh.items()}
        created |= fresh
        waiting = [(place, row) for place, row in waiting if row["code"] not in created]
    return created


def load_sources(rows: Sequence[Row]) -> int:
    """Create the sources that are absent; a code that is an address becomes the source's address too."""

    def build(row: Row, place: int) -> Source:
        url = row["code"] if row["code"].startswith("http") else ""
        return Source(code=row["code"], url=url, published_on=row.get("published_on"), **bilingual(row, "title"))

    return len(create_absent(Source, rows, build))


def load_catalogue(folder: Path = CATALOGUE) -> dict[str, int]:
    """Create whatever the catalogues hold and the database lacks; say how many rows per file.

    Rows that exist keep every column and link as they are, also when somebody edited or retired them, so
    running it again changes nothing. One transaction; two runs at once meet at the unique codes and the
    later one fails whole.
    """
    with transaction.atomic():
        counts = {"sources": load_sources(read_rows(folder / "sources.yaml"))}
        for name, model, plain, texts in TERMS:
            counts[name] = _load_terms(model, read_rows(folder / f"{name}.yaml"), plain, texts)
        counts["process_steps"] = load_steps(read_rows(folder / "process_steps.yaml"))
        if any(counts.values()):
            versions.touch_all()
    return counts


def load_steps(rows: Sequence[Row]) -> int:
    """Create the steps of every way to settle that has none yet in a country; a step's place is that in the list.

    Where an editor wrote or kept a single step, the whole way in that country is left alone.
    """
    present = set(ProcessStep.objects.order_by().values_list("mode__code", "country").distinct())
    absent = [row for row in rows if (row["mode"], row["country"]) not in present]
    if not absent:
        return 0
    modes, sources = ids(SettlementMode), ids(Source)
    fresh = [
        ProcessStep(
            mode_id=modes[row["mode"]],
            country=row["country"],
            order=order,
            source_id=sources[step["source"]],
            **{name: step[name] for name in STEP_COLUMNS if name in step},
            **bilingual(step, *STEP_TEXTS),
        )
        for row in absent
        for order, step in enumerate(row["steps"], 1)
    ]
    ProcessStep.objects.bulk_create(fresh)
    versions.touch(())
    return len(fresh)


def _load_terms(model: type[M], rows: list[Row], plain: tuple[str, ...], texts: tuple[str, ...]) -> int:
    """One catalogue: its absent rows, and the sources, kinds of space and services of those rows."""

    def build(row: Row, place: int) -> M:
        given = {name: row[name] for name in plain if name in row}
        return model(code=row["code"], order=(place + 1) * 10, **given, **bilingual(row, *texts))

    created = create_absent(model, rows, build)
    for name, target in (("sources", Source), ("space_types", SpaceType)):
        wanted = [(row["code"], other) for row in rows if row["code"] in created for other in row.get(name, ())]
        if wanted:
            others = ids(target)
            link(model, name, [(created[code].pk, others[other]) for code, other in wanted])
    helping = [(row["code"], other) for row in rows if row["code"] in created for other in row.get("services", ())]
    if helping:  # the relation belongs to the service, which is loaded before the ways it helps on
        services = ids(Service)
        link(Service, "modes", [(services[other], created[code].pk) for code, other in helping])
    return len(created)
