import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits count in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def default_language():
    """A request leaves its language active in the thread; the next test starts from the default again."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def media(settings, tmp_path):
    """Uploaded files go to a folder of this test; returns a function that lists them."""
    settings.MEDIA_ROOT = tmp_path

    def stored(folder="attachments"):
        return sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / folder).rglob("*") if path.is_file())

    return stored
