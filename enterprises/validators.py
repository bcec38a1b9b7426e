"""Whether a registration number can be right. A doubt warns people; it never blocks anybody."""

import re

# GB 32100-2015: the credit code has 18 of these characters, the last one checks the others.
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def looks_wrong(country: str, number: str) -> bool:
    """A Chinese credit code (统一社会信用代码) or a Belgian enterprise number whose checksum does not fit.

    Numbers of other countries are not judged, and nothing is no mistake: a team has no number yet.
    """
    if not number:
        return False
    if country == "CN":
        return not _is_credit_code(number.upper())
    if country == "BE":
        return not _is_enterprise_number(number.upper())
    return False


def _is_credit_code(code: str) -> bool:
    if len(code) != 18 or any(char not in _CREDIT_ALPHABET for char in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return _CREDIT_ALPHABET.index(code[17]) == -total % 31


def _is_enterprise_number(text: str) -> bool:
    """`0403.170.701`, `BE 0403170701`: ten digits, of which the last two are 97 minus the rest's remainder."""
    found = re.fullmatch(r"(?:BE)?[01]\d{3}\d{3}\d{3}", re.sub(r"[.\s-]", "", text), re.ASCII)
    if found is None:
        return False
    digits = found[0].removeprefix("BE")
    return int(digits[8:]) == 97 - int(digits[:8]) % 97
