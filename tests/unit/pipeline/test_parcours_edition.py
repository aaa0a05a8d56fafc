"""Documents go from draft to published: frozen with the tables that they show, one step and one person at a time."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.aggregate.disclosure import audit, plan_release
from observatory.domain.edition import Demande, Edition, EtatEdition, GenreEdition
from observatory.domain.errors import Conflict, NotAllowed, NotFound, ObservatoryError, StateError, ValueRefused
from observatory.domain.records import Controle
from observatory.domain.roles import Account
from observatory.domain.support import Image, Support
from observatory.pipeline import documents
from observatory.pipeline.chiffres_publics import ChiffresPublics, chiffres_publics
from observatory.pipeline.deep import verify_deep
from observatory.pipeline.editions import document_made, edition_document, edition_for, edition_lue, editions_list
from observatory.pipeline.office import Office
from observatory.pipeline.parcours_edition import (
    edition_drop,
    edition_prepare,
    edition_publish,
    edition_refresh,
    edition_sections,
    edition_take_back,
    edition_validate,
    edition_withdraw,
)
from observatory.pipeline.publications import releases_kept, table_counts
from observatory.settings import PROJECT, Settings
from observatory.store.editions import edition_images_write
from observatory.store.journal import journal_read
from observatory.store.publications import publications_list
from tests.unit.pipeline.conftest import quiet, settings, town_file
from tests.unit.pipeline.documents_town import (
    ASKED,
    AUTUMN,
    COORD,
    SPEAKER,
    few_words,
    in_few_words,
    table_of,
    tell,
    three_half_years,
)

__all__ = ["settings", "town_file"]
NORTH = Account("nord", COORD.roles, territoires=frozenset({"quartier:Q00"}))


@pytest.fixture(scope="module")
def told_file(town_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("racontee")
    made = Settings(db=folder / "ville.duckdb", reference=PROJECT / "data" / "reference", runtime=folder)
    shutil.copy(town_file, made.db)
    with Office.open(made, lambda: AUTUMN) as opened:
        three_half_years(opened, folder)
    return made.db


@pytest.fixture
def office(settings: Settings, told_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    few_words(monkeypatch)
    shutil.copy(told_file, settings.db)
    with Office.open(settings, lambda: AUTUMN) as opened:
        yield opened


def validated(office: Office, asked: Demande = ASKED) -> Edition:
    made = edition_prepare(office, asked, ["chiffres"], account=SPEAKER)
    return edition_validate(office, made.ident, made.cree_le, account=COORD)


def events(office: Office) -> list[str]:
    return [one["evenement"] for one in journal_read(office.database, 50).to_pylist() if one["objet"] == "edition"][
        ::-1
    ]


def test_a_document_goes_its_way_and_every_step_is_told(office: Office) -> None:
    made = edition_prepare(office, ASKED, ["carte", "chiffres"], account=SPEAKER)
    assert (made.etat, made.auteur, made.sections) == (EtatEdition.BROUILLON, "voix", ("chiffres", "carte"))
    with pytest.raises(StateError, match="encore un brouillon"):
        edition_publish(office, made.ident, account=COORD)
    made = edition_sections(office, made.ident, ["chiffres"], account=COORD)
    with pytest.raises(ValueRefused, match="n'est pas une partie"):
        edition_sections(office, made.ident, ["ailleurs"], account=COORD)
    made = edition_validate(office, edition_refresh(office, made.ident, account=SPEAKER).ident, account=COORD)
    with pytest.raises(StateError, match="reprenez-le en brouillon"):
        edition_refresh(office, made.ident, account=SPEAKER)
    edition_take_back(office, made.ident, account=COORD)
    edition_validate(office, made.ident, account=COORD)
    out = edition_publish(office, made.ident, account=COORD)
    assert (out.etat, out.publie_par, out.sections) == (EtatEdition.PUBLIEE, "coordo", ("chiffres",))
    names = [one.nom for one in publications_list(office.database)]
    assert names == ["Signalements par quartier, 2025-S1 à 2026-S1"]
    linked = office.database.value("SELECT publications FROM edition WHERE id = ?", [out.ident])
    assert linked == [one.ident for one in publications_list(office.database)]
    with pytest.raises(StateError, match="ne change plus"):
        edition_drop(office, out.ident, account=COORD)
    assert edition_withdraw(office, out.ident, account=COORD).retire_le is not None
    assert edition_document(office, out.ident, "pdf", SPEAKER).contenu
    draft = edition_prepare(office, ASKED, [], account=SPEAKER)
    edition_drop(office, draft.ident, account=SPEAKER)
    with pytest.raises(NotFound):
        edition_for(office, draft.ident, COORD)
    assert events(office) == [
        "document préparé", "sections choisies", "document refait", "document validé", "document repris",
        "document validé", "document publié", "document retiré", "document préparé", "brouillon supprimé",
    ]  # fmt: skip


def test_what_is_published_is_frozen_and_what_comes_later_agrees_with_it(office: Office, tmp_path: Path) -> None:
    out = edition_publish(office, validated(office).ident, account=COORD)
    files = {fmt: edition_document(office, out.ident, fmt, COORD).contenu for fmt in ("pptx", "pdf", "html")}
    shown = table_of(edition_lue(office, out.ident, COORD).support)
    tell(office, tmp_path, "2026-02-11", {"depots-encombrants": (40, 40, 40, 40)})
    assert files == {fmt: edition_document(office, out.ident, fmt, COORD).contenu for fmt in files}
    assert document_made(office, ASKED, "pdf", account=SPEAKER).contenu == files["pdf"]
    own = document_made(office, ASKED, "pptx", b"gabarit", account=SPEAKER).contenu
    assert b"gabarit" in own and b"PUBLIEE" in own
    fiche = Demande(GenreEdition.FICHE_QUARTIER, "2026-S1", "Q00")
    later = edition_publish(office, validated(office, fiche).ident, account=COORD)
    assert table_of(edition_lue(office, later.ident, COORD).support) == shown
    assert len(publications_list(office.database)) == 1
    with pytest.raises(StateError, match=f"n° {out.ident}"):
        edition_publish(office, validated(office).ident, account=COORD)


def test_a_later_table_is_planned_against_what_documents_published(office: Office) -> None:
    edition_publish(office, validated(office).ident, account=COORD)
    inner = chiffres_publics(office, "2026-T1").prevue
    assert inner is not None
    alone = plan_release(*table_counts(office, "quartier", ["2026-T1", "2026-T2"]))
    kept = releases_kept(office, "quartier")
    assert audit(kept, inner).accepted and not audit(kept, alone).accepted


def test_figures_that_changed_since_the_draft_are_not_published(office: Office, tmp_path: Path) -> None:
    known = validated(office)
    tell(office, tmp_path, "2026-02-11", {"depots-encombrants": (40, 0, 0, 0)})
    with pytest.raises(StateError, match=r"ont changé depuis le 21/11/2026 : reprenez"):
        edition_publish(office, known.ident, account=COORD)
    assert not publications_list(office.database)
    assert edition_for(office, known.ident, COORD).etat == EtatEdition.VALIDEE
    edition_take_back(office, known.ident, account=COORD)
    again = edition_refresh(office, known.ident, account=COORD)
    edition_validate(office, again.ident, account=COORD)
    assert edition_publish(office, known.ident, account=COORD).etat == EtatEdition.PUBLIEE


def test_a_document_that_shows_another_figure_is_never_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(office: Office, asked: Demande, chiffres: ChiffresPublics | None) -> Support:
        made = in_few_words(office, asked, chiffres)
        first = made.parties[0]
        assert first.n is not None and first.n.valeur
        return replace(made, parties=(replace(first, n=replace(first.n, valeur=first.n.valeur + 1)),))

    monkeypatch.setitem(documents.BUILDERS, GenreEdition.PRESENTATION, raised)
    with pytest.raises(ValueRefused, match="n'est pas le nombre publié"):
        edition_prepare(office, ASKED, [], account=SPEAKER)
    with pytest.raises(ValueRefused, match="n'est pas le nombre publié"):
        document_made(office, ASKED, "pdf", account=SPEAKER)
    assert not editions_list(office, COORD)


def test_two_people_at_once_publish_one_document(office: Office) -> None:
    idents = [validated(office).ident for _ in range(2)]
    said: list[str] = []

    def one(ident: int) -> None:
        try:
            edition_publish(office, ident, account=COORD)
        except ObservatoryError as error:
            said.append(error.message)

    threads = [threading.Thread(target=one, args=[ident]) for ident in (idents[0], idents[0], idents[1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 2 and all("publié" in one for one in said)
    assert [one.etat for one in editions_list(office, COORD)].count(EtatEdition.PUBLIEE) == 1
    assert len(publications_list(office.database)) == 1


def test_what_was_made_anew_since_it_was_read_is_not_validated(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    read = edition_prepare(office, ASKED, [], account=SPEAKER)
    office.clock = lambda: AUTUMN.replace(hour=11)
    edition_refresh(office, read.ident, account=SPEAKER)
    with pytest.raises(Conflict, match="relisez-le"):
        edition_validate(office, read.ident, read.cree_le, account=COORD)
    monkeypatch.setattr("observatory.pipeline.parcours_edition.edition_for", lambda *_: read)
    with pytest.raises(Conflict, match="entre-temps"):  # as if it had been read before
        edition_drop(office, read.ident, account=COORD)


def test_who_is_bounded_makes_and_sees_documents_of_their_own_quartier(office: Office) -> None:
    city, south = (edition_prepare(office, one, [], account=COORD)
                   for one in (ASKED, replace(ASKED, territoire="Q11")))  # fmt: skip
    with pytest.raises(NotAllowed):
        edition_prepare(office, ASKED, [], account=NORTH)
    with pytest.raises(NotAllowed):
        edition_validate(office, city.ident, account=NORTH)
    mine = edition_prepare(office, replace(ASKED, territoire="quartier:Q00"), [], account=NORTH)
    assert [one.ident for one in editions_list(office, NORTH)] == [mine.ident, city.ident]
    with pytest.raises(NotFound):
        edition_lue(office, south.ident, NORTH)


@pytest.mark.parametrize(
    ("asked", "fmt", "words"),
    [(ASKED, "docx", "pptx, pdf, html"), (Demande(GenreEdition.FICHE_QUARTIER), "pdf", "son code manque"),
     (Demande(GenreEdition.FICHE_ACTION), "pdf", "sa référence manque"),
     (replace(ASKED, periode="2026-S2"), "pdf", "pas terminé"), (replace(ASKED, territoire="Q77"), "pdf", "Q77")],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_said(office: Office, asked: Demande, fmt: str, words: str) -> None:
    with pytest.raises(ObservatoryError, match=words):
        document_made(office, asked, fmt, account=COORD)


def test_a_published_file_that_was_changed_in_the_base_is_found(office: Office) -> None:
    def checked() -> Controle:
        found = verify_deep(office, None, quiet).controles
        return next(one for one in found if one.controle == "Fichiers des documents publiés")

    out = edition_publish(office, validated(office).ident, account=COORD)
    assert checked().ok
    spoil = "UPDATE edition_fichier SET contenu = 'x' WHERE format = 'pdf'"
    office.database.write(lambda cursor: cursor.execute(spoil))
    assert not checked().ok and checked().detail == f"{out.ident}.pdf"


def test_a_photograph_that_is_shown_no_more_keeps_a_document_from_being_published(office: Office) -> None:
    known = validated(office)
    hidden = Image("photo-7", b"x", "image/jpeg")
    office.database.write(lambda cursor: edition_images_write(cursor, known.ident, [hidden]))
    with pytest.raises(StateError, match="photo n° 7"):
        edition_publish(office, known.ident, account=COORD)
    assert edition_for(office, known.ident, COORD).etat == EtatEdition.VALIDEE


def test_a_number_beyond_any_edition_is_unknown(office: Office) -> None:
    for ident in (-1, 2**63, 10**40):
        with pytest.raises(NotFound):
            edition_lue(office, ident, COORD)
