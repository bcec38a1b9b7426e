import pytest

from common.network import client_address, network_of


@pytest.mark.parametrize(
    ("trusted", "forwarded", "socket", "address"),
    [
        (0, "9.9.9.9", "203.0.113.7", "203.0.113.7"),
        (1, "9.9.9.9, 198.51.100.4", "10.0.0.1", "198.51.100.4"),
        (2, "9.9.9.9, 198.51.100.4, 10.0.0.2", "10.0.0.1", "198.51.100.4"),
        (2, "198.51.100.4", "10.0.0.1", "10.0.0.1"),
        (1, "<script>", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "198.51.100.4:5123", "10.0.0.1", "198.51.100.4"),
        (1, "[2001:db8::1]:443", "10.0.0.1", "2001:db8::1"),
        (0, "", "::ffff:203.0.113.7", "203.0.113.7"),
        (0, "", "fe80::1%eth0", "fe80::1"),
        (0, "", "", ""),
    ],
)
def test_client_address(rf, settings, trusted, forwarded, socket, address):
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {}, REMOTE_ADDR=socket)
    assert client_address(request) == address


def test_network_of():
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert network_of("") == "unknown"
