import pytest

from common import sealing


def test_what_is_sealed_for_one_purpose_opens_for_that_one_alone():
    sealed = sealing.seal("one", "秘密")
    assert sealing.unseal("one", sealed) == "秘密"
    with pytest.raises(sealing.Unreadable):
        sealing.unseal("two", sealed)


@pytest.mark.parametrize("sealed", ["", "gAAAA", "秘密", "x" * 500])
def test_damage_is_told(sealed):
    with pytest.raises(sealing.Unreadable):
        sealing.unseal("one", sealed)


def test_the_same_text_never_looks_the_same():
    assert sealing.seal("one", "text") != sealing.seal("one", "text")
