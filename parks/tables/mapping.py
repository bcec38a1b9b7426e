"""Which heading of a file is which of our columns: guessed from codes and labels in either language, then chosen."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from common.enums import Language
from parks.tables.columns import Table
from parks.tables.kinds import fold

# Headings that other files use for what we call otherwise.
USUAL = {
    "slug": ("code", "id", "编号", "代码", "园区代码"),
    "name_zh_hans": ("name_zh", "name_cn", "中文名", "中文名称", "名称", "园区名称"),
    "name_en": ("name", "english name", "英文名", "英文名称"),
    "title_zh_hans": ("title_zh", "title_cn", "中文标题", "标题"),
    "title_en": ("title", "英文标题"),
    "state": ("status", "状态"),
    "code": ("number", "no", "编号", "房号", "地块编号"),
    "opened_on": ("approved_on", "批准时间", "设立时间", "成立时间"),
    "latitude": ("lat", "纬度"),
    "longitude": ("lon", "lng", "经度"),
}
_NOISE = re.compile(r"[\s_\-()（）【】\[\]:：*#.]+")


def bare(heading: str) -> str:
    return _NOISE.sub("", fold(heading))


@dataclass
class Choice:
    """Where one column comes from: a heading of the file, or one text for all rows; neither leaves it alone."""

    heading: str = ""
    fixed: str = ""


@dataclass
class Mapping:
    """`values`: column → word of the file, folded → what stands for it in our column (empty: leave the cell out)."""

    columns: dict[str, Choice] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def stored(self) -> dict[str, dict[str, str]]:
        return {
            name: {"heading": choice.heading, "fixed": choice.fixed}
            for name, choice in self.columns.items()
            if choice.heading or choice.fixed
        }

    @classmethod
    def read(cls, columns: dict[str, dict[str, str]], values: dict[str, dict[str, str]]) -> "Mapping":
        return cls({name: Choice(**choice) for name, choice in columns.items()}, values)


def guess(table: Table, headings: Iterable[str]) -> dict[str, Choice]:
    """A heading for each column that has an obvious one; each heading is used once."""
    free = {bare(heading): heading for heading in reversed(list(headings)) if heading}
    found: dict[str, Choice] = {}
    for names in (_own_names, _usual_names):
        for column in table.columns:
            if column.name in found:
                continue
            word = next((word for word in names(table, column.name) if word in free), None)
            if word is not None:
                found[column.name] = Choice(heading=free.pop(word))
    return found


def _own_names(table: Table, name: str) -> list[str]:
    column = table.by_name[name]
    return [bare(name), *(bare(column.label_in(code)) for code in Language.values)]


def _usual_names(table: Table, name: str) -> list[str]:
    return [bare(word) for word in USUAL.get(name, ())]
