"""Addresses for answers: short, signed, read in any case, good beyond a change of the key."""

import pytest

from inquiries import reply_addresses
from inquiries.reply_addresses import Writer


@pytest.fixture(autouse=True)
def answers_are_read(settings):
    settings.INBOUND_REPLY_ADDRESS = "reply@parks.example.org"
    settings.SECRET_KEY_FALLBACKS = []


@pytest.mark.parametrize("writer", [Writer(1), Writer(1, 7), Writer(2**40 - 1, 2**40 - 1)])
def test_there_and_back_whatever_the_case(writer):
    address = reply_addresses.address(writer)
    local = address.partition("@")[0]
    assert len(local) <= 64
    assert address == address.lower()
    for form in (address, address.upper(), f" {address} "):
        token = reply_addresses.token_in(form)
        assert reply_addresses.read(token) == writer


def test_every_changed_character_breaks_the_signature():
    token = reply_addresses.token(Writer(5))
    for place, char in enumerate(token):
        other = "b" if char == "a" else "a"
        assert reply_addresses.read(token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize("token", ["", "a", "a" * 31, "a" * 32, "a" * 33, "1" * 32, "é" * 32, "=" * 32])
def test_what_was_not_made_here_is_nobody(token):
    assert reply_addresses.read(token) is None


@pytest.mark.parametrize(
    "address",
    ["reply@parks.example.org", "other+abc@parks.example.org", "reply+abc@else.example.org", "", "@", "reply+"],
)
def test_other_addresses_hold_no_token(address):
    assert reply_addresses.token_in(address) is None


def test_a_former_key_is_good_while_it_is_listed(settings):
    old = reply_addresses.token(Writer(3))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert reply_addresses.read(old) == Writer(3)
    assert reply_addresses.token(Writer(3)) != old
    settings.SECRET_KEY_FALLBACKS = []
    assert reply_addresses.read(old) is None


def test_without_a_setting_there_is_no_address(settings):
    settings.INBOUND_REPLY_ADDRESS = ""
    assert reply_addresses.address(Writer(1)) == ""
    assert reply_addresses.token_in("reply+abc@parks.example.org") is None
