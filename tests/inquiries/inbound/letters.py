"""Answers as mail programs really write them: their charsets, encodings, attributions and separators.

Each function returns one mail; `to` is the reply address, `asked` what our own mail said. All answers say the same.
"""

import base64
import quopri

ANSWER_ZH = "您好，我们现在有 12 人，\n年底到 20 人。"
ANSWER_EN = "Hello, we are 12 people now,\n20 by the end of the year."
MARK = "##- Please write your answer above this line -##"
ASKED = f"{MARK}\n\nDear Anna Peeters,\n\nHow many people?\nhttp://testserver/en/inquiries/PB-2026-000001/s3cret/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def quoted(text, mark="> "):
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def head(to, sender, *, name="", subject="Re: PB-2026-000001", number="1@mail", more=""):
    shown = f"{name} <{sender}>" if name else sender
    return (
        f"Return-Path: <{sender}>\r\nFrom: {shown}\r\nTo: {to}\r\nSubject: {subject}\r\n"
        f"Message-ID: <{number}>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0800\r\nMIME-Version: 1.0\r\n{more}"
    )


def word(text, charset="utf-8"):
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def base64_part(kind, content, charset="", more=""):
    label = f'; charset="{charset}"' if charset else ""
    body = base64.encodebytes(content).decode()
    return f"Content-Type: {kind}{label}\r\nContent-Transfer-Encoding: base64\r\n{more}\r\n{body}\r\n"


def multipart(start, *parts, kind="alternative", edge="----=_Part_1"):
    joined = "".join(f"--{edge}\r\n{part}" for part in parts)
    return f'{start}Content-Type: multipart/{kind}; boundary="{edge}"\r\n\r\n{joined}--{edge}--\r\n'.encode()


def gmail_en(to, sender="anna@optics.example.org", **more):
    text = f"{ANSWER_EN}\n\nOn Fri, Nov 27, 2026 at 10:00 AM Parkbridge <\n{to}> wrote:\n\n{quoted(ASKED)}\n"
    html = (
        f'<div dir="ltr">{ANSWER_EN}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Fri,'
        f' Nov 27, 2026 at 10:00 AM Parkbridge &lt;<a href="mailto:{to}">{to}</a>&gt; wrote:<br></div>'
        f'<blockquote class="gmail_quote">{ASKED}</blockquote></div>'
    )
    plain = f'Content-Type: text/plain; charset="UTF-8"\r\n\r\n{text}\r\n'
    return multipart(
        head(to, sender, name="Anna Peeters", **more), plain, base64_part("text/html", html.encode(), "UTF-8")
    )


def gmail_zh(to, sender="anna@optics.example.org", **more):
    text = f"{ANSWER_ZH}\n\nParkbridge <{to}> 于2026年11月27日周五 10:00写道：\n\n{quoted(ASKED)}\n"
    return multipart(
        head(to, sender, name=word("安娜"), **more),
        base64_part("text/plain", text.encode(), "UTF-8"),
    )


def qq(to, sender="anna@optics.example.org", **more):
    """Both halves in GBK, labelled gb18030; the subject's characters are split over two encoded words."""
    text = (
        f"{ANSWER_ZH}\n\n\n\n\n------------------&nbsp;原始邮件&nbsp;------------------\n"
        f"发件人:                                                                                              "
        f'          "Parkbridge"                        <{to}>;\n'
        f'发送时间:&nbsp;2026年11月27日(星期五) 上午10:00\n收件人:&nbsp;"安娜"<{sender}>;\n\n'
        f"主题:&nbsp;PB-2026-000001\n\n\n\n{ASKED}"
    ).replace("&nbsp;", "\u00a0")
    html = (
        f"<div>{ANSWER_ZH.replace(chr(10), '</div><div>')}</div><div><br></div>"
        '<div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0;">------------------&nbsp;原始邮件&nbsp;'
        f'------------------</div><div style="background:#efefef;">'
        f'<div><b>发件人:</b>&nbsp;"Parkbridge"&lt;{to}&gt;;</div>'
        f"<div><b>发送时间:</b>&nbsp;2026年11月27日</div></div><div>{ASKED}</div>"
    )
    raw = "回复：园区的问题".encode("gb18030")
    subject = " ".join(f"=?gb18030?B?{base64.b64encode(piece).decode()}?=" for piece in (raw[:7], raw[7:]))
    return multipart(
        head(to, sender, name=word("安娜", "gb18030"), subject=subject, **more),
        base64_part("text/plain", text.encode("gb18030"), "gb18030"),
        base64_part("text/html", html.encode("gb18030"), "gb18030"),
    )


def netease(to, sender="anna@optics.example.org", **more):
    """163.com: GBK, the quotation in a blockquote of the formatted half and behind > in the plain one."""
    text = (
        f'{ANSWER_ZH}\n\n\n\n\n\n\n\n\n\n\n在 2026-11-27 10:00:00，"Parkbridge" <{to}> 写道：\n\n{quoted(ASKED, ">")}\n'
    )
    return multipart(
        head(to, sender, name=word("安娜", "gbk"), **more),
        base64_part("text/plain", text.encode("gbk"), "GBK"),
        base64_part("text/html", f"<p>{ANSWER_ZH}</p>".encode("gbk"), "GBK"),
    )


def netease_html(to, sender="anna@optics.example.org", **more):
    first, second = ANSWER_ZH.split("\n")
    html = (
        '<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">'
        f'<p style="margin:0;">{first}<br>{second}</p></div>'
        f'<div style="zoom:1"></div><pre>\n在 2026-11-27 10:00:00，"Parkbridge" &lt;{to}&gt; 写道：</pre>'
        f'<blockquote id="isReplyContent" style="PADDING-LEFT: 1ex"><div>{ASKED}</div></blockquote>'
    )
    return head(to, sender, **more).encode() + base64_part("text/html", html.encode("gbk"), "GBK").encode()


def outlook_zh(to, sender="anna@optics.example.org", **more):
    """Labelled gb2312 with a character that only gb18030 has; a rule, then headers without any mark of quotation."""
    text = (
        f"{ANSWER_ZH}\n镕\n\n________________________________\n发件人: Parkbridge <{to}>\n"
        f"发送时间: 2026年11月27日 10:00\n收件人: 安娜 <{sender}>\n主题: PB-2026-000001\n\n{ASKED}\n"
    )
    return head(to, sender, **more).encode() + base64_part("text/plain", text.encode("gb18030"), "gb2312").encode()


def outlook_en(to, sender="anna@optics.example.org", **more):
    text = (
        f"{ANSWER_EN}\n\nFrom: Parkbridge <{to}>\nSent: Friday, 27 November 2026 10:00\nTo: Anna Peeters <{sender}>\n"
        f"Subject: PB-2026-000001\n\n{ASKED}\n"
    )
    encoded = quopri.encodestring(text.encode("cp1252")).decode()
    kind = 'Content-Type: text/plain; charset="Windows-1252"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return (head(to, sender, **more) + kind + encoded).encode()


def outlook_html(to, sender="anna@optics.example.org", **more):
    first, second = ANSWER_EN.split("\n")
    html = (
        "<html><head><style><!-- p.MsoNormal { margin: 0cm; } --></style></head><body>"
        f'<p class="MsoNormal">{first}<br>{second}</p>'
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Parkbridge &lt;'
        f"{to}&gt;<br><b>Sent:</b> Friday<br><b>To:</b> Anna<br><b>Subject:</b> PB<br></div>"
        f"<div>{ASKED}</div></body></html>"
    )
    return head(to, sender, **more).encode() + base64_part("text/html", html.encode(), "utf-8").encode()


def apple(to, sender="anna@optics.example.org", **more):
    wrote = f"> On 27 Nov 2026, at 10:00, Parkbridge <{to}> wrote:\n> "
    text = f"{ANSWER_EN}\n\nSent from my iPhone\n\n{wrote}\n{quoted(ASKED)}\n"
    return (head(to, sender, **more) + f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}").encode()


def apple_zh(to, sender="anna@optics.example.org", **more):
    text = (
        f"{ANSWER_ZH}\n\n发自我的 iPhone\n\n> 在 2026年11月27日，10:00，Parkbridge <{to}> 写道：\n> \n{quoted(ASKED)}\n"
    )
    return head(to, sender, **more).encode() + base64_part("text/plain", text.encode(), "utf-8").encode()


def thunderbird(to, sender="anna@optics.example.org", **more):
    text = (
        f"{ANSWER_EN}\n\nOn 11/27/26 10:00, Parkbridge wrote:\n{quoted(ASKED)}\n\n-- \nAnna Peeters\nWalloon Optics\n"
    )
    kind = "Content-Type: text/plain; charset=UTF-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (head(to, sender, **more) + kind + text).encode()


def foxmail(to, sender="anna@optics.example.org", **more):
    text = (
        f"{ANSWER_ZH}\n\n\n\n安娜\n \n发件人： Parkbridge\n发送时间： 2026-11-27 10:00\n收件人： 安娜\n"
        f"主题： PB-2026-000001\n{ASKED}\n"
    )
    return (
        head(to, sender, **more).encode()
        + base64_part("text/plain", text.encode("gb2312", "ignore"), "GB2312").encode()
    )


def with_files(to, sender="anna@optics.example.org", files=(), body=ANSWER_EN, **more):
    """`files`: name, content type, content."""
    plain = f'Content-Type: text/plain; charset="UTF-8"\r\n\r\n{body}\r\n'
    parts = [
        base64_part(kind, content, more=f'Content-Disposition: attachment; filename="{name}"\r\n')
        for name, kind, content in files
    ]
    return multipart(head(to, sender, **more), plain, *parts, kind="mixed")


def bounce(message_id, to="noreply@parkbridge.example.org", action="failed", number="dsn@mx"):
    report = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; anna@optics.example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n\r\n"
    )
    original = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\n"
    start = head(to, "MAILER-DAEMON@mx.example.org", number=number, more="Auto-Submitted: auto-replied\r\n")
    return multipart(
        start.replace("Return-Path: <MAILER-DAEMON@mx.example.org>", "Return-Path: <>"),
        "Content-Type: text/plain\r\n\r\nSorry.\r\n",
        report,
        original,
        kind="report; report-type=delivery-status",
    )


ENGLISH = (gmail_en, outlook_en, outlook_html, apple, thunderbird)
CHINESE = (gmail_zh, qq, netease, netease_html, outlook_zh, apple_zh, foxmail)
