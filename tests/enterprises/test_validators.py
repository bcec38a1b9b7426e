import pytest

from enterprises.validators import looks_wrong


@pytest.mark.parametrize(
    ("country", "number", "wrong"),
    [
        ("CN", "91110000600037341L", False),
        ("CN", "91110000600037341A", True),
        ("CN", "", False),
        ("BE", "0403.170.701", False),
        ("BE", "BE0403170701", False),
        ("BE", "0403.170.702", True),
        ("BE", "403170701", True),
        ("CN", "91110000600037341l", False),
        ("CN", "9111000060003734", True),
        ("FR", "303 265 045", False),
        ("US", "anything", False),
        ("BE", "字\ud800", True),
    ],
)
def test_a_wrong_checksum_is_noticed(country, number, wrong):
    assert looks_wrong(country, number) is wrong
