"""What the browser keeps for us: signed, out of reach of scripts, sent to this office alone."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, Signer
from starlette.responses import Response
from starlette.types import Scope

SESSION, FORM = "observatoire_session", "observatoire_formulaire"


@dataclass(frozen=True)
class Cookies:
    """Makes and reads the cookies of one office. ``secure``: they travel over HTTPS alone."""

    secret: str
    secure: bool = False

    def set_session(self, response: Response, token: str) -> None:
        """Give the browser its session; it forgets it when it closes."""
        self._set(response, SESSION, self._signer("session").sign(token).decode())

    def clear_session(self, response: Response) -> None:
        """Take the session back."""
        response.delete_cookie(SESSION, httponly=True, samesite="lax", secure=self.secure)

    def session(self, scope: Scope) -> str | None:
        """The token of the request's session, or None where there is none or its signature is not ours."""
        value = _cookie(scope, SESSION)
        try:
            return self._signer("session").unsign(value).decode() if value else None
        except (BadSignature, UnicodeDecodeError):
            return None

    def form_nonce(self, scope: Scope) -> str | None:
        """What ties a form of somebody who is not logged in to their browser."""
        return _cookie(scope, FORM)

    def set_form_nonce(self, response: Response, nonce: str) -> None:
        """Keep that in the browser."""
        self._set(response, FORM, nonce)

    def form_token(self, nonce: str) -> str:
        """The token that a form must bear: no other site can know it (CSRF)."""
        return self._signer("formulaire").get_signature(nonce).decode()

    def form_is_ours(self, nonce: str | None, token: str) -> bool:
        """Whether a form was made by us for that browser."""
        return bool(nonce) and secrets.compare_digest(self.form_token(nonce or "").encode(), token.encode())

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value, httponly=True, samesite="lax", secure=self.secure, path="/")

    def _signer(self, salt: str) -> Signer:
        return Signer(self.secret, salt=f"observatoire.{salt}", key_derivation="hmac", digest_method=hashlib.sha256)


def _cookie(scope: Scope, name: str) -> str | None:
    text = "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie")
    if not text:
        return None
    for part in text.split(";"):
        try:
            found = SimpleCookie(part.strip()).get(name)
        except CookieError:  # another program's cookie, which is none of ours
            continue
        if found is not None:
            return found.value
    return None
