"""Pictures: taken in small and clean, seen by the desk, shown to others once somebody has looked at them."""

from __future__ import annotations

import datetime as dt
import io
import math
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageOps

from observatory.domain.errors import NotFound, TooMuch, ValueRefused
from observatory.domain.position import Position
from observatory.domain.roles import ACTS, DESK, WALKERS, Account
from observatory.domain.transmission import LARGEST_PHOTO, MOST_PHOTOS, Document, Photo
from observatory.pipeline.actions import action_of, action_open
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import schema_of, schema_open
from observatory.store.appels import Row, references_within
from observatory.store.database import ZONE, Cursor
from observatory.store.journal import journal_append
from observatory.store.photos import (
    COMPTE_RENDU,
    CONSTAT,
    OF_ACTION,
    photo_add,
    photo_moderate,
    photo_read,
    photos_waiting,
    walk_photos_of,
)

SIDE = 1_600
"""Pixels of the longer side, at most."""
FORMATS = ("JPEG", "PNG", "WEBP")
"""What is opened. A JPEG with more pictures behind it, as many phones write one (MPO), is one: the first is taken."""
MOST_PIXELS, MOST_PIXELS_WHOLE = 64_000_000, 24_000_000
"""A JPEG is read at a part of its size, the others whole, so that a bomb stays small."""
MOST_WAITING = 200
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew: JPEG bytes and the pixels of its sides, nothing of the camera, the place or the hour."""

    contenu: bytes
    largeur: int
    hauteur: int


def read_pictures(files: Sequence[bytes]) -> list[Picture]:
    """Files that were sent, each made anew.

    Raises
    ------
    TooMuch
        When there are more than ``MOST_PHOTOS``, or one is larger than ``LARGEST_PHOTO``.
    ValueRefused
        When one is no picture that can be read.
    """
    if len(files) > MOST_PHOTOS:
        raise TooMuch(f"{len(files)} photos : {MOST_PHOTOS} au plus. Gardez celles qui montrent le mieux.")
    return [_read_one(rank, file) for rank, file in enumerate(files, 1)]


def keep_pictures(cursor: Cursor, pictures: Sequence[Picture], compte_rendu: int, row: Row) -> list[int]:
    """Keep the pictures of a compte rendu; ``row`` gives their auteur and le."""
    return [
        photo_add(
            cursor,
            {
                "objet": COMPTE_RENDU, "objet_id": compte_rendu, "contenu": one.contenu, "largeur": one.largeur,
                "hauteur": one.hauteur, "auteur": row["auteur"], "le": row["le"], "visible": False,
            },
        )
        for one in pictures
    ]  # fmt: skip


def picture(office: Office, ident: int, account: Account) -> Document:
    """A picture with the reference of its file, for who may see it.

    The desk sees all that came with a file, and who moderates those that wait; others see those that were found fit to
    be shown, a partenaire those of its own services alone. What was taken on a walk is seen by who moderates, and once
    it is fit to be shown by the desk and by who reads walks; what shows an action likewise.

    Raises
    ------
    NotFound
        When there is none, or it is not open to the account: which of the two is not told.
    """
    row = photo_read(office.database, ident)
    if row is None or not _may_see(office, row, account):
        raise NotFound(f"Aucune photo n° {ident} ne vous est ouverte : elle attend peut-être d'être relue.")
    return Document(row["reference"], row["contenu"])


def waiting_pictures(office: Office, account: Account | None = None) -> list[Photo]:
    """The pictures that nobody has looked at, the oldest first; those alone that an account may see, where one asks."""
    rows = photos_waiting(office.database, MOST_WAITING)
    return [row_to_photo(row) for row in rows if account is None or _may_see(office, row, account)]


def file_pictures(office: Office, reference: str, account: Account) -> list[Photo]:
    """The pictures that walks took of what a file tells, those that are open to the account."""
    rows = walk_photos_of(office.database, reference)
    return [row_to_photo(row) for row in rows if _may_see_walk(office, row, account)]


def moderate(office: Office, ident: int, *, visible: bool, account: Account) -> Photo:
    """Say whether a picture is shown beyond the desk; it may be said again.

    Raises
    ------
    NotFound
        When there is none, or it lies beyond the territories of the account.
    """
    row = photo_read(office.database, ident)
    if row is None or (account.territoires and not _may_see(office, row, account)):
        raise NotFound(f"Aucune photo n° {ident} : rechargez la page.")
    now = office.clock()

    def change(cursor: Cursor) -> None:
        photo_moderate(cursor, ident, visible=visible, par=account.name, le=now)
        journal_append(
            cursor, le=now, auteur=account.name, evenement="photo relue", objet="photo", cle=str(ident),
            detail={"visible": visible},
        )  # fmt: skip

    office.database.write(change, aside=True)
    kept = photo_read(office.database, ident)
    if kept is None:
        raise NotFound(f"La photo n° {ident} vient d'être effacée.")
    return row_to_photo(kept)


def row_to_photo(row: Row) -> Photo:
    """A picture as it is listed."""
    kind = row["objet"]
    moment = kind.removeprefix("action_") if kind in OF_ACTION else ""
    return Photo(row["ident"], row["reference"], row["le"], row["visible"], row["moderee"], kind == CONSTAT, moment)


def picture_place(file: bytes) -> Position | None:
    """Where a picture says that it was taken (the GPS block of its EXIF); None where it does not, or not well.

    To be asked before :func:`read_pictures`, which leaves it behind. Degrees, minutes and seconds are rationals; the
    reference letters (N or S, E or W) give the signs, and without both there is no place (EXIF 2.32, GPS IFD).
    """
    told = _exif(file, ExifTags.IFD.GPSInfo)
    lat = _degrees(told.get(ExifTags.GPS.GPSLatitude), told.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90.0)
    lon = _degrees(told.get(ExifTags.GPS.GPSLongitude), told.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180.0)
    if lat is None or lon is None or (lat == 0.0 and lon == 0.0):  # cameras without a fix write zeros
        return None
    return Position(lat=lat, lon=lon)


def picture_instant(file: bytes) -> dt.datetime | None:
    """When a picture says that it was taken, on the clock of Paris; None where it does not say."""
    key = ExifTags.Base.DateTimeOriginal
    told = _exif(file, ExifTags.IFD.Exif).get(key) or _exif(file).get(key)
    try:
        return dt.datetime.strptime(str(told).strip("\x00 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=ZoneInfo(ZONE))
    except ValueError:
        return None


def _exif(file: bytes, block: ExifTags.IFD | None = None) -> dict[int, Any]:
    """What the camera wrote beside a picture; nothing where that cannot be read: the reading of the file tells."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about a damaged block: it then holds nothing
            with Image.open(io.BytesIO(file), formats=FORMATS) as opened:
                exif = opened.getexif()
                return dict(exif if block is None else exif.get_ifd(block))
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        TypeError,
        KeyError,
        struct.error,
        Image.DecompressionBombError,
    ):
        return {}


def _degrees(parts: object, letter: object, letters: str, most: float) -> float | None:
    """Degrees, minutes, seconds and the letter of their side, as signed degrees; None where they cannot be."""
    side = letter.decode("ascii", "ignore") if isinstance(letter, bytes) else str(letter or "")
    side = side.strip("\x00 ").upper()[:1]
    if not side or side not in letters or not isinstance(parts, tuple) or len(parts) != 3:
        return None
    try:
        degrees, minutes, seconds = (float(one) for one in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not all(map(math.isfinite, (degrees, minutes, seconds))) or min(degrees, minutes, seconds) < 0:
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if minutes >= 60 or seconds >= 60 or found > most:
        return None
    return -found if side == letters[1] else found


def _may_see(office: Office, row: Row, account: Account) -> bool:
    if row["objet"] == CONSTAT:
        return _may_see_walk(office, row, account)
    if row["objet"] in OF_ACTION:
        return may_see_action_photo(office, row, account)
    if account.territoires and not references_within(office.database, [row["reference"]], account.territoires):
        return False
    if account.holds_any(DESK) or account.holds_any(ACTS["moderer"]):
        return True
    return row["visible"] and row["service"] in account.services and row["repondant"] in account.services


def may_see_action_photo(office: Office, row: Row, account: Account) -> bool:
    """Whether a picture of an action is open to an account: to who reads plans, once somebody has looked at it."""
    if account.territoires:
        action = action_of(office, row["objet_id"])
        if not schema_open(schema_of(office, action.schema), account) or not action_open(office, action, account):
            return False
    if account.holds_any(ACTS["moderer"]):
        return True
    return bool(row["visible"]) and account.holds_any(DESK | WALKERS)


def _may_see_walk(office: Office, row: Row, account: Account) -> bool:
    """Whether a picture of a walk is open to an account: it is never, before somebody looked at it, beyond who does."""
    if account.territoires:
        _, around = office.territories_at(row["cell"], row["lat"], row["lon"], office.today())
        if account.territoires.isdisjoint(around):
            return False
    if account.holds_any(ACTS["moderer"]):
        return True
    if not row["visible"]:
        return False
    return account.holds_any(DESK | WALKERS) or row["service"] in account.services


def _read_one(rank: int, file: bytes) -> Picture:
    if len(file) > LARGEST_PHOTO:
        raise TooMuch(f"La photo {rank} fait {len(file) / 2**20:.0f} Mo : {LARGEST_PHOTO // 2**20} Mo au plus.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # bounded below, more strictly
            with Image.open(io.BytesIO(file), formats=FORMATS) as opened:
                width, height = opened.size
                most = MOST_PIXELS_WHOLE if opened.format in ("PNG", "WEBP") else MOST_PIXELS
                if width * height > most:
                    raise TooMuch(f"La photo {rank} a {width} × {height} points : prenez-la en plus petit.")
                return _made_anew(opened)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValueRefused(
            f"La photo {rank} ne peut pas être lue : envoyez une image JPEG, PNG ou WebP, entière."
        ) from error


def _made_anew(opened: Image.Image) -> Picture:
    """The picture upright, small, in JPEG; what stood beside the picture in the file is left there."""
    opened.draft("RGB", (SIDE, SIDE))
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((SIDE, SIDE))
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(out.getvalue(), *plain.size)
