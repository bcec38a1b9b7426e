"""Files made to break the libraries that read them: each gets its sentence, none an exception of another kind."""

import io
import struct
import zipfile
import zlib
from functools import cache

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from common.uploads import check_image, check_upload
from tests.common.test_uploads import office, picture, sentence, upload


def packed_with(method):
    out = io.BytesIO(office())
    with zipfile.ZipFile(out, "a", method) as package:
        package.writestr("word/document.xml", b"text" * 500)
    return out.getvalue()


def broken_lzma():
    """LZMA properties that ask for 4 GB of dictionary."""
    content = bytearray(packed_with(zipfile.ZIP_LZMA))
    at = content.rindex(b"word/document.xml", 0, content.index(b"PK\x01\x02")) + len("word/document.xml")
    content[at + 4 : at + 9] = b"\xff" * 5
    return bytes(content)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(kind, data):
    """A good picture with one more chunk before its end."""
    good = picture("PNG")
    return good[:-12] + chunk(kind, data) + good[-12:]


def jpeg_with_exif(exif):
    good = picture("JPEG")
    body = b"Exif\0\0" + exif
    return good[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + good[2:]


@pytest.mark.parametrize("content", [packed_with(zipfile.ZIP_LZMA), packed_with(zipfile.ZIP_BZIP2), broken_lzma()])
def test_a_document_packed_in_an_unusual_way_is_refused_unread(content):
    assert "damaged" in sentence(check_upload, upload("a.docx", content))


@pytest.mark.parametrize("data", [b"", b"x", b"name\0", b"name\0\0" + b"\xff" * 9])
@pytest.mark.parametrize("check", [check_upload, check_image])
def test_an_odd_colour_profile_is_no_accident(check, data):
    try:
        check(upload("a.png", png_with(b"iCCP", data)))
    except ValidationError as error:
        assert "cannot be opened as a picture" in error.messages[0] or "无法" in error.messages[0]


@pytest.mark.parametrize(
    "exif",
    [
        b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x0112, 3, 9, 2**31),
        b"MM\0*\0\0\0\x08\0\x02" + struct.pack(">HHII", 0x0112, 3, 1, 6 << 16) + struct.pack(">HHII", 0x0100, 4, 1, 1),
        b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack("<HHII", 0x8769, 4, 1, 7),
        b"II*\0\x08\0\0\0\x02\0"
        + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
        + struct.pack("<HHI", 0x0110, 12, 1)
        + b"a",
        b"II*\0",
        b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack("<HHIi", 0x0100, 9, 1, -1),
    ],
)
def test_odd_data_beside_the_picture_is_no_accident(exif):
    try:
        assert Image.open(check_image(upload("a.jpg", jpeg_with_exif(exif)))).format == "JPEG"
    except ValidationError as error:
        assert len(error.messages) == 1


SAMPLES = {
    "a.docx": cache(lambda: office(parts={"word/document.xml": "<w>text</w>" * 30})),
    "a.png": cache(lambda: picture("PNG", "P", (30, 30), transparency=0)),
    "a.jpg": cache(lambda: jpeg_with_exif(Image.Exif().tobytes()[6:] + b"\0" * 20)),
}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(SAMPLES)))
def test_flipped_bytes_are_accepted_or_refused(data, name):
    content = bytearray(SAMPLES[name]())
    places = st.integers(0, len(content) - 1)
    for at, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=6)):
        content[at] = value
    for check in (check_upload, check_image):
        try:
            check(upload(name, bytes(content)))
        except ValidationError as error:
            assert error.messages
