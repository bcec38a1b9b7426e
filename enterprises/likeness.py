"""How alike two names of companies are, in either script: a key without legal form, and a measure between keys.

A key holds the small letters and digits of a name: Latin letters without accents, Chinese characters as their pinyin.
So `华中光电科技有限公司` and `Huazhong Guangdian Keji Co., Ltd.` have one key, and homophones do too.
"""

import re
import unicodedata
from difflib import SequenceMatcher

from pypinyin import lazy_pinyin

KEY_LENGTH = 200
HEAD = 4  # letters that two keys must begin with to be compared at all: what an index can find
ALIKE = 0.86  # from here on two keys are alike: one letter in seven may differ
HALF = 0.5  # of a Latin name that must be the beginning of a Chinese one, read aloud
SHORTEST = 6  # letters; shorter beginnings say nothing

# Legal forms in Chinese, longest first; anywhere in the name, since branches follow them.
_CHINESE_FORMS = re.compile(
    "股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|总公司|分公司|子公司|公司|集团|有限合伙|合伙企业|事务所"
)
# And in Latin script: of Chinese companies abroad, Belgium, France, the Netherlands, Germany, and the English ones.
_LATIN_FORMS = frozenset(
    (
        *("ltd", "limited", "co", "company", "corp", "corporation", "inc", "incorporated", "llc", "llp", "plc"),
        *("group", "holding", "holdings"),
        *("sa", "sas", "sasu", "sarl", "srl", "sprl", "scrl", "snc", "scs", "asbl"),
        *("bv", "nv", "vof", "cv", "cvba", "bvba", "vzw"),
        *("gmbh", "mbh", "ag", "kg", "kgaa", "ug", "ohg", "ev", "eg"),
    )
)
_LEADING_FORMS = frozenset(("sa", "sas", "sarl", "nv", "bv", "ag"))  # some put it first
_JOINERS = frozenset(("and", "et", "en", "und", "the"))
_BRACKETS = re.compile(r"[(\[（【〔][^()\[\]（）【】〔〕]*[)\]）】〕]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile("[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff]+")
_DOTTED = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")  # the dots of b.v. and s.a.


def syllables(name: str) -> list[str]:
    """The parts of a name that its key is made of: words in Latin script, one syllable for each Chinese character."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _BRACKETS.sub(" ", text) if _BRACKETS.sub("", text).strip() else text
    text = _CHINESE_FORMS.sub(" ", text) if _CHINESE_FORMS.sub("", text).strip() else text
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = _DOTTED.sub("", text.replace("ß", "ss").replace("œ", "oe").replace("'", "").replace("’", ""))
    words = _WORD.findall(text)
    kept = [word for word in words if word not in _JOINERS]
    while len(kept) > 1 and kept[-1] in _LATIN_FORMS:
        kept.pop()
    if len(kept) > 1 and kept[0] in _LEADING_FORMS:
        kept.pop(0)
    found: list[str] = []
    for word in kept or words:
        found += lazy_pinyin(word) if _HAN.fullmatch(word) else [word]
    return found


def key(name: str) -> str:
    """Empty for a name without letters that could be compared."""
    return "".join(syllables(name))[:KEY_LENGTH]


def ratio(one: str, other: str) -> float:
    """Between 0 and 1, from the letters that two keys share in their order."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def begins_like(latin: str, chinese: str) -> bool:
    """Whether a Latin name begins with the Chinese one read aloud: “Wuhan Chutian Laser” as 武汉楚天激光 does."""
    spoken = syllables(chinese)
    begun, words = "", syllables(latin)
    beginnings = {"".join(spoken[:count]) for count in range(2, len(spoken) + 1)}
    longest = ""
    for word in words:
        begun += word
        if begun in beginnings:
            longest = begun
    return len(longest) >= SHORTEST and len(longest) >= HALF * len("".join(words))


def registration_key(number: str, country: str) -> str:
    """A registration or VAT number without blanks, dots and its country's letters, so that both spellings are one."""
    text = re.sub("[^0-9A-Z]", "", unicodedata.normalize("NFKC", number).upper())
    return text.removeprefix(country.upper()) if text[len(country) :].isdecimal() else text
