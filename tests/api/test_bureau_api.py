"""The desk's API of a real office, asked by hand: who passes, from where, how much, how often."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from observatory.client import connect
from observatory.domain.roles import Role
from observatory.server.bureau import LARGEST
from tests.api.test_owner import Running, _end, _start
from tests.entree import enter, form_token

OURS = {"X-Observatoire": "bureau"}


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = _start(tmp_path_factory.mktemp("bureau"))
    yield running
    _end(running)


@pytest.fixture(scope="module")
def odile(owner: Running) -> Iterator[httpx.Client]:
    with closing(enter(owner.url, owner.settings, "odile", [Role.OPERATEUR])) as browser:
        yield browser


def ask(browser: httpx.Client, name: str, headers: dict[str, str] | None = None, **arguments: object) -> httpx.Response:
    return browser.post(f"/bureau/api/{name}", json=arguments, headers=OURS if headers is None else headers)


def test_a_form_of_another_site_is_refused(odile: httpx.Client) -> None:
    assert ask(odile, "bureau.compteurs").status_code == 200
    assert ask(odile, "bureau.compteurs", headers={}).status_code == 403
    foreign = ask(odile, "bureau.compteurs", headers=OURS | {"Origin": "https://ailleurs.example"})
    assert foreign.status_code == 403
    asked_first = odile.options("/bureau/api/bureau.compteurs", headers={"Origin": "https://ailleurs.example"})
    assert "access-control-allow-origin" not in asked_first.headers


def test_only_an_account_of_the_desk_passes(owner: Running, odile: httpx.Client) -> None:
    with httpx.Client(base_url=owner.url, trust_env=False) as nobody:
        assert ask(nobody, "bureau.compteurs").status_code == 401
        with connect(settings=owner.settings) as client:
            key = client.cles.creer("essai", ["geocodage"]).secret
        bearing = ask(nobody, "bureau.compteurs", headers=OURS | {"Authorization": f"Bearer {key}"})
        assert bearing.status_code == 401
    with closing(enter(owner.url, owner.settings, "denis", [Role.DPO])) as denis:
        assert ask(denis, "bureau.compteurs").status_code == 403
    assert ask(odile, "consignes.ajouter", texte="Une consigne").status_code == 403


def test_only_operations_of_the_desk_are_there(odile: httpx.Client) -> None:
    for name in ("base.etat", "signalements.liste", "surnoms.retirer", "bureau.rien"):
        assert ask(odile, name).status_code == 404, name


def test_what_is_too_large_or_malformed_is_refused_in_french(odile: httpx.Client) -> None:
    large = ask(odile, "bureau.ecouter", texte="a" * LARGEST)
    assert (large.status_code, "raccourcissez" in large.json()["message"]) == (413, True)
    assert ask(odile, "bureau.brouillon", cle="une-cle-de-brouillon", contenu="a" * 40_001).status_code == 413
    assert ask(odile, "bureau.brouillon", cle="../..", contenu="{}").status_code == 422
    assert ask(odile, "bureau.quand").status_code == 422


def test_a_call_sent_twice_is_kept_once(odile: httpx.Client) -> None:
    call = {"cle": uuid.uuid4().hex, "issue": "information"}
    first, second = (ask(odile, "bureau.enregistrer", appel=call).json() for _ in range(2))
    assert (first["deja"], second["deja"]) == (False, True)
    assert first["contact"] == second["contact"]
    assert ask(odile, "bureau.compteurs").json() == {"information": 1}


def test_drafts_are_ones_own_and_gone_at_log_out(owner: Running, odile: httpx.Client) -> None:
    cle = uuid.uuid4().hex
    ask(odile, "bureau.brouillon", cle=cle, contenu='{"description": "sacs"}')
    assert [one["cle"] for one in ask(odile, "bureau.ouvrir").json()["brouillons"]] == [cle]
    with closing(enter(owner.url, owner.settings, "oscar", [Role.OPERATEUR])) as oscar:
        assert ask(oscar, "bureau.ouvrir").json()["brouillons"] == []
        ask(oscar, "bureau.oublier", cle=cle)
        ask(oscar, "bureau.brouillon", cle=cle, contenu='{"description": "tapage"}')
        token = form_token(oscar.get("/compte").text)
        assert oscar.post("/deconnexion", data={"jeton": token}).status_code == 303
    path = owner.settings.db.with_name(owner.settings.db.name + ".brouillons")
    held = b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))
    assert b"sacs" in held
    assert b"tapage" not in held
    assert path.stat().st_mode & 0o077 == 0
