"""The page of a one-time link: a service without an account reads one file and says what it does about it."""

from __future__ import annotations

import datetime as dt
import math

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive

from observatory.domain.errors import NotAllowed, ObservatoryError, TooMuch, ValueRefused
from observatory.domain.transmission import (
    LARGEST_PHOTO,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_PHOTOS,
    Fiche,
    Reponse,
    Suite,
)
from observatory.pipeline.comptes_rendus import link_answer, link_open
from observatory.present.labels import day_of, instant
from observatory.server.connexion import Reception
from observatory.server.door import LARGEST_ANSWER

PATH = "/reponse/{jeton}"
_TYPED = ("suite", "texte", "motif", "prevu_le", "surface_m2", "cout_euros")
_LONGEST_TOKEN = 200
_MOST_FILES = 20
"""Files that are counted before it is said that they are too many."""


def answer_routes(reception: Reception) -> list[BaseRoute]:
    """The routes of the link: reading uses it up no more than a mail filter may, an answer that is kept does."""
    return [
        Route(PATH, Answers(reception).read, methods=["GET"]),
        Route(PATH, Answers(reception).send, methods=["POST"]),
    ]


class Answers:
    """Receives the answers of services at the door of one office."""

    def __init__(self, reception: Reception):
        self._reception = reception
        self._office = reception.office

    async def read(self, request: Request) -> Response:
        """The file and the form."""
        try:
            fiche = await self._opened(request)
        except ObservatoryError as error:
            return self._closed(error)
        return self._form(request, fiche)

    async def send(self, request: Request) -> Response:
        """Keep an answer; what is wrong with it is said over the form, as it was filled in."""
        try:
            fiche = await self._opened(request)  # before the body: nobody sends pictures to a link that is none
            form = await _bounded(request).form(max_files=_MOST_FILES, max_fields=20)
        except ObservatoryError as error:
            return self._closed(error)
        except HTTPException:
            said = "Cet envoi ne se lit pas : remplissez la page de nouveau, avec moins de photos."
            return self._form(request, fiche, said=said, status=400)
        try:
            return await self._answered(request, fiche, form)
        finally:
            await form.close()

    async def _answered(self, request: Request, fiche: Fiche, form: FormData) -> Response:
        typed = {name: str(form.get(name, "")) for name in _TYPED}
        cookies = self._reception.cookies
        if not cookies.form_is_ours(cookies.form_nonce(request.scope), str(form.get("jeton", ""))):
            said = "Le formulaire était ouvert depuis trop longtemps : envoyez-le de nouveau."
            return self._form(request, fiche, said=said, typed=typed, status=403)
        try:
            reponse = form_to_reponse(typed, await _photos(form))
            await self._reception.workers.run(self._kept, self._token(request), reponse)
        except NotAllowed as error:
            return self._closed(error)
        except ObservatoryError as error:
            again = " Choisissez de nouveau vos photos." if _sent(form) else ""
            return self._form(request, fiche, said=error.message + again, typed=typed, status=422)
        return self._reception.page("reponse_close.html", heading="Merci", said=_THANKS, good=True)

    async def _opened(self, request: Request) -> Fiche:
        """The file of the link, for who does not try too many.

        Raises
        ------
        NotAllowed
            When the link cannot be used.
        TooMuch
            When too many were tried from one address.
        """
        bucket = self._reception.bucket(request)
        wait = bucket.wait()
        if wait:
            raise TooMuch(f"Trop d'essais depuis votre réseau : attendez {wait:.0f} s, puis recommencez.")
        try:
            return await self._reception.workers.run(self._in_use, self._token(request))
        except NotAllowed:
            bucket.take()
            raise

    def _in_use(self, token: str) -> Fiche:
        with self._office.database.in_use():
            return link_open(self._office, token)

    def _kept(self, token: str, reponse: Reponse) -> None:
        with self._office.database.in_use():
            link_answer(self._office, token, reponse)

    def _token(self, request: Request) -> str:
        return str(request.path_params["jeton"])[:_LONGEST_TOKEN]

    def _closed(self, error: ObservatoryError) -> Response:
        status = 429 if isinstance(error, TooMuch) else 410 if isinstance(error, NotAllowed) else 422
        return self._reception.page(
            "reponse_close.html", heading="Pas de réponse ici", said=error.message, status=status
        )

    def _form(
        self, request: Request, fiche: Fiche, *, said: str = "", typed: dict[str, str] | None = None, status: int = 200
    ) -> Response:
        today = self._office.today()
        return self._reception.with_nonce(
            request,
            lambda token: self._reception.page(
                "reponse.html", status=status, token=token, said=said, fiche=fiche, typed=typed or {},
                recu=day_of(fiche.recu_le), promesse=instant(fiche.echeance) if fiche.echeance else "",
                today=today.isoformat(), last=(today + dt.timedelta(days=365)).isoformat(), most=MOST_PHOTOS,
                longest=LONGEST_TEXT, line=LONGEST_LINE, megabytes=LARGEST_PHOTO // 2**20,
            ),
        )  # fmt: skip


_THANKS = "Votre réponse est enregistrée. L'office la relit, puis prévient les habitants. Ce lien ne sert plus."


def form_to_reponse(typed: dict[str, str], photos: list[bytes]) -> Reponse:
    """What was filled in, as an answer.

    Raises
    ------
    ValueRefused
        When nothing was chosen, or a day or a number cannot be read.
    """
    if typed["suite"] not in set(Suite):
        raise ValueRefused("Dites d'abord ce que fait votre service : fait, prévu ou refusé.")
    try:
        planned = dt.date.fromisoformat(typed["prevu_le"]) if typed["prevu_le"].strip() else None
    except ValueError as error:
        raise ValueRefused(f"« {typed['prevu_le'][:20]} » n'est pas une date : écrivez 2026-03-05.") from error
    return Reponse(
        Suite(typed["suite"]), typed["texte"], typed["motif"], planned, _number(typed["surface_m2"]),
        _number(typed["cout_euros"]), tuple(photos),
    )  # fmt: skip


def _number(text: str) -> float | None:
    plain = text.strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueRefused(f"« {text[:20]} » n'est pas un nombre : écrivez par exemple 12,5.")
    return value


def _sent(form: FormData) -> list[UploadFile]:
    return [one for one in form.getlist("photos") if isinstance(one, UploadFile) and one.filename]


async def _photos(form: FormData) -> list[bytes]:
    """The pictures, none of which is read when it is too large."""
    found = []
    for rank, one in enumerate(_sent(form), 1):
        if (one.size or 0) > LARGEST_PHOTO:
            raise TooMuch(f"La photo {rank} est trop grande : {LARGEST_PHOTO // 2**20} Mo au plus.")
        found.append(await one.read())
    return found


def _bounded(request: Request) -> Request:
    """The same request, whose body ends with an error when it is larger than is taken, whatever its headers say."""
    return Request(request.scope, _counted(request.receive))


def _counted(receive: Receive) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_ANSWER:
            raise TooMuch(f"Cet envoi est trop grand : {MOST_PHOTOS} photos de {LARGEST_PHOTO // 2**20} Mo au plus.")
        return message

    return counted
