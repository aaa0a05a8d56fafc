"""Pictures: made anew and small, nothing of the camera left, bombs and what is no picture refused in French."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from observatory.domain.errors import TooMuch, ValueRefused
from observatory.domain.transmission import LARGEST_PHOTO
from observatory.pipeline.photos import SIDE, read_pictures
from tests.suivi import camera


def png(width: int, height: int, *more: bytes) -> bytes:
    """The head of a PNG that says it is so large, whatever follows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP"])
def test_a_picture_is_small_and_tells_nothing_of_the_camera(kind: str) -> None:
    sent = camera(2_000, 1_500, kind)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)  # the place was there
    (made,) = read_pictures([sent])
    with Image.open(io.BytesIO(made.contenu)) as opened:
        assert opened.format == "JPEG" and opened.size == (made.largeur, made.hauteur) == (SIDE, 1_200)
        assert not opened.getexif() and "exif" not in opened.info and "icc_profile" not in opened.info
    for told in (b"Exif", b"MarqueDeLAppareil", b"2026:06:01"):
        assert told not in made.contenu
    assert b"MarqueDeLAppareil" in sent


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(out, "JPEG", exif=exif)
    (made,) = read_pictures([out.getvalue()])
    assert (made.largeur, made.hauteur) == (200, 300)


def test_what_is_transparent_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    (made,) = read_pictures([out.getvalue()])
    with Image.open(io.BytesIO(made.contenu)) as opened:
        assert opened.getpixel((20, 20)) == (255, 255, 255)


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.parametrize(
    "sent",
    [b"", b"bonjour", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", gif(), camera()[:2_000],
     camera(40, 40, "PNG")[:-30], png(200, 200), b"\xff\xd8\xff" + bytes(range(256)) * 40],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(ValueRefused, match="La photo 2 ne peut pas être lue"):
        read_pictures([camera(60, 40), sent])


@pytest.mark.parametrize("side", [6_000, 20_000, 60_000, 2**31 - 1])
def test_a_bomb_is_not_opened(side: int) -> None:
    with pytest.raises(ValueRefused, match="La photo 1"):
        read_pictures([png(side, side)])


def test_too_many_or_too_large_files_are_refused() -> None:
    with pytest.raises(TooMuch, match="4 au plus"):
        read_pictures([b""] * 5)
    with pytest.raises(TooMuch, match="8 Mo au plus"):
        read_pictures([b"\xff\xd8" + b"0" * LARGEST_PHOTO])
    assert read_pictures([]) == []
