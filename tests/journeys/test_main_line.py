"""The main line, as people live it: real web server, real worker, real SMTP socket, nothing else on the machine.

Anna asks a park in China in English and CBTC in Chinese. Each reader gets mails in the reader's own language.
Lin answers and moves the case on; Anna follows it by the link in her mail; Bao sees nothing of it.
"""

import re
import time
from contextlib import ExitStack

import pytest

from tests import cast
from tests.journeys.browser import Browser
from tests.journeys.processes import Web, Worker, ask, manage, product_environment, shell, wait_for_all_sent
from tests.journeys.smtp import Sink, wait_until

THINK_SECONDS = 3.2  # a form sent faster is taken for a machine's
ANNA, LIN, BAO = "anna@optics.example.org", "lin@cbtc.example.org", "bao@parkb.example.org"
SEED = """
from tests import cast
cbtc = cast.make_operator("cbtc")
parkb = cast.make_operator("parkb", country="CN", time_zone="Asia/Shanghai", default_language="zh-hans")
cast.make_park(cbtc, "cbtc"), cast.make_park(parkb, "parkb"), cast.make_lin(cbtc), cast.make_bao(parkb)
cast.make_industry(), cast.make_mode(), cast.make_space_type()
"""


@pytest.fixture
def product(tmp_path):
    """The embedded default: an SQLite file, the filesystem broker, one worker, one web server."""
    database = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    with ExitStack() as stack:
        sink = stack.enter_context(Sink())
        env = product_environment(tmp_path, database, broker="filesystem://", smtp_port=sink.port)
        manage(env, "migrate", "--verbosity", "0")
        shell(env, SEED)
        web = stack.enter_context(Web(env, tmp_path))
        stack.enter_context(Worker(env, tmp_path))
        yield database, sink, web


def letters(sink, to):
    """Subject and text of every mail that this reader's server took, in order."""
    found = [mail.parsed for mail in sink.received if to in mail.recipients]
    return [
        (str(mail["Subject"]).strip(), mail.get_body(("plain",)).get_content().replace("\r\n", "\n")) for mail in found
    ]


def next_letter(sink, to, number):
    """The reader's mail of this number, as soon as it is there."""
    wait_until(lambda: len(letters(sink, to)) >= number, 30, lambda: f"{to} has {letters(sink, to)}")
    return letters(sink, to)[number - 1]


def send_inquiry(browser, language, park, message):
    """Anna walks through the four steps and lands on the receipt; returns the reference."""
    page = browser.get(f"/{language}/inquiry/?park={park}&mode=office_lease&country=BE")
    page = browser.post(page.form("company_name").fill(company_name="Walloon Optics"))
    page = browser.post(page.form("message").fill(message=message))
    page = browser.post(page.form("contact_name").fill(contact_name="Anna Peeters", contact_email=ANNA))
    time.sleep(THINK_SECONDS)
    receipt = browser.post(page.form("consent").tick_all("consent"))
    assert receipt.status == 200, receipt.html
    assert "/receipt/" in receipt.url
    return re.search(r"PB-\d{4}-\d{6}", receipt.html)[0]


def sign_in(web, email, language):
    browser = Browser(web.url, language)
    form = browser.get(f"/{language}/admin/login/?next=/{language}/admin/").form("password")
    page = browser.post(form.fill(username=email, password=cast.PASSWORD))
    assert page.status == 200
    assert "/login/" not in page.url, page.html
    return browser


def cases_in(page):
    return set(re.findall(r"/admin/inquiries/case/(\d+)/change/", page.html))


def link_in(web, text):
    """The progress link of a mail, on the server of this test."""
    return re.search(r"http://127\.0\.0\.1(/\S+/PB-\S+)", text)[1]


def test_the_main_line(product):
    database, sink, web = product
    anna = Browser(web.url, "en")

    # Anna asks in English in China, and in Chinese in Belgium.
    english = send_inquiry(anna, "en", "parkb", "We need an office for twelve people.")
    chinese = send_inquiry(anna, "zh-hans", "cbtc", "我们需要一间十二人的办公室。")
    assert english != chinese

    # Each reader hears of it in the reader's own language: Anna in that of her inquiry, staff in theirs.
    subject, text = next_letter(sink, ANNA, 1)
    assert subject == f"Your inquiry {english} has arrived"
    assert "parkb park" in text and "(Beijing time)" in text and f"/en/inquiry/{english}/" in text
    subject, text = next_letter(sink, ANNA, 2)
    assert subject == f"您的入驻咨询 {chinese} 已收到"
    assert "cbtc园区" in text and "（布鲁塞尔时间）" in text and f"/zh-hans/inquiry/{chinese}/" in text
    annas_link = link_in(web, text)
    subject, text = next_letter(sink, BAO, 1)
    assert subject == f"{english}：parkb园区收到新的入驻咨询"
    assert "We need an office for twelve people." in text and "联系人语言：英文" in text
    subject, text = next_letter(sink, LIN, 1)
    assert subject == f"{chinese}：cbtc园区收到新的入驻咨询"
    lins_case = re.search(r"/admin/inquiries/case/(\d+)/change/", text)[1]

    # Lin finds that case and no other, takes it, and answers.
    lin = sign_in(web, LIN, "zh-hans")
    case_page = f"/zh-hans/admin/inquiries/case/{lins_case}/change/"
    assert cases_in(lin.get("/zh-hans/admin/inquiries/case/")) == {lins_case}
    page = lin.get(case_page)
    assert "我们需要一间十二人的办公室。" in page.html
    [[lins_id]] = ask(database, f"SELECT id FROM accounts_user WHERE email = '{LIN}'")
    page = lin.post(page.form("assign-owner").fill(**{"assign-owner": str(lins_id)}))
    page = lin.post(page.form("reply-body").fill(**{"reply-body": "您好，四楼有合适的办公室。"}))
    assert page.status == 200
    subject, text = next_letter(sink, ANNA, 3)
    assert subject == f"{chinese}：cbtc园区给您留言"
    assert "您好，四楼有合适的办公室。" in text and "林，cbtc园区" in text

    # The stage waits for its gate, which says what is missing, and opens when it is there.
    refused = lin.post(page.form("move-note"), **{"move-to": "accepted"})
    assert "是否为已知企业" in refused.html
    qualified = page.form("qualification-duplicate_note").fill(
        **{
            "qualification-duplicate_answer": "not_duplicate",
            "qualification-duplicate_note": "第一次联系",
            "qualification-industry": str(ask(database, "SELECT id FROM parks_industry")[0][0]),
        }
    )
    page = lin.post(qualified)
    page = lin.post(page.form("move-note"), **{"move-to": "accepted"})
    subject, text = next_letter(sink, ANNA, 4)
    assert subject == f"{chinese}（cbtc园区）：已受理"
    assert "cbtc园区已受理您的入驻咨询，由林负责跟进。" in text

    # Anna follows the link of her mail, sees where it stands, and answers; Lin hears of it.
    progress = anna.get(annas_link)
    assert progress.status == 200
    assert "已受理" in progress.html and "您好，四楼有合适的办公室。" in progress.html
    assert "第一次联系" not in progress.html
    answered = anna.post(progress.form("body").fill(body="太好了，下周可以看房吗？"))
    assert "太好了，下周可以看房吗？" in answered.html
    subject, text = next_letter(sink, LIN, 2)
    assert subject == f"{chinese}：企业给cbtc园区留言"
    assert "太好了，下周可以看房吗？" in text
    assert "太好了，下周可以看房吗？" in lin.get(case_page).html

    # Bao sees his own case and nothing of Lin's: not in the list, not by search, not by its address.
    bao = sign_in(web, BAO, "zh-hans")
    own = cases_in(bao.get("/zh-hans/admin/inquiries/case/"))
    assert len(own) == 1 and lins_case not in own
    found = bao.get(f"/zh-hans/admin/inquiries/case/?q={chinese}")
    assert cases_in(found) == set()
    assert bao.get(case_page).status == 404
    assert bao.post(page.form("reply-body").fill(**{"reply-body": "来我们园区吧"})).status in (403, 404)
    assert len(letters(sink, BAO)) == 1

    # Every mail left once, and nothing else did.
    wait_for_all_sent(database, 7)
    assert (len(sink.received), sink.duplicates) == (7, 0)
    assert {mail.recipients for mail in sink.received} == {(ANNA,), (LIN,), (BAO,)}
