"""The answer in a mail, apart from the mail that it answers.

One walk over the lines. In doubt a line stays: a quotation too much is a nuisance, a lost sentence is a wrong.
Knows Outlook, Gmail, Apple Mail, Thunderbird, QQ, 163, Foxmail and the mail of phones, in Chinese and English, and the
headers that Outlook writes in French, Dutch and German.
"""

import re

MARK = re.compile(r"##-.{0,80}-##")  # stands at the top of our own mails
QUOTED = re.compile(r"\s{0,3}[>＞]")
SEPARATOR = re.compile(
    r"\s{0,4}[-_—–=]{3,60}\s{0,4}"
    r"(原始邮件|原始郵件|回复的原邮件|回复原文|转发邮件信息|轉寄的郵件|转发的邮件|被转发邮件信息"
    r"|Original( Message| Mail| Appointment)?|Replied Message|Forwarded [Mm]essage|Ursprüngliche Nachricht"
    r"|Message d'origine|Oorspronkelijk bericht)"
    r"\s{0,4}[-_—–=]{3,60}\s*",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,3}_{20,100}\s*")
FROM = re.compile(r"[\s*]{0,4}(From|发件人|寄件者|寄件人|De|Van|Von)\s?\*?\s?[:：]", re.IGNORECASE)
HEADER = re.compile(
    r"[\s*]{0,4}(Sent|Date|To|Cc|Subject|Reply-To|Sent at|发送时间|发送日期|日期|时间|收件人|抄送|主题"
    r"|傳送日期|收件者|主旨|寄件日期"
    r"|Envoyé|À|Objet|Verzonden|Aan|Onderwerp|Datum|Gesendet|An|Betreff)\s?(\([^)]{0,20}\))?\s?\*?\s?[:：]",
    re.IGNORECASE,
)
WROTE = re.compile(r"((wrote|写道|寫道|a écrit)\s{0,2}|\b(schreef|schrieb)\b.{0,150})[:：]\s*$", re.IGNORECASE)
OPENS = re.compile(r"\s{0,3}(On |At |在|于|於|Le |Op |Am )[^\d]{0,40}\d")
DEVICE = re.compile(
    r"\s{0,4}(发自我的\s?\S.{0,40}|发自.{0,20}(邮箱|手机|客户端).{0,20}|來自我的.{0,40}|从我的\s?\S.{0,30}发送"
    r"|来自.{0,20}(邮箱|手机|客户端).{0,20}|获取\s?Outlook.{0,40}"
    r"|Sent from (my |Mail |Outlook|Yahoo|QQ|Samsung|Foxmail).{0,60}|Get Outlook for .{0,40})\s*",
    re.IGNORECASE,
)
DASHES = ("-- ", "--")
SIGNATURE = 12  # lines that may follow `-- `
WRAPPED = 3  # lines over which “On … wrote:” may be broken
HEADERS = 6  # lines below “From:” that are looked at


def answer(text: str) -> str:
    """What was written anew. The whole text where nothing stands above a quotation that may hold the answer; nothing
    where the mail is all quotation."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    cut = _cut(lines)
    said = "\n".join(_without_signature(lines[:cut])).strip("\n")
    if said.strip():
        return said
    others = [line for line in lines[cut:] if line.strip()]
    is_quoted = [bool(QUOTED.match(line)) for line in others]
    return "" if any(is_quoted) and is_quoted.count(False) <= WRAPPED else text.strip()


def _cut(lines: list[str]) -> int:
    """The first line of the quotation; the number of lines when there is none, or when words follow it."""
    tail = _trailing_quotation(lines)
    last_quoted = max((place for place, line in enumerate(lines) if QUOTED.match(line)), default=-1)
    for place, line in enumerate(lines[:tail]):
        if not line.strip() or QUOTED.match(line):
            continue
        start = _attribution(lines, place)
        if start is not None and _is_sure(lines, start, place, tail, last_quoted):
            return start
        if MARK.search(line) or SEPARATOR.fullmatch(line) or _is_header(lines, place):
            return place
    return tail


def _trailing_quotation(lines: list[str]) -> int:
    """Where the last run of `>` lines begins, if nothing but empty lines and a signature follows it."""
    marks = [place for place in range(max(0, len(lines) - SIGNATURE - 1), len(lines)) if lines[place] in DASHES]
    end = marks[0] if marks else len(lines)  # Thunderbird signs below the quotation
    while end and (not lines[end - 1].strip() or DEVICE.fullmatch(lines[end - 1])):
        end -= 1
    place = end
    while place and (not lines[place - 1].strip() or QUOTED.match(lines[place - 1])):
        place -= 1
    return place if any(QUOTED.match(line) for line in lines[place:end]) else len(lines)


def _attribution(lines: list[str], place: int) -> int | None:
    """Where the sentence begins whose last line is `place`: “On … Anna <…> wrote:”, “在 2026年…写道：”."""
    if not WROTE.search(lines[place][-300:]):
        return None
    addressed = place
    for first in range(place, max(-1, place - WRAPPED), -1):
        if not lines[first].strip() or QUOTED.match(lines[first]):
            break
        if OPENS.match(lines[first]):
            return first
        if "@" in lines[first] and addressed == place:
            addressed = first
    return addressed


def _is_sure(lines: list[str], start: int, place: int, tail: int, last_quoted: int) -> bool:
    """A quotation to the end follows, or the sentence has a date and an address and nothing below is quoted by `>`."""
    if place + 1 >= tail:
        return tail < len(lines)
    joined = " ".join(lines[start : place + 1])
    dated = re.search(r"\d", joined) is not None and ("@" in joined or OPENS.match(lines[start]) is not None)
    return dated and last_quoted < place


def _next(lines: list[str], place: int) -> int:
    """The first line from `place` on that says something."""
    while place < len(lines) and not lines[place].strip():
        place += 1
    return place


def _is_header(lines: list[str], place: int) -> bool:
    """Outlook's and QQ's block: a sender's line and two of its companions right below, or a rule above all this."""
    if RULE.fullmatch(lines[place]):
        place = _next(lines, place + 1)
    if place >= len(lines) or not FROM.match(lines[place]):
        return False
    return sum(bool(HEADER.match(line)) for line in lines[place + 1 : place + 1 + HEADERS]) >= 2


def _without_signature(lines: list[str]) -> list[str]:
    """Without what a phone adds, and without a short block below the standard `-- `."""
    kept = list(lines)
    for place in range(max(0, len(kept) - SIGNATURE - 1), len(kept)):
        if kept[place] in DASHES and any(line.strip() for line in kept[:place]):
            kept = kept[:place]
            break
    while kept and (not kept[-1].strip() or DEVICE.fullmatch(kept[-1])):
        kept.pop()
    return kept
