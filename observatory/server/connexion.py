"""The pages of the door: log in, log out, one's own account, invitations."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.domain.errors import NotAllowed, ObservatoryError, TooMuch
from observatory.domain.pages import DOORSTEP
from observatory.domain.roles import Account
from observatory.pipeline.comptes import (
    DEMO_PASSWORD,
    accept_invitation,
    authenticate,
    change_password,
    demo_accounts,
    invited_roles,
)
from observatory.pipeline.office import Office
from observatory.pipeline.sessions import token_to_mark
from observatory.present.labels import ROLES
from observatory.server.cookies import Cookies
from observatory.server.keys import Bucket, Buckets
from observatory.server.workers import Workers
from observatory.store.comptes import accounts_read
from observatory.store.reference import CITY_NAME, meta_get

PAGES_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What our own pages may load: nothing at all but their style."""
_FAILURES_A_MINUTE = 30
"""Failed attempts to log in from one address; those of one account are counted apart, and last."""
_GABARITS = Path(__file__).parent / "gabarits"
_TEMPLATES = Environment(loader=FileSystemLoader(_GABARITS), autoescape=True)


@dataclass
class Reception:
    """Receives people at the door of one office."""

    office: Office
    cookies: Cookies
    workers: Workers
    provider: str = ""

    def __post_init__(self) -> None:
        self._buckets = Buckets()

    def routes(self) -> list[BaseRoute]:
        """Its routes."""
        return [
            Route("/connexion", self.log_in_page, methods=["GET"]),
            Route("/connexion", self.log_in, methods=["POST"]),
            Route("/deconnexion", self.log_out, methods=["POST"]),
            Route("/compte", self.account_page, methods=["GET"]),
            Route("/compte", self.account_change, methods=["POST"]),
            Route("/compte/etat", self.state, methods=["GET"]),
            Route("/compte/porte.js", self.script, methods=["GET"]),
            Route("/invitation/{jeton}", self.invitation_page, methods=["GET"]),
            Route("/invitation/{jeton}", self.invitation_use, methods=["POST"]),
        ]

    async def log_in_page(self, request: Request) -> Response:
        """The form; who is logged in already goes on."""
        suite = own_path(request.query_params.get("suite", ""))
        if request.state.account is not None:
            return RedirectResponse(suite, 303)
        said = "Votre session est terminée : connectez-vous pour continuer." if request.query_params.get("fin") else ""
        return await self._log_in_form(request, suite, said=said, good=bool(said))

    async def log_in(self, request: Request) -> Response:
        """Open a session for a name and a password."""
        form = await request.form(max_files=0, max_fields=10)
        suite, name = own_path(str(form.get("suite", ""))), str(form.get("identifiant", ""))
        if not self.cookies.form_is_ours(self.cookies.form_nonce(request.scope), str(form.get("jeton", ""))):
            said = "Le formulaire était ouvert depuis trop longtemps : recommencez."
            return await self._log_in_form(request, suite, said=said, name=name, status=403)
        bucket = self.bucket(request)
        try:
            _not_too_often(bucket)
            ident = await self.workers.run(authenticate, self.office, name, str(form.get("mot_de_passe", "")))
        except (NotAllowed, TooMuch) as error:
            bucket.take()
            status = 429 if isinstance(error, TooMuch) else 401
            return await self._log_in_form(request, suite, said=error.message, name=name, status=status)
        return await self.enter(request, ident, suite)

    async def enter(self, request: Request, ident: int, suite: str) -> Response:
        """A new session in the browser, whatever it had before (no session is taken over), and on to the page."""
        if request.state.mark:
            await self.workers.run(self.office.sessions.close, request.state.mark)
        token = await self.workers.run(self.office.sessions.open, ident)
        response = RedirectResponse(self._doorstep(token, suite), 303, headers={"Cache-Control": "no-store"})
        self.cookies.set_session(response, token)
        return response

    def _doorstep(self, token: str, suite: str) -> str:
        """Where somebody goes who asked for no page: to their own page where one role alone has one."""
        account = self.office.sessions.account(token_to_mark(token))
        if suite != "/" or account is None or len(account.roles) != 1:
            return suite
        return DOORSTEP.get(next(iter(account.roles)), suite)

    async def log_out(self, request: Request) -> Response:
        """End this session, or every session of the account."""
        form = await request.form(max_files=0, max_fields=10)
        account: Account = request.state.account
        if not self.cookies.form_is_ours(request.state.mark, str(form.get("jeton", ""))):
            return await self._account_form(request, said="Recommencez depuis cette page.", status=403)
        if form.get("partout"):
            await self.workers.run(self.office.sessions.end_account, account.ident)
        else:
            await self.workers.run(self.office.sessions.close, request.state.mark)
        await self.workers.run(self.office.drafts().clear, account.name)
        response = RedirectResponse("/connexion", 303, headers={"Clear-Site-Data": '"cache", "storage"'})
        self.cookies.clear_session(response)
        return response

    async def account_page(self, request: Request) -> Response:
        """Who is logged in, and how to leave."""
        return await self._account_form(request)

    async def account_change(self, request: Request) -> Response:
        """Change one's own password; the other sessions end, this one goes on under a new cookie."""
        form = await request.form(max_files=0, max_fields=10)
        account: Account = request.state.account
        if not self.cookies.form_is_ours(request.state.mark, str(form.get("jeton", ""))):
            return await self._account_form(request, said="Recommencez depuis cette page.", status=403)
        old, new = str(form.get("ancien", "")), str(form.get("nouveau", ""))
        if new != str(form.get("encore", "")):
            return await self._account_form(request, said="Les deux nouveaux mots de passe diffèrent.", status=422)
        try:
            await self.workers.run(change_password, self.office, account.ident, old, new)
        except ObservatoryError as error:
            said = "Le mot de passe actuel est faux." if isinstance(error, NotAllowed) else error.message
            return await self._account_form(request, said=said, status=422)
        return await self.enter(request, account.ident, "/")

    async def state(self, _: Request) -> Response:
        """Nothing, as long as the door lets it through."""
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    async def script(self, _: Request) -> Response:
        """What the pages of the dashboard do when the session ends."""
        return FileResponse(_GABARITS / "porte.js", media_type="text/javascript")

    async def invitation_page(self, request: Request) -> Response:
        """The form with which an invited person makes an account."""
        return await self._invitation_form(request)

    async def invitation_use(self, request: Request) -> Response:
        """Make the account and open its first session."""
        form = await request.form(max_files=0, max_fields=10)
        fields = {one: str(form.get(one, "")) for one in ("identifiant", "nom", "nouveau", "encore", "jeton")}
        if not self.cookies.form_is_ours(self.cookies.form_nonce(request.scope), fields["jeton"]):
            said = "Le formulaire était ouvert depuis trop longtemps : recommencez."
            return await self._invitation_form(request, said=said, fields=fields, status=403)
        if fields["nouveau"] != fields["encore"]:
            return await self._invitation_form(
                request, said="Les deux mots de passe diffèrent.", fields=fields, status=422
            )
        try:
            ident = await self.workers.run(
                accept_invitation, self.office, request.path_params["jeton"], fields["identifiant"], fields["nom"],
                fields["nouveau"],
            )  # fmt: skip
        except ObservatoryError as error:
            return await self._invitation_form(request, said=error.message, fields=fields, status=422)
        return await self.enter(request, ident, "/")

    def page(self, template: str, /, *, status: int = 200, **values: object) -> HTMLResponse:
        """One of our pages."""
        city = meta_get(self.office.database, CITY_NAME, "Observatoire de la tranquillité publique")
        text = _TEMPLATES.get_template(template).render(city=city, **{"said": "", "good": False, **values})
        return HTMLResponse(text, status, {"Cache-Control": "no-store", "Content-Security-Policy": PAGES_CSP})

    def refused(self, message: str, status: int = 403) -> HTMLResponse:
        """A page that says why the door stays shut."""
        return self.page("message.html", heading="La porte reste fermée", said=message, status=status)

    async def _log_in_form(
        self, request: Request, suite: str, *, said: str = "", good: bool = False, name: str = "", status: int = 200
    ) -> Response:
        demo = await self.workers.run(demo_accounts, self.office)
        return self.with_nonce(
            request,
            lambda token: self.page(
                "connexion.html", status=status, token=token, suite=suite, said=said, good=good, name=name, demo=demo,
                password=DEMO_PASSWORD, words=ROLES, provider=self.provider,
            ),
        )  # fmt: skip

    async def _account_form(self, request: Request, *, said: str = "", status: int = 200) -> Response:
        account: Account = request.state.account
        known = await self.workers.run(accounts_read, self.office.database)
        by_password = any(one.ident == account.ident and one.par_mot_de_passe for one in known)
        return self.page(
            "compte.html", status=status, account=account, roles=[ROLES[role] for role in sorted(account.roles)],
            token=self.cookies.form_token(request.state.mark), said=said, by_password=by_password,
        )  # fmt: skip

    async def _invitation_form(
        self, request: Request, *, said: str = "", fields: dict[str, str] | None = None, status: int = 200
    ) -> Response:
        roles = await self.workers.run(invited_roles, self.office, request.path_params["jeton"])
        if roles is None:
            return self.refused("Cette invitation a déjà servi ou a expiré : demandez-en une autre.", 410)
        typed = fields or {}
        return self.with_nonce(
            request,
            lambda token: self.page(
                "invitation.html", status=status, token=token, said=said, name=typed.get("identifiant", ""),
                shown=typed.get("nom", ""), roles=[ROLES[role] for role in roles],
            ),
        )  # fmt: skip

    def with_nonce(self, request: Request, make: Callable[[str], HTMLResponse]) -> Response:
        """A page made with the token of its form, tied to a browser that nobody is logged in with."""
        known = self.cookies.form_nonce(request.scope)
        nonce = known or secrets.token_urlsafe(16)
        response = make(self.cookies.form_token(nonce))
        if not known:
            self.cookies.set_form_nonce(response, nonce)
        return response

    def bucket(self, request: Request) -> Bucket:
        """The failures of the address that asks."""
        address = request.client.host if request.client else ""
        return self._buckets.of(address, _FAILURES_A_MINUTE)


def _not_too_often(bucket: Bucket) -> None:
    wait = bucket.wait()
    if wait:
        raise TooMuch(f"Trop d'essais depuis votre réseau : attendez {wait:.0f} s, puis recommencez.")


def own_path(suite: str) -> str:
    """The path to go on to, if it is one of this office; else its first page (no open redirect)."""
    suite = unquote(suite) if suite.startswith("%2F") else suite
    parts = urlsplit(suite)
    inner = not parts.scheme and not parts.netloc and suite.startswith("/") and not suite.startswith(("//", "/\\"))
    clean = suite.isprintable() and "\\" not in suite
    return suite if inner and clean and not parts.path.startswith(("/connexion", "/deconnexion")) else "/"
