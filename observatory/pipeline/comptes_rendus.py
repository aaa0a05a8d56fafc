"""What services answer: by a link, by their account or through the office; then taken or set aside."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from observatory.domain.calendrier import PARIS
from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.roles import ACTS, Account, Role
from observatory.domain.statut import CLOSED, Statut
from observatory.domain.transmission import (
    BY_ACCOUNT,
    BY_LINK,
    LONGEST_LINE,
    LONGEST_TEXT,
    TAGS,
    TYPED,
    BilanService,
    CompteRendu,
    Confie,
    Etat,
    Fiche,
    Reponse,
    Suite,
    check_reponse,
    checked_text,
)
from observatory.pipeline.acces import note_access
from observatory.pipeline.doublons import forget_around
from observatory.pipeline.fiches import masked, place_text, row_to_fiche
from observatory.pipeline.office import Office
from observatory.pipeline.photos import Picture, keep_pictures, read_pictures, row_to_photo
from observatory.pipeline.reglages import text
from observatory.pipeline.retours_dus import CLOSED_NOW, owe, phrase_retour, sentence_code
from observatory.pipeline.sessions import token_to_mark
from observatory.pipeline.suivi import advance, file_of
from observatory.pipeline.transmission import within_bounds
from observatory.store.appels import Row
from observatory.store.comptes_rendus import (
    compte_rendu_add,
    compte_rendu_read,
    compte_rendu_settle,
    comptes_rendus_in,
    entrusted_read,
    service_figures,
    waiting_set_aside,
)
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.photos import photos_of
from observatory.store.retours_dus import files_to_tell
from observatory.store.suivi import problem_files
from observatory.store.transmissions import fiche_read, link_read, link_use

GONE = (
    "Ce lien ne permet pas de répondre : il a déjà servi, il a expiré, ou l'office l'a retiré. Téléphonez à l'office "
    "de la tranquillité, ou demandez-lui un autre lien."
)
"""All that is said of a link that cannot be used, whatever the reason."""
CLOSING = dt.time(18)
"""The hour of a planned day by which a service is expected to have come."""
FIGURES = dt.timedelta(days=92)
MOST_LISTED = 200
_DONE = (*CLOSED, Statut.INTERVENTION_FAITE)
"""States in which a service is late no more, validated or not."""
_SEEN_EVERY = dt.timedelta(minutes=10)
_MOVES = {Suite.FAIT: Statut.INTERVENTION_FAITE, Suite.PREVU: Statut.PRIS_EN_CHARGE}


def link_open(office: Office, token: str) -> Fiche:
    """The file that a one-time link opens; the link can still be used afterwards.

    Raises
    ------
    NotAllowed
        When the link is unknown, used, expired or revoked, or its file is closed or no longer the service's.
    """
    row = _link(office, token)
    note_access(
        office, f"lien {row['envoye_a']}", "suivi.lien", "lien de réponse", [row["reference"]], _SEEN_EVERY
    )  # fmt: skip
    return row_to_fiche(row)


def link_answer(office: Office, token: str, reponse: Reponse) -> None:
    """Keep what a service answers by its link, which is used up by it and by nothing else.

    Raises
    ------
    NotAllowed
        As :func:`link_open` says, also when another answer came meanwhile.
    ValueRefused
        When the answer lacks something or cannot be kept: the link can still be used.
    """
    row = _link(office, token)
    account = Account(
        f"lien {row['envoye_a']}", frozenset({Role.PARTENAIRE}), services=frozenset({str(row["envoye_a"])})
    )
    checked = check_reponse(reponse, today=office.today(), tags=row["famille"] == TAGS)
    pictures = read_pictures(reponse.photos)

    def change(cursor: Cursor) -> None:
        if not link_use(cursor, token_to_mark(token), office.clock()):
            raise NotAllowed(GONE)
        _keep(cursor, office, row, checked, pictures, account=account, voie=BY_LINK)

    office.database.write(change)
    forget_around(office, row["probleme_id"], row["lat"], row["lon"])


def answer(office: Office, reference: str, reponse: Reponse, account: Account) -> CompteRendu:
    """Keep what a service answers: a partenaire for its own services, a régulateur for the service of the file.

    Raises
    ------
    NotFound
        When the file is not open to the account, which a partenaire's is to its own services alone.
    StateError, ValueRefused
        When the file is closed, or the answer lacks something.
    """
    row = _entrusted_file(office, reference, account)
    checked = check_reponse(reponse, today=office.today(), tags=row["famille"] == TAGS)
    pictures = read_pictures(reponse.photos)
    voie = BY_ACCOUNT if _is_partner(account) else TYPED
    ident = office.database.write(
        lambda cursor: _keep(cursor, office, row, checked, pictures, account=account, voie=voie)
    )
    forget_around(office, row["probleme_id"], row["lat"], row["lon"])
    kept = _one(office, ident, account)
    return replace(kept, phrase="", appelants=0) if voie == BY_ACCOUNT else kept


def to_validate(office: Office, account: Account) -> list[CompteRendu]:
    """The comptes rendus that wait for a régulateur, the oldest first, with the sentence for who called."""
    rows = within_bounds(office, comptes_rendus_in(office.database, Etat.A_VALIDER, MOST_LISTED), account)
    return [_shown(office, row) for row in rows]


def validate(office: Office, ident: int, account: Account, phrase: str = "") -> CompteRendu:
    """Take a compte rendu, whole or not at all: its state, that of the files, and the news owed to who called.

    Done closes the files (``resolu``), refused closes them without suite, and other answers that wait are set aside;
    planned gives them the planned day as their promise. ``phrase`` is said to every caller; without it each gets a
    sentence made from the compte rendu.

    Raises
    ------
    NotFound
        When there is none, or its file is not open to the account.
    Conflict
        When somebody took it or set it aside already.
    StateError, ValueRefused
        When the files cannot move any more, the planned day is past, or the sentence tells of a person.
    """
    row = _standing(office, ident, account)
    said = checked_text("La phrase", phrase, LONGEST_TEXT)
    if row["suite"] == Suite.PREVU and row["prevu_le"] < office.today():
        raise StateError(
            f"Le jour prévu ({row['prevu_le']:%d/%m/%Y}) est passé : demandez au service ce qu'il en est, puis écartez "
            "cette réponse. Les habitants n'entendent pas une promesse déjà rompue."
        )
    now = office.clock()

    def change(cursor: Cursor) -> None:
        _settle(cursor, ident, Etat.VALIDE, account, now, "")
        moved = _conclude(office, cursor, row, account)
        if row["suite"] != Suite.PREVU:
            waiting_set_aside(cursor, row["probleme_id"], par=account.name, le=now, remarque=CLOSED_NOW)
        told = {**row, "id": ident, "service": row["repondant"]}
        owed = owe(cursor, office, told, moved, said)
        _note(cursor, "compte rendu validé", row, account, now, {"suite": row["suite"], "retours": len(owed)})

    office.database.write(change)
    forget_around(office, row["probleme_id"], row["lat"], row["lon"])
    return _one(office, ident, account)


def set_aside(office: Office, ident: int, account: Account, motif: str) -> CompteRendu:
    """Set a compte rendu aside, with a reason; the file stays where it is and its service may answer again.

    Raises
    ------
    NotFound, Conflict
        As :func:`validate` says.
    ValueRefused
        When the reason lacks or tells of a person.
    """
    row = _standing(office, ident, account)
    said = checked_text("Le motif", motif, LONGEST_LINE)
    if not said:
        raise ValueRefused("Dites pourquoi ce compte rendu est écarté : le motif manque.")
    now = office.clock()

    def change(cursor: Cursor) -> None:
        _settle(cursor, ident, Etat.ECARTE, account, now, said)
        _note(cursor, "compte rendu écarté", row, account, now, {"suite": row["suite"]})

    office.database.write(change, aside=True)
    return _one(office, ident, account)


def entrusted(office: Office, account: Account, *, clos: bool = False, limit: int = MOST_LISTED) -> list[Confie]:
    """What is entrusted to the services of an account, the late first; or what is closed. Nothing of any other."""
    now = office.clock()
    rows = entrusted_read(
        office.database, sorted(account.services), now, clos=clos, limit=max(1, min(limit, MOST_LISTED))
    )
    return [
        Confie(
            row_to_fiche(row), row["statut"], row["clos_le"],
            row["echeance"] is not None and row["echeance"] < now and row["statut"] not in _DONE,
            row["suite"] or "", row["repondu_le"], row["prevu_le"], row["etat"] or "",
        )
        for row in within_bounds(office, rows, account)
    ]  # fmt: skip


def figures(office: Office, account: Account) -> BilanService:
    """The figures of the services of an account over three months."""
    now = office.clock()
    since = now - FIGURES
    row = service_figures(office.database, sorted(account.services), since, now)
    return BilanService(depuis=since.astimezone(PARIS).date(), **row)


def _link(office: Office, token: str) -> Row:
    row = link_read(office.database, token_to_mark(token))
    usable = (
        row is not None
        and row["utilise_le"] is None
        and row["revoque_le"] is None
        and row["expire_le"] > office.clock()
        and row["service"] == row["envoye_a"]
        and row["statut"] not in CLOSED
    )
    if row is None or not usable:
        raise NotAllowed(GONE)
    return row


def _is_partner(account: Account) -> bool:
    """Whether only what is entrusted to its services is open to an account."""
    return ACTS["valider"].isdisjoint(account.roles)


def _entrusted_file(office: Office, reference: str, account: Account) -> Row:
    row = file_of(office, reference, account)
    if _is_partner(account) and row["service"] not in account.services:
        raise NotFound(f"Aucun dossier « {reference.strip()[:40]} » ne vous est ouvert : vérifiez la référence.")
    return fiche_read(office.database, row["id"])


def _keep(
    cursor: Cursor,
    office: Office,
    row: Row,
    reponse: Reponse,
    pictures: list[Picture],
    *,
    account: Account,
    voie: str,
) -> int:
    """Keep an answer with its pictures and move the files that it concerns; a refusal moves none.

    It takes the place of what the same service answered before and nobody has settled.

    Where a problème also has files of services that a partenaire does not hold, the régulateur moves them.
    """
    kept: Row = {
        "probleme_id": row["probleme_id"], "signalement_id": row["id"], "service": row["service"] or "", "voie": voie,
        "auteur": account.name, "le": office.clock(), "suite": str(reponse.suite), "motif": reponse.motif or None,
        "texte": reponse.texte or None, "prevu_le": reponse.prevu_le, "surface_m2": reponse.surface_m2,
        "cout_euros": reponse.cout_euros, "etat": str(Etat.A_VALIDER),
    }  # fmt: skip
    waiting_set_aside(
        cursor, row["probleme_id"], par=account.name, le=kept["le"], service=kept["service"],
        remarque="le service a répondu de nouveau",
    )  # fmt: skip
    ident = compte_rendu_add(cursor, kept)
    keep_pictures(cursor, pictures, ident, kept)
    files = [one for one in problem_files(cursor, row["probleme_id"]) if one["statut"] not in CLOSED]
    alone = not _is_partner(account) or all(one["service"] in account.services for one in files)
    if reponse.suite in _MOVES and (alone or not files):
        advance(office, cursor, row["probleme_id"], _MOVES[reponse.suite], account=account)
    _note(cursor, "compte rendu", row, account, kept["le"], {"suite": str(reponse.suite), "voie": voie})
    return ident


def _conclude(office: Office, cursor: Cursor, row: Row, account: Account) -> list[int]:
    """Move the files as a compte rendu that is taken says; gives those that moved."""
    probleme = row["probleme_id"]
    if row["suite"] == Suite.FAIT:
        return advance(office, cursor, probleme, Statut.RESOLU, account=account)
    if row["suite"] == Suite.REFUSE:
        return advance(office, cursor, probleme, Statut.SANS_SUITE, account=account, motif=row["motif"] or "")
    by = dt.datetime.combine(row["prevu_le"], CLOSING, PARIS)
    return advance(office, cursor, probleme, Statut.PRIS_EN_CHARGE, account=account, values={"echeance": by})


def _settle(cursor: Cursor, ident: int, etat: Etat, account: Account, le: dt.datetime, remarque: str) -> None:
    if not compte_rendu_settle(cursor, ident, etat, de=Etat.A_VALIDER, par=account.name, le=le, remarque=remarque):
        raise Conflict("Quelqu'un a déjà validé ou écarté ce compte rendu : rechargez la page.")


def _standing(office: Office, ident: int, account: Account) -> Row:
    """A compte rendu whose file is open to an account."""
    row = compte_rendu_read(office.database, ident)
    if row is None or not within_bounds(office, [row], account):
        raise NotFound(f"Aucun compte rendu n° {ident} ne vous est ouvert : rechargez la page.")
    return row


def _one(office: Office, ident: int, account: Account) -> CompteRendu:
    return _shown(office, _standing(office, ident, account))


def _shown(office: Office, row: Row) -> CompteRendu:
    told = phrase_retour(
        categorie=row["libelle"], lieu=row["adresse_trouvee"] or row["adresse"] or "", service=row["repondant"],
        suite=row["suite"], signale_le=row["recu_le"], le=row["le"], prevu_le=row["prevu_le"],
        motif=row["motif"] or "", texte=text(office, sentence_code(row["suite"], row["voie"])),
    )  # fmt: skip
    cursor = office.database.cursor()
    files = [one["id"] for one in problem_files(cursor, row["probleme_id"]) if one["statut"] not in CLOSED]
    return CompteRendu(
        row["ident"], row["reference"], row["libelle"], place_text(row), masked(row["description"] or ""),
        row["statut"], row["repondant"], row["voie"], row["auteur"], row["le"], row["suite"], row["motif"] or "",
        row["texte"] or "", row["prevu_le"], row["surface_m2"], row["cout_euros"], row["etat"], row["remarque"] or "",
        [row_to_photo(one) for one in photos_of(office.database, [row["ident"]])], told,
        len(files_to_tell(cursor, files)),
    )  # fmt: skip


def _note(
    cursor: Cursor, evenement: str, row: Row, account: Account, le: dt.datetime, detail: dict[str, object]
) -> None:
    journal_append(
        cursor, le=le, auteur=account.name, evenement=evenement, objet="signalement", cle=str(row["id"]), detail=detail
    )
