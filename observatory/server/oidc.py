"""Logging in with an OpenID Connect provider: ProConnect for French agents, any other by configuration.

Authorization code with PKCE, ``state`` and ``nonce`` (Authlib); what the provider says of the person may be JSON or, as
ProConnect does it, a signed JWT, which is checked with the provider's keys (joserfc).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router

from observatory.domain.errors import NotAllowed
from observatory.pipeline.comptes import account_of_subject
from observatory.server.connexion import Reception, own_path
from observatory.settings import OpenIdSettings

log = logging.getLogger(__name__)

_NAME = "agent"
_MINUTES = 10
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures that are taken: never « none », never one made with a shared secret."""


class OpenId:
    """The way by a provider."""

    def __init__(self, settings: OpenIdSettings, reception: Reception, public_url: str = ""):
        self._settings = settings
        self._reception = reception
        self._public_url = public_url.rstrip("/")
        registry = OAuth()
        registry.register(
            _NAME,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            client_kwargs={"scope": settings.scopes, "code_challenge_method": "S256", "trust_env": False},
        )
        self._client: Any = registry.create_client(_NAME)

    def routes(self, secret: str, *, secure: bool) -> list[BaseRoute]:
        """The routes; what must be remembered between them lies in a signed cookie of ten minutes."""
        inner = Router([Route("/depart", self.leave), Route("/retour", self.back)])
        kept = SessionMiddleware(
            inner, f"{secret}.oidc", session_cookie="observatoire_oidc", max_age=60 * _MINUTES, same_site="lax",
            https_only=secure, path="/oidc",
        )  # fmt: skip
        return [Mount("/oidc", app=kept)]

    async def leave(self, request: Request) -> Response:
        """To the provider."""
        request.session.clear()
        request.session["suite"] = own_path(request.query_params.get("suite", ""))
        here = self._public_url or str(request.base_url).removesuffix("/").removesuffix("/oidc")
        try:
            response: Response = await self._client.authorize_redirect(request, f"{here}/oidc/retour")
        except (httpx.HTTPError, OAuthError, KeyError, ValueError) as error:
            return self._unreachable(error)
        return response

    async def back(self, request: Request) -> Response:
        """From the provider: who is it, and which account is theirs."""
        suite = own_path(str(request.session.get("suite", "/")))
        try:
            token = await self._client.authorize_access_token(request)
            claims = await self._claims(token)
        except OAuthError as error:
            log.warning("log-in refused by the provider or by us: %s", error.error)
            return self._reception.refused(
                f"La connexion avec {self._settings.name} n'a pas abouti ({error.error}) : recommencez depuis la "
                "page de connexion.",
                401,
            )
        except JoseError as error:
            log.warning("a token of the provider could not be verified: %s", error)
            return self._reception.refused(
                f"{self._settings.name} a envoyé une réponse mal signée : la connexion est refusée.",
                401,
            )
        except (httpx.HTTPError, KeyError, ValueError) as error:
            return self._unreachable(error)
        finally:
            request.session.clear()
        workers, office = self._reception.workers, self._reception.office
        try:
            ident = await workers.run(account_of_subject, office, self._settings.issuer, claims)
        except NotAllowed as error:
            return self._reception.refused(error.message)
        return await self._reception.enter(request, ident, suite)

    async def _claims(self, token: Mapping[str, Any]) -> Mapping[str, object]:
        """What the provider says of the person: the subject of the signed token, and who that is."""
        signed: Mapping[str, object] = token["userinfo"]
        metadata = await self._client.load_server_metadata()
        if signed.get("email") or "userinfo_endpoint" not in metadata:
            return signed
        answer = await self._client.get(metadata["userinfo_endpoint"], token=token)
        answer.raise_for_status()
        if answer.headers.get("content-type", "").startswith("application/jwt"):
            keys = KeySet.import_key_set(await self._client.fetch_jwk_set())
            more: Mapping[str, object] = jwt.decode(answer.text, keys, algorithms=_ALGORITHMS).claims
        else:
            more = answer.json()
        if more.get("sub") != signed["sub"]:
            raise OAuthError("sub_mismatch", "the two answers of the provider speak of two persons")
        return {**more, **signed}

    def _unreachable(self, error: Exception) -> Response:
        log.warning("the provider cannot be used: %r", error)
        return self._reception.refused(
            f"{self._settings.name} ne répond pas comme attendu. Réessayez, ou prévenez l'administrateur.",
            502,
        )
