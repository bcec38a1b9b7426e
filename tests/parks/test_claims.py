"""Who may say that a space's status is not for its editors now."""

from parks import claims
from parks.models import Space


def test_the_first_claim_speaks_and_each_is_asked_once(monkeypatch):
    monkeypatch.setattr(claims, "_claims", [])
    asked = []

    def silent(space):
        asked.append("silent")
        return ""

    def firm(space):
        asked.append("firm")
        return f"{space.name} is taken."

    assert claims.standing(Space(name="A1")) == ""
    for claim in (silent, firm, silent):
        claims.register(claim)
    assert claims.standing(Space(name="A1")) == "A1 is taken."
    assert asked == ["silent", "firm"]
