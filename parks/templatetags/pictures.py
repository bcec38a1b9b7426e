"""A photo in the sizes that exist: `{% photo_picture photo sizes="(min-width: 60rem) 24rem, 100vw" %}`.

The photo's `renditions` should be prefetched; while they are not made, the stored picture itself is shown.
"""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.languages import LocalText, current_language, local_text
from parks.enums import RenditionFormat
from parks.models import Photo, Rendition
from parks.renditions import EXTENSIONS

register = template.Library()
SIZES = "(min-width: 75rem) 23rem, (min-width: 45rem) 50vw, 100vw"
STEPS = 20  # of the focus, in each direction; `pages.css` has a rule for each
SHOWN_FIRST = 960  # pixels: what a browser that knows no srcset loads
BETTER = ((RenditionFormat.AVIF, "image/avif"), (RenditionFormat.WEBP, "image/webp"))  # the smallest files first


@register.simple_tag
def photo_picture(
    photo: Photo, sizes: str = SIZES, css: str = "", alt: str | None = None, eager: bool = False
) -> SafeString:
    """The `<picture>`, in front of its placeholder. `css` is the class of the picture itself, `alt=""` makes it mere
    decoration, `eager=True` is for a picture that is seen at once."""
    text = LocalText(alt, current_language()) if alt is not None else local_text(photo, "alt")
    css = f"{css} {focus(photo)}".strip()
    made: dict[str, list[Rendition]] = {}
    for row in sorted(photo.renditions.all(), key=lambda row: row.width):
        made.setdefault(row.format, []).append(row)
    jpegs = made.get(RenditionFormat.JPEG, [])
    if not jpegs:
        return _image(reverse("photo", args=[photo.pk]), "", (photo.width, photo.height), css, text, eager)
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((kind, _srcset(photo, made[code]), sizes) for code, kind in BETTER if code in made),
    )
    first = next((row for row in jpegs if row.width >= SHOWN_FIRST), jpegs[-1])
    more = format_html(' srcset="{}" sizes="{}"', _srcset(photo, jpegs), sizes)
    largest = jpegs[-1]
    image = _image(_address(photo, first), more, (largest.width, largest.height), css, text, eager)
    blur = (
        format_html('<img class="picture__blur" src="{}" alt="" width="16" height="9">', photo.placeholder)
        if photo.placeholder
        else ""
    )
    return format_html('<span class="picture">{}<picture>{}{}</picture></span>', blur, sources, image)


def focus(photo: Photo) -> str:
    """Classes that keep the focus in sight where the picture is cropped, to the twentieth; none for the middle.

    Classes, because the content security policy lets no style attribute through.
    """
    steps = [round(float(value) * STEPS) for value in (photo.focus_x, photo.focus_y)]
    return " ".join(f"{name}-{step}" for name, step in zip(("fx", "fy"), steps, strict=True) if step != STEPS // 2)


def _address(photo: Photo, row: Rendition) -> str:
    extension = EXTENSIONS[RenditionFormat(row.format)]
    return reverse("rendition", args=[photo.pk, photo.sha256[:16], row.width, extension])


def _srcset(photo: Photo, rows: list[Rendition]) -> str:
    return ", ".join(f"{_address(photo, row)} {row.width}w" for row in rows)


def _image(
    src: str, more: SafeString | str, size: tuple[int, int], css: str, text: LocalText, eager: bool
) -> SafeString:
    """The `<img>` with its size; a text in the other language carries its `lang`."""
    loading = 'fetchpriority="high"' if eager else 'loading="lazy"'
    return format_html(
        '<img{}{} src="{}"{} width="{}" height="{}" alt="{}" {} decoding="async">',
        format_html(' class="{}"', css) if css else "",
        format_html(' lang="{}"', text.html_language) if text.is_fallback else "",
        src,
        more,
        str(size[0]),
        str(size[1]),
        text.text,
        mark_safe(loading),  # noqa: S308 - one of two literals
    )
