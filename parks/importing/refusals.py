"""Why a piece of work was not done."""

from typing import Any

from parks.tables import in_both


class Refused(Exception):
    """`words`: the reason in each language, for somebody who reads it later."""

    def __init__(self, reason: Any, /, **params: Any) -> None:
        self.words: dict[str, str] = reason if isinstance(reason, dict) else in_both(reason, params)
        super().__init__("; ".join(self.words.values()))
