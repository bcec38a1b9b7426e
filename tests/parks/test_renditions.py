import io
import logging
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageCms

from common.uploads import check_image
from common.wakeup import Patience
from parks import renditions
from parks.models import Photo, Rendition
from parks.tasks import make_renditions, sweep_photos

GPS, LATITUDE = 0x8825, 2


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(Patience, "until", 0.0)
    return tmp_path / "media"


def picture(width=2000, height=1200, mode="RGB"):
    """A picture with something in it, so that its sizes differ."""
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def encoded(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def make_photo(park, body, name="p.jpg", **fields):
    return Photo.objects.create(
        park=park, sha256="ab" * 32, alt_en="A gate", image=ContentFile(body, name=name), **fields
    )


def stored(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def opened(row):
    with row.file.open("rb") as file:
        image = Image.open(io.BytesIO(file.read()))
    image.load()
    return image


def test_sizes_are_made_in_both_formats_and_never_larger_than_the_picture(park_a):
    photo = make_photo(park_a, encoded(picture()))
    assert make_renditions.apply(args=[photo.pk]).get() == 6
    photo.refresh_from_db()
    assert photo.rendered_at is not None
    rows = photo.renditions.order_by("format", "width")
    assert list(rows.values_list("format", "width", "height")) == [
        (kind, width, height) for kind in ("jpeg", "webp") for width, height in ((480, 288), (960, 576), (1600, 960))
    ]
    for row in rows:
        image = opened(row)
        assert (image.format.lower(), image.size) == (row.format, (row.width, row.height))
        assert row.size == row.file.size
        assert row.format != "jpeg" or image.info["progressive"] == 1


@pytest.mark.parametrize(
    ("own", "made"), [(4000, [480, 960, 1600]), (1600, [480, 960, 1600]), (700, [480, 700]), (480, [480]), (31, [31])]
)
def test_the_widths_of_a_picture(own, made):
    assert renditions.widths(own) == made


def test_the_placeholder_is_a_tiny_picture_in_a_data_address(park_a):
    noise = Image.effect_noise((1200, 1200), 100).convert("RGB")
    photo = make_photo(park_a, encoded(noise))
    renditions.make(photo.pk)
    photo.refresh_from_db()
    assert photo.placeholder.startswith("data:image/webp;base64,")
    assert len(photo.placeholder) <= 600


def test_where_a_picture_was_taken_leaves_no_trace(park_a):
    exif = Image.Exif()
    exif[0x010E] = "Secret garden"
    exif.get_ifd(GPS)[LATITUDE] = (50.0, 40.0, 5.0)
    upload = encoded(picture(), exif=exif, comment=b"Secret comment")
    assert Image.open(io.BytesIO(upload)).getexif().get_ifd(GPS)[LATITUDE] == (50.0, 40.0, 5.0)
    checked = check_image(SimpleUploadedFile("gate.jpg", upload, "image/jpeg"))
    # The sizes also strip what an upload was not checked for.
    for body in (checked.read(), upload):
        photo = make_photo(park_a, body)
        assert renditions.make(photo.pk) == 6
        for row in photo.renditions.all():
            image = opened(row)
            assert not dict(image.getexif()) and "exif" not in image.info and "comment" not in image.info
            with row.file.open("rb") as file:
                assert b"Secret" not in file.read()


def test_a_picture_lying_on_its_side_is_turned(park_a):
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = make_photo(park_a, encoded(picture(1000, 500), exif=exif))
    renditions.make(photo.pk)
    assert set(photo.renditions.values_list("width", "height")) == {(480, 960), (500, 1000)}


def test_colours_of_another_profile_become_srgb(park_a):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    good = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (good, lab, b"nonsense"):
        photo = make_photo(park_a, encoded(Image.new("RGB", (500, 300), (200, 40, 60)), icc_profile=profile))
        assert renditions.make(photo.pk) == 4
        for row in photo.renditions.all():
            assert "icc_profile" not in opened(row).info


def test_what_is_transparent_stays_so_in_webp_and_is_white_in_jpeg(park_a):
    photo = make_photo(park_a, encoded(Image.new("RGBA", (200, 100), (0, 0, 0, 0)), "WEBP"), "p.webp")
    renditions.make(photo.pk)
    webp, jpeg = opened(photo.renditions.get(format="webp")), opened(photo.renditions.get(format="jpeg"))
    assert webp.getpixel((5, 5))[3] == 0
    assert jpeg.getpixel((5, 5)) == (255, 255, 255)
    photo.refresh_from_db()
    assert photo.placeholder == ""


def test_avif_is_an_option(park_a, settings):
    settings.PHOTO_AVIF = True
    photo = make_photo(park_a, encoded(picture(300, 200)))
    assert renditions.make(photo.pk) == 3
    assert opened(photo.renditions.get(format="avif")).format == "AVIF"


def test_a_second_run_changes_nothing(park_a, own_files):
    photo = make_photo(park_a, encoded(picture()))
    renditions.make(photo.pk)
    rows, files = list(Rendition.objects.values_list()), stored(own_files)
    assert renditions.make(photo.pk) == 0
    assert (list(Rendition.objects.values_list()), stored(own_files)) == (rows, files)
    assert renditions.make(10**9) == 0


@pytest.mark.parametrize("body", [b"", b"no picture", encoded(picture(300, 200))[:2000]])
def test_a_broken_file_is_told_once_and_left_alone(park_a, body, caplog, own_files):
    photo = make_photo(park_a, encoded(picture(300, 200)))
    (own_files / photo.image.name).write_bytes(body)
    with caplog.at_level(logging.ERROR):
        assert make_renditions.apply(args=[photo.pk]).get() == 0
        assert sweep_photos.apply().get() == 0
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        f"photo {photo.pk} cannot be read and stays without sizes"
    ]
    photo = Photo.objects.get()
    assert photo.rendered_at is not None and photo.placeholder == "" and not photo.renditions.exists()


def test_a_lost_file_is_like_a_broken_one(park_a):
    photo = make_photo(park_a, encoded(picture()))
    photo.image.storage.delete(photo.image.name)
    assert renditions.make(photo.pk) == 0
    assert Photo.objects.get().rendered_at is not None


def test_a_storage_that_is_away_leaves_the_photo_to_the_next_sweep(park_a, own_files, caplog):
    waiting = make_photo(park_a, encoded(picture(300, 200)))
    other = make_photo(park_a, encoded(picture(300, 200)), "q.jpg")
    path = own_files / waiting.image.name
    path.unlink()
    path.mkdir()  # reading it is an error of the file system
    assert sweep_photos.apply().get() == 2
    assert "cannot be reached" in caplog.text
    assert Photo.objects.get(pk=waiting.pk).rendered_at is None and other.renditions.count() == 2


def test_a_new_picture_replaces_its_sizes_and_its_file(park_a, own_files, django_capture_on_commit_callbacks):
    photo = make_photo(park_a, encoded(picture()))
    renditions.make(photo.pk)
    photo.refresh_from_db()
    former = stored(own_files)
    with django_capture_on_commit_callbacks(execute=True):
        photo.image = ContentFile(encoded(picture(300, 200)), name="p.jpg")
        photo.sha256 = "cd" * 32
        photo.save()
        assert set(former) <= set(stored(own_files))  # a rollback would still find them
    photo.refresh_from_db()
    assert (photo.rendered_at, photo.placeholder, photo.renditions.count()) == (None, "", 0)
    assert not set(former) & set(stored(own_files)) and len(stored(own_files)) == 1
    assert sweep_photos.apply().get() == 2


def test_other_changes_leave_the_sizes_alone(park_a, own_files):
    photo = make_photo(park_a, encoded(picture(300, 200)))
    renditions.make(photo.pk)
    photo.refresh_from_db()
    photo.alt_en = "Another word"
    photo.save()
    assert photo.renditions.count() == 2 and photo.placeholder


def test_files_go_with_the_photo_and_with_its_park(park_a, own_files, django_capture_on_commit_callbacks):
    photos = [make_photo(park_a, encoded(picture(300, 200)), f"{n}.jpg") for n in range(2)]
    for photo in photos:
        renditions.make(photo.pk)
    assert len(stored(own_files)) == 6
    with django_capture_on_commit_callbacks(execute=True):
        photos[0].delete()
    assert len(stored(own_files)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        park_a.delete()
    assert stored(own_files) == []


def test_a_picture_replaced_meanwhile_gets_no_sizes_of_the_former_one(park_a, monkeypatch, own_files):
    photo = make_photo(park_a, encoded(picture(300, 200)))
    slow = renditions._placeholder

    def replaced_meanwhile(image):
        Photo.objects.filter(pk=photo.pk).update(sha256="cd" * 32, image="photos/other.jpg")
        return slow(image)

    monkeypatch.setattr(renditions, "_placeholder", replaced_meanwhile)
    assert renditions.make(photo.pk) == 0
    assert not Rendition.objects.exists() and len(stored(own_files)) == 1


def test_files_of_a_transaction_that_fails_are_taken_back(park_a, own_files, monkeypatch):
    photo = make_photo(park_a, encoded(picture(300, 200)))
    monkeypatch.setattr(renditions, "widths", lambda own: [own, own])  # the table refuses the same size twice
    with pytest.raises(Exception, match=r"(?i)unique"):
        renditions.make(photo.pk)
    photo.refresh_from_db()
    assert photo.rendered_at is None and len(stored(own_files)) == 1


def test_a_saved_photo_wakes_the_worker_after_the_commit(park_a, settings, django_capture_on_commit_callbacks):
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
    before = set(folder.glob("*.celery.msg"))
    with django_capture_on_commit_callbacks(execute=True):
        photo = make_photo(park_a, encoded(picture(300, 200)))
        assert set(folder.glob("*.celery.msg")) == before
    (message,) = set(folder.glob("*.celery.msg")) - before
    assert "parks.tasks.make_renditions" in message.read_text()
    with django_capture_on_commit_callbacks(execute=True):
        photo.alt_en = "x"
        photo.save()
    assert len(set(folder.glob("*.celery.msg")) - before) == 1


def test_a_photo_of_a_transaction_that_failed_wakes_nobody(park_a, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError), transaction.atomic():
        make_photo(park_a, encoded(picture(300, 200)))
        raise ZeroDivisionError
    assert not [call for call in callbacks if getattr(call, "func", None) is renditions.ring]


def test_the_sweep_is_on_the_schedule(settings):
    assert settings.CELERY_BEAT_SCHEDULE["parks.sweep_photos"]["task"] == sweep_photos.name
    assert make_renditions.name == renditions.MAKE
