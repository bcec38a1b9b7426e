"""Text out of a formatted mail, in one walk over the pieces between `<`: even a hostile one costs only its length."""

import html
import re

MAX_HTML = 1_000_000  # characters looked at; the whole mail is kept beside
NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,15})")
SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    ("p", "div", "tr", "ul", "ol", "table", "blockquote", "hr", "pre", "section", "article", "header", "footer")
).union(HEADINGS)
LINES = frozenset(("br", "li"))
SILENT = frozenset(("script", "style", "head", "title", "template", "svg"))


class _Writer:
    """Collects lines; those inside a quotation begin with `>`, as in a plain mail."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0

    def text(self, piece: str) -> None:
        words = SPACES.sub(" ", html.unescape(piece))
        if words.strip() or (self.line and words):
            self.line.append(words)

    def end_line(self) -> None:
        said = SPACES.sub(" ", "".join(self.line)).strip()
        self.lines.append(f"{'> ' * min(self.depth, 5)}{said}".rstrip())
        self.line = []

    def end_block(self) -> None:
        if self.line:
            self.end_line()


def text_of(markup: str) -> str:
    """The words of a formatted mail, a line for each block; without styles, scripts and comments."""
    writer = _Writer()
    silent = ""  # the element whose content is skipped
    comment = False
    first, *pieces = markup[:MAX_HTML].split("<")
    writer.text(first)
    for piece in pieces:
        if comment or piece.startswith("!--"):
            comment = "-->" not in piece
            if not comment and not silent:
                writer.text(piece.partition("-->")[2])
            continue
        tag, closed, rest = piece.partition(">")
        found = NAME.match(tag)
        if silent:
            silent = "" if tag.startswith("/") and found and found[1].lower() == silent else silent
            rest = "" if silent else rest
        elif found and closed:
            silent = _tag(writer, tag, found[1].lower())
            rest = "" if silent else rest
        elif not tag.startswith(("!", "?")):
            rest = f"<{piece}"  # no tag: somebody wrote a <
        writer.text(rest)
    writer.end_block()
    return "\n".join(writer.lines)


def _tag(writer: _Writer, tag: str, name: str) -> str:
    """What a tag does to the lines; returns its name when its content is not for readers."""
    is_end = tag.startswith("/")
    if name in LINES:
        if not is_end or name == "br":
            writer.end_line() if name == "br" else writer.end_block()
    elif name in BLOCKS:
        writer.end_block()
        if name == "blockquote":
            writer.depth = max(0, writer.depth + (-1 if is_end else 1))
        if name == "p" and is_end:
            writer.lines.append("")
    elif name in ("td", "th") and is_end:
        writer.text(" ")
    return name if name in SILENT and not is_end and not tag.endswith("/") else ""
