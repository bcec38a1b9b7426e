"""What the outermost middleware makes of strange requests."""

import pytest

CODECS = ["hex", "zlib", "rot13", "nonsense"]


@pytest.mark.parametrize("codec", CODECS)
def test_a_codec_that_is_no_text_encoding_is_read_as_utf8(client, db, codec):
    page = client.generic("GET", "/en/parks/?q=%E4%B8%AD", content_type=f"text/html; charset={codec}")
    assert page.status_code == 200
    assert 'value="中"' in page.content.decode()


@pytest.mark.parametrize("codec", CODECS)
def test_a_posted_form_in_such_a_codec_is_read_too(client, db, codec):
    form = f"application/x-www-form-urlencoded; charset={codec}"
    page = client.generic("POST", "/en/inquiry/find/", b"reference=PB-2026-999999", content_type=form)
    assert page.status_code < 500
