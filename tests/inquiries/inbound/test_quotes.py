"""What is the answer and what the quotation; in doubt nothing is lost."""

import pytest

from inquiries.inbound.quotes import answer

BELOW = "From: Parkbridge\nSent: Friday\nTo: Anna\nSubject: x\n\nanswer below"


@pytest.mark.parametrize(
    "kept",
    [
        "He wrote:\nplease call me",
        "在合同里您写道：\n租期三年",
        "On 5 May we met. You wrote:\n> twelve\nand that is right.",
        "> How many?\n12\n> When?\nIn March",
        "From: our side nothing stands against it.",
        "发件人: 我们公司的前台\n请联系她",
        "Please look:\n\n-----\nA\n-----\nB",
        "a > b\nc > d",
        "On Fri, Nov 27, 2026 at 10:00 AM Parkbridge <reply@x.org> wrote:\n> How many?\n\nTwelve people.",
    ],
)
def test_nothing_of_this_is_cut(kept):
    assert answer(kept) == kept


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ("Yes.\n\n-----Original Message-----\nFrom: Parkbridge\n", "Yes."),
        ("好的\n\n-----原始邮件-----\n发件人: Parkbridge\n", "好的"),
        ("好的\n\n------------------ 原始邮件 ------------------\n发件人: x", "好的"),
        ("Yes\n------------------ Original ------------------\nFrom: x", "Yes"),
        ("---- 回复的原邮件 ----\n发件人 x", "---- 回复的原邮件 ----\n发件人 x"),
        ("可以\n---- 回复的原邮件 ----\n发件人 x", "可以"),
        ("Oui.\n\nLe ven. 27 nov. 2026 à 10:00, Parkbridge <reply@x.org> a écrit :\n\n> Combien ?", "Oui."),
        ("Ja.\n\nOp vr 27 nov 2026 om 10:00 schreef Parkbridge <reply@x.org>:\n\n> Hoeveel?", "Ja."),
        ("Oui\n\nDe : Parkbridge\nEnvoyé : vendredi\nÀ : Anna\nObjet : x\n\nCombien ?", "Oui"),
        ("Yes\nParkbridge <reply@x.org> 于\n2026年11月27日写道：\n\n> a", "Yes"),
        ("Yes\n\n##- Please write your answer above this line -##\nDear Anna", "Yes"),
        ("好的\n\n发自我的iPhone", "好的"),
        ("好的\n发自我的华为手机", "好的"),
        ("Yes\n\n获取 Outlook for iOS", "Yes"),
        ("Yes\n\nGet Outlook for Android", "Yes"),
        ("Yes\n\n-- \nAnna\nWalloon Optics", "Yes"),
        ("-- \nonly a signature", "-- \nonly a signature"),
        ("Yes\r\n\r\n> a\r\n> b\r\n", "Yes"),
        ("  indented\n\n> a", "  indented"),
        ("> only\n> quoted", ""),
        ("On Fri, Nov 27, 2026 Parkbridge <reply@x.org> wrote:\n> all quoted", ""),
        ("", ""),
        (" \n ", ""),
        (BELOW, BELOW),
    ],
)  # fmt: skip
def test_what_was_written_anew(mail, said):
    assert answer(mail) == said
