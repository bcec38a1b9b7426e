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
        ("BE", "403170701", False),  # as older papers write it
        ("BE", "BE 0403.170.701", False),
        ("BE", "91110000600037341L", True),
        ("DE", "DE136695976", False),
        ("DE", "136695976", False),
        ("DE", "DE136695977", True),
        ("DE", "HRB 12345", True),
        ("GR", "EL094259216", False),
        ("GR", "094259216", False),
        ("FR", "FR 40 303 265 045", False),
        ("FR", "DE136695976", False),  # registered for tax elsewhere
        ("GB", "whatever", False),
        ("CN", "91110000600037341l", False),
        ("CN", "9111000060003734", True),
        ("FR", "303 265 046", True),
        ("US", "anything", False),
        ("BE", "字\ud800", True),
    ],
)
def test_a_wrong_checksum_is_noticed(country, number, wrong):
    assert looks_wrong(country, number) is wrong
