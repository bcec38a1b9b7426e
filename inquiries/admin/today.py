from typing import Any


def today(user: Any) -> Any:
    return None
