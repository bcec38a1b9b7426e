"""What the outermost middleware makes of strange requests."""

import pytest

CODECS = ["hex", "zlib", "rot13", "nonsense"]
FORM = b'--x\r\nContent-Disposition: form-data; name="reference"\r\n\r\nPB-2026-999999\r\n--x--\r\n'


@pytest.mark.parametrize("codec", CODECS)
def test_a_codec_that_is_no_text_encoding_is_read_as_utf8(client, db, codec):
    page = client.get("/en/parks/?q=%E4%B8%AD", CONTENT_TYPE=f"text/html; charset={codec}")
    assert page.status_code == 200
    assert 'value="中"' in page.content.decode()


@pytest.mark.parametrize("codec", CODECS)
def test_a_posted_form_in_such_a_codec_is_read_too(client, db, codec):
    page = client.generic(
        "POST", "/en/inquiry/find/", FORM, content_type=f"multipart/form-data; boundary=x; charset={codec}"
    )
    assert page.status_code < 500
    assert "PB-2026-999999" in page.content.decode()
