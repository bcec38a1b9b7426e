import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from common.checks import check_upload_scanner
from common.uploads import MAX_BYTES, check_image, check_upload, check_uploads, safe_name

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}


def upload(name, content):
    return SimpleUploadedFile(name, content)


def office(extension="docx", parts=None, main=None, types=True):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        if types:
            prefix = "application/vnd.openxmlformats-officedocument."
            package.writestr(
                "[Content_Types].xml", f'<Types><Override ContentType="{main or prefix + MAIN[extension]}"/></Types>'
            )
        for name, content in (parts or {"main.xml": "<xml/>"}).items():
            package.writestr(name, content)
    return out.getvalue()


def picture(form="PNG", mode="RGB", size=(8, 6), **options):
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "P" else None).save(out, form, **options)
    return out.getvalue()


def huge_png(side):
    """A PNG that says it is side × side, in a few hundred bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def sentence(call, *arguments, language="en"):
    with translation.override(language), pytest.raises(ValidationError) as caught:
        call(*arguments)
    with translation.override(language):
        return " ".join(caught.value.messages)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("方案 (1).PDF", PDF, "application/pdf"),
        ("a.docx", office("docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", office("xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.pptx", office("pptx"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.png", picture("PNG"), "image/png"),
        ("animated.png", picture("PNG", save_all=True, append_images=[Image.new("RGB", (8, 6), 1)]), "image/png"),
    ],
)
def test_real_files_pass(name, content, content_type):
    checked = check_upload(upload(name, content))
    assert (checked.name, checked.content_type, checked.size) == (name, content_type, len(content))
    assert checked.sha256 == hashlib.sha256(content).hexdigest()
    assert checked.file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "“a.pdf” is empty."),
        ("a.exe", b"MZ", "“a.exe” cannot be accepted. Accepted are: PDF, DOCX, XLSX, PPTX, JPG, PNG."),
        ("a", PDF, "cannot be accepted"),
        ("a.svg", b"<svg onload=alert(1)>", "cannot be accepted"),
        ("a.pdf.html", PDF, "cannot be accepted"),
        ("a.pdf", b"<html>%PDF-1.7", "“a.pdf” is not a real PDF document"),
        ("a.pdf", b"\n" + PDF, "not a real PDF"),
        ("a.pdf", picture("PNG"), "not a real PDF"),
        ("a.png", picture("JPEG"), "not a real PNG picture"),
        ("a.jpg", picture("PNG"), "not a real JPEG picture"),
        ("a.jpg", picture("GIF", "P"), "not a real JPEG picture"),
        ("a.png", picture("PNG", size=(400, 400))[:200], "cannot be opened as a picture"),
        ("a.jpg", picture("JPEG", size=(400, 400))[:700], "cannot be opened as a picture"),
        ("a.png", huge_png(20_000), "has too many pixels. At most 50 million are accepted."),
        ("a.png", huge_png(8_000), "has too many pixels"),
        ("a.docx", PDF, "not a real Word document"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not a real Word document"),
        ("a.docx", office("xlsx"), "not a real Word document"),
        ("a.xlsx", office("docx"), "not a real Excel workbook"),
        ("a.docx", office(types=False), "not a real Word document"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 200, "damaged or protected"),
        ("a.docx", office("docx")[:-30], "damaged or protected"),
        ("a.docx", office(parts={"word/vbaProject.bin": b"x"}), "contains macros"),
        ("a.docx", office(parts={"WORD/VBAPROJECT.BIN": b"x"}), "contains macros"),
        ("a.docx", office(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "contains macros"),
        ("a.docx", office(parts={"word/activeX/activeX1.bin": b"x"}), "contains macros"),
        ("a.docx", office(parts={"word/document.xml": b"\0" * 20_000_000}), "unpacks to far more"),
        ("a.docx", office(parts={f"{n}.xml": b"" for n in range(5001)}), "unpacks to far more"),
    ],
)
def test_lies_and_bombs_get_a_plain_sentence(name, content, words):
    assert words in sentence(check_upload, upload(name, content))


def test_a_flipped_byte_in_an_office_document_is_found():
    content = bytearray(office(parts={"word/document.xml": bytes(range(256)) * 40}))
    at = content.index(b"word/document.xml") + 40
    content[at] ^= 0xFF
    assert "damaged" in sentence(check_upload, upload("a.docx", bytes(content)))


def test_a_package_that_lies_about_its_unpacked_size_is_refused():
    content = bytearray(office(parts={"word/document.xml": b"a" * 3_000_000}))
    true_size, said = struct.pack("<I", 3_000_000), struct.pack("<I", 10)
    assert "damaged" in sentence(check_upload, upload("a.docx", bytes(content).replace(true_size, said)))


def test_too_large_is_refused_before_anything_is_read():
    content = upload("a.pdf", PDF)
    content.size = MAX_BYTES + 1
    assert sentence(check_upload, content) == "“a.pdf” is larger than 10 MB."


def test_the_sentence_is_in_the_readers_language():
    assert sentence(check_upload, upload("合同.exe", b"MZ"), language="zh-hans") == (
        "“合同.exe”不能上传。可接受的格式：PDF, DOCX, XLSX, PPTX, JPG, PNG。"
    )


def test_every_refused_file_is_named():
    words = sentence(check_uploads, [upload("a.exe", b"MZ"), upload("b.pdf", PDF), upload("c.pdf", b"")])
    assert "a.exe" in words
    assert "c.pdf" in words
    assert "b.pdf" not in words


def test_too_many_files():
    five = [upload("a.pdf", PDF)] * 5
    assert len(check_uploads(five)) == 5
    assert sentence(check_uploads, [*five, upload("a.pdf", PDF)]) == "At most 5 files, please."


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\合同.pdf", "合同.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("...", "file"),
        (".pdf", "pdf"),
        ("", "file"),
        (None, "file"),
        ('a"<b>?.pdf', "a__b__.pdf"),
        ("长" * 300 + ".docx", "长" * 145 + ".docx"),
        ("🚀 方案（终稿）.pdf", "🚀 方案（终稿）.pdf"),
    ],
)
def test_safe_name(raw, name):
    assert safe_name(raw) == name
    assert len(safe_name(raw)) <= 150


def refusing_scanner(checked):
    checked.file.read()
    raise ValidationError("“%(name)s” carries a virus.", params={"name": checked.name})


def broken_scanner(checked):
    raise ConnectionError("clamd")


def reading_scanner(checked):
    assert checked.file.read().startswith(b"%PDF-")


def test_the_scanner_may_refuse(settings):
    settings.UPLOAD_SCANNER = "tests.common.test_uploads.refusing_scanner"
    assert sentence(check_upload, upload("a.pdf", PDF)) == "“a.pdf” carries a virus."


def test_a_broken_scanner_lets_nothing_in(settings):
    settings.UPLOAD_SCANNER = "tests.common.test_uploads.broken_scanner"
    assert "could not be checked just now" in sentence(check_upload, upload("a.pdf", PDF))


def test_a_scanned_file_can_be_read_from_its_beginning(settings):
    settings.UPLOAD_SCANNER = "tests.common.test_uploads.reading_scanner"
    assert check_upload(upload("a.pdf", PDF)).file.read() == PDF


@pytest.mark.parametrize(("path", "errors"), [("", 0), ("tests.common.test_uploads.PDF", 1), ("no.such", 1)])
def test_a_wrong_scanner_is_said_at_start(settings, path, errors):
    settings.UPLOAD_SCANNER = path
    assert [error.id for error in check_upload_scanner()] == ["common.E001"] * errors


def test_a_picture_loses_position_and_comments_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010E] = "secret garden"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", size=(80, 60), exif=exif, comment=b"secret note")
    assert b"secret" in content
    kept = check_image(upload("Foto.JPG", content))
    assert kept.name == "Foto.jpg"
    raw = kept.read()
    again = Image.open(io.BytesIO(raw))
    assert (again.format, again.size) == ("JPEG", (60, 80))
    assert b"secret" not in raw
    assert not again.getexif()


@pytest.mark.parametrize(
    ("form", "mode", "name", "result"),
    [
        ("PNG", "RGBA", "a.png", "WEBP"),
        ("PNG", "RGB", "a.png", "JPEG"),
        ("PNG", "P", "a.png", "JPEG"),
        ("PNG", "I;16", "a.png", "JPEG"),
        ("JPEG", "CMYK", "a.jpg", "JPEG"),
        ("WEBP", "RGB", "a.webp", "JPEG"),
    ],
)
def test_pictures_of_every_mode_are_encoded_anew(form, mode, name, result):
    kept = check_image(upload(name, picture(form, mode)))
    assert Image.open(kept).format == result


def test_a_huge_picture_is_made_smaller():
    kept = check_image(upload("a.png", picture(size=(5000, 1000))))
    assert Image.open(kept).size == (4000, 800)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.gif", picture("GIF", "P"), "Accepted are: JPG, PNG, WEBP."),
        ("a.jpg", picture("PNG"), "cannot be opened as a picture"),
        ("a.jpg", b"<svg/>", "cannot be opened as a picture"),
        ("a.png", huge_png(30_000), "too many pixels"),
        ("a.png", b"", "is empty"),
    ],
)
def test_pictures_that_are_none(name, content, words):
    assert words in sentence(check_image, upload(name, content))
