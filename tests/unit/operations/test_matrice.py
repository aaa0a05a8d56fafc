"""The whole matrix: every role, operation, page and route is declared, and what is declared holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from observatory.client import Client, create_base
from observatory.domain.droits import OPERATIONS
from observatory.domain.errors import NotAllowed, NotFound
from observatory.domain.pages import DOORSTEP, LANDING, MOST_PAGES, PAGES, UNDER, pages_of
from observatory.domain.portee import within
from observatory.domain.roles import (
    ACTS,
    EVERYBODY,
    SCOPES,
    Account,
    Role,
    owner_of_the_file,
)
from observatory.domain.routes import ROUTES
from observatory.domain.selection import Selection
from observatory.operations.catalogue import catalogue
from observatory.operations.core import Context, Operation, no_progress, operation
from observatory.operations.questions import signalements_confies, signalements_liste, tables_total
from observatory.pipeline.office import Office
from observatory.server.door import route_access
from observatory.settings import load_settings
from observatory.store.acces import access_broken, access_read


@pytest.fixture(scope="module")
def office(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = load_settings(city_in(tmp_path_factory.mktemp("matrice")))
    with Office.open(settings) as opened:
        yield opened


def test_every_operation_is_in_the_table_and_no_other() -> None:
    assert set(catalogue()) == set(OPERATIONS)
    assert all(roles and roles <= EVERYBODY for roles in (*OPERATIONS.values(), *ACTS.values(), *PAGES.values()))
    with pytest.raises(KeyError):
        operation("essai.inconnue")(lambda context: None)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_each_cell_of_roles_and_operations(office: Office, role: Role, name: str) -> None:
    found: Operation[..., object] = catalogue()[name]
    asked = Operation(lambda context: "fait", name, found.roles)
    context = Context(office, Account("essai", frozenset({role}), services=frozenset({"Voirie"})))
    if role in OPERATIONS[name]:
        assert asked(context) == "fait"
    else:
        with pytest.raises(NotAllowed, match=f"« {name} »"):
            asked(context)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_lands_on_a_page_of_its_own_menu(role: Role) -> None:
    pages = pages_of(Account("essai", frozenset({role})))
    assert pages[0] == LANDING[role]
    assert 1 <= sum(UNDER.get(page) not in pages for page in pages) <= MOST_PAGES
    assert set(pages) == {page for page, roles in PAGES.items() if role in roles}


def test_where_a_role_alone_goes_is_a_route_of_the_office() -> None:
    for where in DOORSTEP.values():
        assert where.rstrip("/") in ROUTES
        assert where not in PAGES


def test_who_watches_sees_no_content_and_who_shows_sees_no_caller() -> None:
    content = {
        name
        for name in OPERATIONS
        if name.startswith(
            ("signalements.", "tables.", "apercu.", "bureau.", "problemes.", "declarants.", "mediations.")
        )
    }
    for role in (Role.DPO, Role.CLSPD, Role.PRESENTATEUR):
        assert not {name for name in content if role in OPERATIONS[name]}
    assert {name for name in content if Role.PARTENAIRE in OPERATIONS[name]} == {"signalements.confies"}
    handed_over = {name for name in OPERATIONS if name.startswith(("suivi.", "photos."))}
    for role in (Role.DPO, Role.CLSPD, Role.PRESENTATEUR, Role.ADMINISTRATEUR):
        mine = {name for name in handed_over if role in OPERATIONS[name]}
        assert mine <= {"photos.voir"}  # those of walks, once somebody looked at them
    partners = {name for name in handed_over if Role.PARTENAIRE in OPERATIONS[name]}
    assert partners == {"suivi.rendre_compte", "suivi.confies", "suivi.bilan", "photos.voir", "photos.dossier"}


def test_every_page_of_the_menu_is_in_the_table() -> None:
    from observatory.ui.navigation import ENTRIES

    assert set(ENTRIES) == set(PAGES)


def test_every_route_of_the_office_is_in_the_table(office: Office) -> None:
    from observatory.server.assets import BaseLayer, asset_routes
    from observatory.server.bilan_public import public_routes
    from observatory.server.bureau import desk_routes
    from observatory.server.connexion import Reception
    from observatory.server.cookies import Cookies
    from observatory.server.documents import document_routes
    from observatory.server.enquete import survey_routes
    from observatory.server.exports import export_routes
    from observatory.server.geocodage import geocoding_routes
    from observatory.server.marche import walk_routes
    from observatory.server.reponse import answer_routes
    from observatory.server.suivi import slip_routes
    from observatory.server.terrain import field_routes
    from observatory.server.workers import Workers

    workers = Workers(1)
    layer = BaseLayer(Context(office, owner_of_the_file()))
    reception = Reception(office, Cookies("x" * 40), workers)
    routes = [
        *reception.routes(),
        *answer_routes(reception),
        *survey_routes(reception),
        *slip_routes(office, workers),
        *asset_routes(layer, workers.executor),
        *geocoding_routes(office, workers, workers),
        *export_routes(office, workers),
        *desk_routes(office, workers),
        *field_routes(office, workers),
        *walk_routes(reception),
        *document_routes(office, workers),
        *public_routes(reception),
    ]
    app = Starlette(routes=routes)
    for route in app.routes:
        assert isinstance(route, Route | Mount)
        path = route.path.rstrip("/").replace(":int}", "}")
        known = path in ROUTES or path == "/geocodage/{path:path}"
        assert known, f"{path} n'est pas dans la table des routes"
    workers.drain(1)


@pytest.mark.parametrize(
    ("path", "access"),
    [("/connexion", "public"), ("/connexion/", "public"), ("/connexion/x", "compte"), ("/connexionx", "compte"),
     ("/invitation/a", "public"), ("/invitation/a/b", "compte"), ("/invitation/", "compte"), ("/sante", "public"),
     ("/sante%2f..", "compte"), ("/geocodage/search", "clé"), ("/geocodage/searchx", "compte"), ("", "compte"),
     ("/reponse/a", "public"), ("/reponse/a/b", "compte"), ("/reponse/", "compte"),
     ("/bilan", "public"), ("/bilan/2026-S1", "public"), ("/bilan/2026-S1/x.pdf", "public"),
     ("/bilan/2026-S1/x/y", "compte"), ("/bilan-schema", "compte"), ("/documents/1/x.pdf", "compte"),
     ("/enquete/a", "public"), ("/enquete/a/b", "compte"), ("/enquetes", "compte"),
     ("/terrain/", "compte"), ("/terrain/sw.js", "compte"), ("/hors-ligne/file.js", "public"),
     ("/marches/1/dossier.pdf", "compte"), ("/reunions/1/releve.pdf", "compte"),
     ("/marche/", "public"), ("/marche/a", "public"), ("/marche/a/api/open", "public"), ("/marche/a/b", "compte"),
     ("/marche/sw.js", "public"), ("/marche/fichiers/marche.js", "public"), ("/marches", "compte"),
     ("/suivi/bordereau/A1.pdf", "compte"), ("/\nconnexion", "compte"), ("/connexion\n", "compte"),
     ("/carte/leaflet/a/b.js", "compte")],
)  # fmt: skip
def test_a_path_fits_its_own_route_alone(path: str, access: str) -> None:
    assert route_access(path) == access


def test_keys_bear_no_role_and_open_operations_that_exist() -> None:
    for operations in SCOPES.values():
        assert operations <= set(OPERATIONS)
    key = Account("clé essai", frozenset(), droits=frozenset({"geocodage"}))
    assert key.may_call("geocoder.csv", frozenset())
    assert not key.may_call("geocoder.fichier", OPERATIONS["geocoder.fichier"])
    assert pages_of(key) == []


def _partner(*services: str) -> Account:
    return Account("p", frozenset({Role.PARTENAIRE}), services=frozenset(services))


def test_a_partner_reads_what_is_entrusted_to_its_services_and_nothing_else(office: Office) -> None:
    def read(*services: str) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = signalements_confies(
            Context(office, _partner(*services)), limit=100_000
        ).to_pylist()
        return rows

    roads, both = read("Voirie"), read("Voirie", "Espaces verts")
    assert {one["service"] for one in roads} == {"Voirie"}
    assert {one["service"] for one in both} == {"Voirie", "Espaces verts"}
    assert len(both) > len(roads) > 0
    assert read("voirie' OR 1=1 --") == read() == []
    assert not {"declarant", "declarant_id", "contact_id", "lat", "lon"} & set(roads[0])
    with pytest.raises(NotAllowed):
        signalements_liste(Context(office, _partner("Voirie")), Selection())


def test_an_account_of_some_territories_sees_no_farther(office: Office) -> None:
    client = Client(_Here(office))
    codes = [one.code for one in client.zonages.territoires("quartier")]
    account = Account("q", frozenset({Role.REGULATEUR}), territoires=frozenset({f"quartier:{codes[0]}"}))
    whole = tables_total(Context(office, owner_of_the_file()), Selection()).signalements
    own = tables_total(Context(office, account), Selection()).signalements
    same = tables_total(
        Context(office, owner_of_the_file()), Selection(zonage="quartier", territoires=(codes[0],))
    ).signalements
    assert 0 < own == same < whole
    with pytest.raises(NotAllowed, match=codes[1]):
        tables_total(Context(office, account), Selection(zonage="quartier", territoires=(codes[1],)))
    with pytest.raises(NotAllowed, match="zonage « quartier »"):
        within(account, Selection(zonage="qpv", territoires=("QP1",)))
    with pytest.raises(NotFound):
        within_unknown = Account("z", frozenset({Role.REGULATEUR}), territoires=frozenset({"quartier:nulle-part"}))
        tables_total(Context(office, within_unknown), Selection())


class _Here:
    """Runs operations here as the owner of the file."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def call(self, asked: Operation[..., object], arguments: dict[str, object], progress: object) -> object:
        return asked(Context(self._office, owner_of_the_file()), **arguments)

    def close(self) -> None:
        pass


def test_who_reads_files_is_written_down_and_the_chain_holds(office: Office) -> None:
    account = Account("lea", frozenset({Role.OPERATEUR}))
    table = signalements_liste(Context(office, account, no_progress, "page Carte"), Selection(), limit=3)
    (line,) = access_read(office.database, 1).to_pylist()
    assert (line["auteur"], line["operation"], line["motif"]) == ("lea", "signalements.liste", "page Carte")
    assert line["cles"].split() == table["reference"].to_pylist()
    assert line["n"] == 3
    assert access_broken(office.database) is None


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE acces SET auteur = 'autre' WHERE seq = 2", "DELETE FROM acces WHERE seq = 2",
     "UPDATE acces SET le = le - INTERVAL 1 HOUR WHERE seq = 2", "UPDATE acces SET cles = 'autre' WHERE seq = 2"],
)  # fmt: skip
def test_a_line_that_was_tampered_with_is_found(tmp_path: Path, tampering: str) -> None:
    settings = load_settings(tmp_path / "a.duckdb")
    create_base("vide", settings=settings)
    with Office.open(settings) as office:
        for _ in range(4):
            signalements_liste(Context(office, owner_of_the_file()), Selection())
        office.database.write(lambda cursor: cursor.execute("UPDATE acces SET n = n"))
        assert access_broken(office.database) is None
        office.database.write(lambda cursor: cursor.execute(tampering))
        assert access_broken(office.database) in (2, 3)
