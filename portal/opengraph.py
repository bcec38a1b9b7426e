"""The picture that stands beside a link when somebody shares a page: drawn per record and language, never a photo."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
PAPER, INK, QUIET, BRAND, ARC, SEAL = "#fbfaf7", "#17202a", "#5a6571", "#0e5360", "#dfe9e9", "#b8321f"
# Where systems keep a font with Chinese and Latin letters; `OPENGRAPH_FONT` names another one.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
NEVER_FIRST = "）」』】》〉、，。；：？！”’)"
# How a value is written: the first size, and number of lines, that hold the whole of it.
VALUE_SIZES = ((46, 1), (36, 2), (28, 2), (22, 3))
LABEL_SIZES = ((24, 2), (20, 2))
FIRST_WIDE = "\u2e80"  # from here on characters are Chinese, and a line may break behind each
SIMPLIFIED = 2  # the face of a Noto CJK collection with mainland Chinese forms


@dataclass(frozen=True)
class Card:
    """What the picture says. Each figure is a value with its unit, and what it measures with its year.

    Several values of one figure stand on lines of their own.
    """

    title: str
    beside: str = ""
    place: str = ""
    figures: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def font_path() -> str | None:
    """A font that can write Chinese, or None on a machine without one."""
    wanted = (settings.OPENGRAPH_FONT, *FONTS) if settings.OPENGRAPH_FONT else FONTS
    return next((path for path in wanted if Path(path).is_file()), None)


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = font_path()
    if path is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(path, size, index=SIMPLIFIED if "CJK" in path else 0)


def wrap(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int, lines: int) -> list[str]:
    """At most so many lines: Latin words stay whole where they fit, Chinese breaks anywhere; the rest becomes “…”."""
    found, line = [], ""
    for piece in _pieces(text):
        if font.getlength(line + piece) <= width or not line:
            line += piece
            continue
        found.append(line.rstrip())
        line = piece.lstrip()
    found.append(line.rstrip())
    if len(found) > lines:
        last = found[lines - 1]
        while last and font.getlength(f"{last}…") > width:
            last = last[:-1]
        found = [*found[: lines - 1], f"{last}…"]
    return found


def _pieces(text: str) -> list[str]:
    """Where a line may break: behind every Chinese character, but not before a closing mark; between other words, so
    that `€120` and `m²` stay whole."""
    pieces: list[str] = []
    for char in text:
        before = pieces[-1][-1] if pieces else " "
        in_word = " " < char < FIRST_WIDE and " " < before < FIRST_WIDE
        if pieces and (in_word or char in NEVER_FIRST):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _latin_only(text: str) -> str:
    """Without a Chinese font the default one would draw boxes: leave out what it cannot write."""
    return text if font_path() else "".join(char for char in text if ord(char) < 0x250).strip()


def draw(card: Card) -> bytes:
    """A PNG of 1200 × 630."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    for step in range(4):  # the bridge
        inset = step * 46
        pen.arc((620 + inset, 330 + inset // 2, 1330 - inset, 900 - inset // 2), 180, 300, fill=ARC, width=3)
    pen.rectangle((0, HEIGHT - 16, WIDTH, HEIGHT), fill=BRAND)
    pen.rectangle((0, HEIGHT - 16, 220, HEIGHT), fill=SEAL)
    y = MARGIN
    for text, size, colour, most in ((card.title, 64, INK, 2), (card.beside, 30, QUIET, 1), (card.place, 30, QUIET, 1)):
        font = _font(size)
        for line in wrap(_latin_only(text), font, WIDTH - 2 * MARGIN, most) if text else []:
            pen.text((MARGIN, y), line, font=font, fill=colour)
            y += int(size * 1.35)
        y += 8
    _figures(pen, card.figures[:3])
    pen.text((MARGIN, HEIGHT - 84), _latin_only("Parkbridge 园桥"), font=_font(32), fill=BRAND)
    image = image.quantize(64, dither=Image.Dither.NONE)
    with BytesIO() as out:
        image.save(out, "PNG", optimize=True)
        return out.getvalue()


def fit(text: str, width: int, sizes: tuple[tuple[int, int], ...] = VALUE_SIZES) -> tuple[int, list[str]] | None:
    """The font size and the lines that say a text in full; None when nothing holds it, since half a number is false.

    A line feed in the text ends a line; others break where `wrap` may.
    """
    for size, most in sizes:
        font = _font(size)
        lines = [line for part in text.split("\n") for line in wrap(part, font, width, len(part) + 1)]
        if len(lines) <= most and all(font.getlength(line) <= width for line in lines):
            return size, lines
    return None


def _figures(pen: ImageDraw.ImageDraw, figures: tuple[tuple[str, str], ...]) -> None:
    width = (WIDTH - 2 * MARGIN) // 3
    for column, (value, label) in enumerate(figures):
        x, y = MARGIN + column * width, 370
        fitted = fit(_latin_only(value), width - 24)
        if fitted is None:
            continue
        size, lines = fitted
        for line in lines:
            pen.text((x, y), line, font=_font(size), fill=BRAND)
            y += int(size * 1.35)
        what = _latin_only(label)
        small, named = fit(what, width - 24, LABEL_SIZES) or (20, wrap(what, _font(20), width - 24, 2))
        for row, line in enumerate(named):
            pen.text((x, y + 6 + row * 32), line, font=_font(small), fill=QUIET)
