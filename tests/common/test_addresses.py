"""The same address: the case of letters is nothing, another letter is another address."""

import pytest

from accounts.models import User
from common.addresses import is_address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["anna@github.com", "Anna@GitHub.com", "ANNA@GITHUB.COM"])
def test_case_is_nothing(asked):
    anna = User.objects.create_user("anna@github.com")
    assert User.objects.of_address(asked) == anna
    assert User.objects.get_by_natural_key(asked) == anna


@pytest.mark.parametrize("asked", ["anna@gıthub.com", "anna@gİthub.com", "an_a@github.com", "%@github.com", ""])
def test_letters_that_only_look_alike_are_others(asked):
    """PostgreSQL upper-cases the dotless i to I; whoever owns that other domain would be signed in as Anna."""
    User.objects.create_user("anna@github.com")
    assert User.objects.of_address(asked) is None
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(asked)


def test_both_ways_of_comparing_are_asked():
    """The index answers the first, the second is exact: a database that is loose in the first lets nobody in."""
    asked = str(User.objects.filter(is_address("email", "Anna@github.com")).query)
    assert "LOWER(" in asked.upper()
    assert "anna@github.com" in asked
