"""What the dossier of a walk gathers: what was told near its stops in fives, what was left there before, its link."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from observatory.client import connect
from observatory.domain.calendrier import PARIS
from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.marche import Arret, Genre, Marche, Plan
from observatory.domain.roles import Account, Role
from observatory.pipeline.dossier_marche import gathered, marche_by_reference, walk_dossier, walk_map
from observatory.pipeline.liens_marche import lien_create, liens_list, liens_revoke
from observatory.pipeline.marches import marche_create, marche_of, marche_ready
from observatory.pipeline.office import Office
from observatory.pipeline.releves import releve_constat, releve_reponses
from observatory.server.dossiers_marche import walk_dossier_routes
from observatory.server.workers import Workers
from observatory.store.database import Cursor
from tests.unit.cli.test_cli import last, run
from tests.unit.pipeline.conftest import LAT, LON
from tests.unit.pipeline.test_signalements import bring_in

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
GROUP = Account("groupe", frozenset({Role.CLSPD}))
HERE, FAR = (LAT + 0.005, LON + 0.005), (LAT + 0.012, LON + 0.012)
PLAN = Plan(
    genre=Genre.DIAGNOSTIC, titre="Le port", prevue_le=dt.datetime(2026, 6, 11, 18, 30, tzinfo=PARIS), pilote="Mission",
    consigne="Restez groupés.", rendez_vous="Mairie", lat=HERE[0], lon=HERE[1], territoire="quartier:Q00",
    arrets=(Arret("Rue des Mouettes", *HERE, "point_chaud"), Arret("Parc", *FAR, "choix")),
    trace=(HERE, FAR), metres=900.0, minutes=25.0, methode="droite",
)  # fmt: skip


@pytest.fixture
def walk(office: Office, tmp_path: Path) -> Marche:
    """A walk that follows another; 12 cases of noise on Mondays near its first stop, 3 of litter, 6 too far away."""
    monday = dt.date(2026, 5, 4)
    rows = [
        f"R{k},{monday}T22:10:00+02:00,telephone,{code},,,{lat},{LON + 0.005},P{k},D{k}"
        for k, (code, lat) in enumerate(
            [("bruit", LAT + 0.0055)] * 12 + [("proprete", LAT + 0.0049)] * 3 + [("tags", LAT + 0.0063)] * 6
        )
    ]
    bring_in(office, tmp_path, tuple(rows))
    office.address = "https://tranquillite.example"
    old = marche_create(office, replace(PLAN, prevue_le=dt.datetime(2026, 5, 28, 18, tzinfo=PARIS)), account=COORD)
    note(office, old)
    first = replace(PLAN.arrets[0], precedent=old.plan.arrets[0].ident)
    return marche_create(office, replace(PLAN, precedente=old.ident, arrets=(first, PLAN.arrets[1])), account=COORD)


def note(office: Office, old: Marche) -> None:
    """What was noted on the walk before, at its first stop and at the one that is no longer gone to."""
    first, second = (one.ident for one in old.plan.arrets)
    at = office.clock()
    for device, grade in (("telephone-a", 0), ("telephone-b", 3)):
        releve_reponses(office, old, device, f"{device}-grille", arret=first, notes={"eclairage": grade}, le=at)
    for key, stop, good in (("constat-un", first, False), ("constat-deux", second, True)):
        releve_constat(
            office, old, "telephone-a", key, arret=stop, positif=good, categorie=None if good else "eclairage",
            texte="Deux lampes éteintes." if not good else "Les bancs servent.", lat=HERE[0], lon=HERE[1],
            situe_par="arret", precision_m=None, le=at,
        )  # fmt: skip

    def promise(cursor: Cursor) -> None:
        cursor.execute(
            "INSERT INTO engagement VALUES (1, ?, ?, 'Éclairage', 'Remplacer les lampes.', ?, NULL, 'coord', ?)",
            [old.ident, first, dt.date(2026, 5, 30), at],
        )

    office.database.write(promise)


def test_what_was_told_near_a_stop_is_told_in_fives(office: Office, walk: Marche) -> None:
    made = gathered(office, walk)
    first, second = made.arrets
    assert [(one.famille, one.n) for one in first.signale] == [("Bruit", 10), ("Propreté", None)]
    assert second.signale == ()
    assert made.heures[0][7] == 15 and sum(n or 0 for row in made.heures for n in row) == 15
    assert (made.depuis, made.jusqua) == (dt.date(2025, 6, 2), dt.date(2026, 6, 1))
    narrow = gathered(office, replace(walk, plan=replace(walk.plan, jusqua=dt.date(2026, 5, 1))))
    assert narrow.arrets[0].signale == () and narrow.jusqua == dt.date(2026, 5, 1)
    assert made.ville == "Petiteville" and made.territoire == "Quartier Q00"
    assert "Bruit" in made.familles and len(made.questions) == 13


def test_what_the_walk_before_left_is_told_where_it_was_left(office: Office, walk: Marche) -> None:
    made = gathered(office, walk)
    left = made.arrets[0].avant
    assert left.notes == (("Voir et être vu", 1.5),)  # two phones, one answer each
    assert [(one.texte, one.statut) for one in left.constats] == [("Deux lampes éteintes.", None)]
    assert [one.service for one in left.engagements] == ["Éclairage"]
    assert not made.arrets[1].avant
    assert [one.texte for one in made.ailleurs.constats] == ["Les bancs servent."]
    assert made.precedente_le == dt.datetime(2026, 5, 28, 18, tzinfo=PARIS)
    alone = gathered(office, replace(walk, plan=replace(walk.plan, precedente=None)))
    assert not alone.ailleurs and alone.precedente_le is None


def test_a_link_is_printed_when_it_opens_this_walk_and_no_other(office: Office, walk: Marche) -> None:
    ready = marche_ready(office, walk.ident, walk.version, account=COORD)
    link = lien_create(office, ready.ident, account=COORD).adresse
    assert walk_dossier(office, ready.ident, link).reference == ready.reference
    other = marche_create(office, PLAN, account=COORD)
    for ident, lien in (
        (other.ident, link), (ready.ident, link + "x"), (ready.ident, link.replace("example", "org")),
    ):  # fmt: skip
        with pytest.raises(ValueRefused, match="faites-en un autre"):
            walk_dossier(office, ident, lien)
    liens_revoke(office, ready.ident, account=COORD)
    with pytest.raises(ValueRefused, match="faites-en un autre"):
        walk_dossier(office, ready.ident, link)
    office.address = ""
    with pytest.raises(ValueRefused, match="pas d'adresse à imprimer"):
        walk_dossier(office, ready.ident, "/marche/abc")


def test_a_walk_without_a_place_has_no_map(office: Office) -> None:
    empty = replace(PLAN, arrets=(), trace=(), lat=None, lon=None, territoire="")
    with pytest.raises(ValueRefused, match="ni arrêt ni lieu de rendez-vous"):
        walk_map(office, empty)
    assert walk_map(office, replace(empty, lat=HERE[0], lon=HERE[1])).echelle == 1_000
    with pytest.raises(NotFound, match="marche list"):
        marche_by_reference(office, "M1999-01")


def asked(office: Office, who: Account, path: str, **more: Any) -> httpx.Response:
    """The answer of the route to an account that the door let in."""

    class Let:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("state", {}).update(account=who)
            await self.app(scope, receive, send)

    async def ask() -> httpx.Response:
        app = Starlette(routes=walk_dossier_routes(office, workers), middleware=[Middleware(Let)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://essai") as client:
            return await client.get(path, **more)

    workers = Workers()
    try:
        return asyncio.run(ask())
    finally:
        workers.drain(5)


def test_the_page_hands_the_dossier_to_whom_it_is_for(office: Office, walk: Marche) -> None:
    marche_ready(office, walk.ident, walk.version, account=COORD)
    path, linked = f"/marches/{walk.ident}/dossier.pdf", {"lien": "1"}
    answer = asked(office, COORD, path)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"] == f'inline; filename="dossier-{walk.reference}.pdf"'
    assert liens_list(office, walk.ident) == []
    assert asked(office, COORD, path, params=linked).content.startswith(b"%PDF-")
    assert len(liens_list(office, walk.ident)) == 1
    foreign = asked(office, COORD, path, params=linked, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert asked(office, GROUP, path).status_code == 200
    assert asked(office, GROUP, path, params=linked).status_code == 403
    assert asked(office, Account("ana", frozenset({Role.OPERATEUR})), path).status_code == 403
    assert asked(office, COORD, "/marches/999/dossier.pdf").status_code == 404
    assert len(liens_list(office, walk.ident)) == 1 and marche_of(office, walk.ident).etat == "prete"


def test_the_command_lists_walks_and_writes_a_dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = tmp_path / "ville.duckdb"
    run(db, "init", "--city", "vide")
    assert last(run(db, "marche", "list", "--json"))["marches"] == []
    target = tmp_path / "dossier.pdf"
    refused = run(db, "marche", "dossier", "M2026-01", "-o", str(target))
    assert refused.exit_code == 1 and "M2026-01" in str(refused.exception)
    monkeypatch.setenv("OBSERVATORY_PUBLIC_URL", "https://tranquillite.example")
    with connect(db) as client:
        made = client.marches.creer(PLAN)
        client.marches.prete(made.ident, made.version)
    assert "M2026-01  prête  jeudi 11 juin" in run(db, "marche", "list").stdout
    told = last(run(db, "marche", "dossier", "m2026-01", "--lien", "-o", str(target), "--json"))
    assert target.read_bytes().startswith(b"%PDF-") and told["octets"] == target.stat().st_size
    assert str(told["lien"]).startswith("https://tranquillite.example/marche/")
