"""A base whose files were followed: moves, comptes rendus, retours, answers and mediations, drawn from the numbers."""

from __future__ import annotations

from pathlib import Path

from observatory.store.database import Cursor, Database

_FOLLOWED = (
    """
    INSERT INTO journal SELECT nextval('journal_seq'), clos_le, 'essai', 'etat', 'signalement', id::VARCHAR,
        '{"de": "transmis", "vers": "resolu", "acte": "clore", "motif": ""}'
    FROM signalement WHERE clos_le IS NOT NULL
    """,
    """
    INSERT INTO journal SELECT nextval('journal_seq'), clos_le + INTERVAL 5 DAY, 'essai', 'etat', 'signalement',
        id::VARCHAR, '{"de": "resolu", "vers": "rouvert", "acte": "rouvrir", "motif": "essai"}'
    FROM signalement WHERE clos_le IS NOT NULL AND hash(id) % 25 = 0
    """,
    """
    INSERT INTO compte_rendu (id, probleme_id, signalement_id, service, voie, auteur, le, suite, surface_m2, cout_euros,
        etat) SELECT nextval('compte_rendu_id'), probleme_id, id, coalesce(service, 'Office'), 'lien', 'essai', clos_le,
        'fait', CASE WHEN hash(id) % 5 > 0 THEN hash(id) % 30 END, CASE WHEN hash(id) % 3 > 0 THEN hash(id) % 200 END,
        'valide'
    FROM signalement WHERE clos_le IS NOT NULL
    """,
    """
    INSERT INTO retour SELECT nextval('retour_id'), id, NULL, '', clos_le, clos_le, 'donne', retour_le, 'telephone',
        'essai' FROM signalement WHERE retour_le IS NOT NULL
    """,
    """
    INSERT INTO satisfaction SELECT id, donne_le, donne_le + INTERVAL 7 DAY, 'essai', hash(id) % 10 < 6,
        1 + hash(id) % 5, FALSE, FALSE FROM retour WHERE hash(id) % 3 = 0
    """,
    """
    INSERT INTO mediation (id, probleme_id, signalement_id, confiee_par, confiee_le, issue)
    SELECT nextval('mediation_id'), probleme_id, id, 'essai', recu_le + INTERVAL 1 DAY,
        CASE hash(id) % 5 WHEN 0 THEN 'accord' WHEN 1 THEN 'partiel' WHEN 2 THEN 'refus' WHEN 3 THEN 'droit' END
    FROM signalement WHERE starts_with(categorie, 'voisinage')
    """,
)


def follow(path: Path) -> int:
    """Write what follows each file of the base at ``path``; gives how many rows were added."""

    def change(cursor: Cursor) -> int:
        return sum(int(cursor.execute(one).fetchall()[0][0]) for one in _FOLLOWED)

    base = Database.open(path)
    try:
        return base.write(change)
    finally:
        base.close()
