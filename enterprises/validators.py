"""Whether a registration number can be right, by its form and check digits alone: nobody is asked over the network.

A doubt warns people; it never blocks anybody.
"""

from stdnum.be import vat as belgian_number
from stdnum.cn import uscc
from stdnum.eu import vat as eu_vat

GREECE = "GR"  # begins its VAT numbers with EL


def looks_wrong(country: str, number: str) -> bool:
    """Whether this is no number of the kind that the form asks for in this country.

    China: the credit code (统一社会信用代码, GB 32100-2015). Belgium: the enterprise number, `0403.170.701` or
    `BE 0403170701`, also without the leading zero that older papers leave out. Elsewhere in the EU: a VAT number,
    with or without its country's letters. Other countries are not judged, and nothing is no mistake: a team has no
    number yet.
    """
    if not number:
        return False
    if country == "CN":
        return not uscc.is_valid(number)
    if country == "BE":
        return not belgian_number.is_valid(number)
    if country.lower() in eu_vat.MEMBER_STATES:
        return not (eu_vat.is_valid(number) or eu_vat.is_valid(_letters(country) + number))
    return False


def _letters(country: str) -> str:
    return "EL" if country == GREECE else country
