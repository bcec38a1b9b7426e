"""A process of its own that makes one PDF: `python -m common.pdfprocess`, JSON in, PDF out.

What WeasyPrint takes of memory goes back to the machine with the process, one that hangs can be killed, and what it
changes in other libraries (it lets Pillow open damaged pictures) stays inside. Nothing of Django is imported, and
nothing is opened but `data:` addresses. With `--probe` it only says whether PDF can be made here: exit code 0, or 1 and
the reason.
"""

import json
import logging
import sys

PROBE = '<html lang="zh-Hans"><p>园</p></html>'
for chatty in ("weasyprint", "weasyprint.progress", "fontTools"):
    logging.getLogger(chatty).setLevel(logging.ERROR)  # a line for each page and each CSS property they do not know


def probe() -> str:
    """Why no PDF can be made here; empty when it can."""
    try:
        from weasyprint import HTML  # loads Pango, which may be missing

        page = HTML(string=PROBE).render()
        page.write_pdf()
    except (ImportError, OSError) as error:
        return str(error)
    if any(font.missing for font in page.fonts.values()):
        return "no font with Chinese characters is installed"
    return ""


def write() -> None:
    from weasyprint import CSS, HTML  # loads Pango, which may be missing
    from weasyprint.urls import URLFetcher

    told = json.load(sys.stdin)
    fetcher = URLFetcher(allowed_protocols=["data"])
    sheets = [CSS(string=text, url_fetcher=fetcher) for text in told["styles"]]
    source = HTML(string=told["html"], base_url=told["base"], url_fetcher=fetcher)
    sys.stdout.buffer.write(source.write_pdf(stylesheets=sheets, pdf_tags=True))


if __name__ == "__main__":
    if sys.argv[1:] == ["--probe"]:
        if reason := probe():
            sys.exit(reason)
    else:
        write()
