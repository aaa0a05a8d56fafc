"""The form of a survey: opened by a link that a poster bears, without an account, a cookie or a script.

What is sent is kept once for the key that the form bears. How often an address sends is known in memory alone, for a
minute. The link is in no log; the door's ``Referrer-Policy: same-origin`` names it to no other site, and lets the form
say where it comes from.
"""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from observatory.domain.enquete import LONGEST_COMMENT, Formulaire
from observatory.domain.errors import NotAllowed, ObservatoryError, StateError, TooMuch
from observatory.domain.questionnaire import COMMENT
from observatory.pipeline.reponses_enquete import PATH, survey_answer, survey_form
from observatory.pipeline.sessions import token_to_mark
from observatory.present.labels import day
from observatory.server.connexion import Reception
from observatory.server.door import LARGEST_FORM
from observatory.server.keys import Buckets

KEY = "cle"
SENDINGS_A_MINUTE = 20
"""From one address: a classroom or a market behind one antenna, not a program."""
LINK_A_MINUTE = 120
"""By one link, from wherever: it is on a wall, and anybody may photograph it."""
_MOST_FIELDS = 60
_LONGEST_TOKEN = 200


def survey_routes(reception: Reception) -> list[BaseRoute]:
    """The routes of the form."""
    surveys = Surveys(reception)
    return [
        Route(PATH + "{jeton}", surveys.read, methods=["GET"]),
        Route(PATH + "{jeton}", surveys.send, methods=["POST"]),
    ]


class Surveys:
    """Receives residents at the door of one office."""

    def __init__(self, reception: Reception):
        self._reception = reception
        self._office = reception.office
        self._buckets = Buckets()

    async def read(self, request: Request) -> Response:
        """The form."""
        try:
            shown = await self._opened(request)
        except ObservatoryError as error:
            return self._closed(error)
        return self._form(shown, {KEY: secrets.token_urlsafe(16)})

    async def send(self, request: Request) -> Response:
        """Keep what was answered; what is wrong with it is said over the form, as it was filled in."""
        try:
            shown = await self._opened(request)
        except ObservatoryError as error:
            return self._closed(error)
        try:
            typed = await _typed(request)
        except TooMuch as error:
            return self._closed(error, 413)
        except ClientDisconnect:  # a button that is pressed twice: the second sending follows, under the same key
            return Response(status_code=400)
        wait = max(
            self._buckets.of(f"adresse {request.client.host if request.client else ''}", SENDINGS_A_MINUTE).take(),
            self._buckets.of(f"lien {token_to_mark(_token(request))}", LINK_A_MINUTE).take(),
        )
        if wait:
            said = f"Trop d'envois en même temps : attendez {wait:.0f} s, puis renvoyez. Vos réponses sont encore là."
            return self._form(shown, typed, said, 429)
        given = {one.code: typed.get(one.code, "") for one in shown.questions}
        try:
            await self._reception.workers.run(self._kept, _token(request), typed, given)
        except (NotAllowed, StateError) as error:
            return self._closed(error)
        except ObservatoryError as error:
            return self._form(shown, typed, error.message, 422)
        return self._reception.page("enquete_finie.html", heading="Merci", said=_THANKS, good=True)

    async def _opened(self, request: Request) -> Formulaire:
        """What the link opens, for who does not try too many that open nothing.

        Raises
        ------
        NotAllowed, StateError
            When it opens nothing, or nothing any more.
        TooMuch
        """
        failures = self._reception.bucket(request)
        wait = failures.wait()
        if wait:
            raise TooMuch(f"Trop d'essais depuis votre réseau : attendez {wait:.0f} s, puis recommencez.")
        try:
            return await self._reception.workers.run(self._shown, _token(request))
        except NotAllowed:
            failures.take()
            raise

    def _shown(self, token: str) -> Formulaire:
        with self._office.database.in_use():
            return survey_form(self._office, token)

    def _kept(self, token: str, typed: dict[str, str], given: dict[str, str]) -> bool:
        with self._office.database.in_use():
            return survey_answer(self._office, token, typed.get(KEY, ""), given, typed.get(COMMENT, ""))

    def _form(self, shown: Formulaire, typed: dict[str, str], said: str = "", status: int = 200) -> Response:
        return self._reception.page(
            "enquete.html", status=status, said=said, enquete=shown, typed=typed, fin=day(shown.fin),
            longest=LONGEST_COMMENT,
        )  # fmt: skip

    def _closed(self, error: ObservatoryError, status: int = 0) -> Response:
        status = status or (429 if isinstance(error, TooMuch) else 404 if isinstance(error, NotAllowed) else 410)
        heading = _HEADINGS[status]
        return self._reception.page("enquete_finie.html", heading=heading, said=error.message, status=status)


_HEADINGS = {404: "Pas d'enquête ici", 410: "Enquête fermée", 413: "Envoi refusé", 429: "Un instant"}
_THANKS = "Vos réponses sont enregistrées, une seule fois. Rien n'y dit qui vous êtes."


def _token(request: Request) -> str:
    return str(request.path_params["jeton"])[:_LONGEST_TOKEN]


async def _typed(request: Request) -> dict[str, str]:
    """What a form sent, by name.

    Raises
    ------
    TooMuch
        When it is larger than a form is, whatever its headers say, or has too many fields.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise TooMuch("Cet envoi est trop grand : rechargez la page, puis répondez de nouveau.")
    try:
        read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise TooMuch("Cet envoi a trop de champs : rechargez la page, puis répondez de nouveau.") from error
    return {name: values[0] for name, values in read.items()}
