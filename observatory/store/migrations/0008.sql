-- Version 8: the schéma local, its actions, meetings and surveys.
ALTER TABLE reunion ADD COLUMN etat VARCHAR DEFAULT 'tenue';
ALTER TABLE reunion ADD COLUMN schema_id BIGINT;
ALTER TABLE reunion ADD COLUMN marche_id BIGINT;
ALTER TABLE reunion ADD COLUMN presents INTEGER;
ALTER TABLE reunion ADD COLUMN compte_rendu VARCHAR DEFAULT '';
ALTER TABLE reunion ADD COLUMN diagnostic VARCHAR DEFAULT '';
UPDATE reunion SET etat = 'prevue' WHERE jour > current_date;
CREATE SEQUENCE schema_id;
CREATE TABLE schema_local (                    -- a plan; formation: clspd, cispd; etat: en_cours, clos
    id BIGINT PRIMARY KEY, titre VARCHAR NOT NULL, territoire VARCHAR, formation VARCHAR NOT NULL, debut DATE NOT NULL,
    fin DATE NOT NULL, pilote VARCHAR NOT NULL, designe_le DATE, etat VARCHAR NOT NULL, clos_le DATE,
    version INTEGER NOT NULL, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE schema_membre (                   -- the groupe opérationnel, by function and body, never by name
    schema_id BIGINT NOT NULL, rang INTEGER NOT NULL, qualite VARCHAR NOT NULL, organisme VARCHAR NOT NULL,
    PRIMARY KEY (schema_id, rang)
);
CREATE SEQUENCE schema_texte_id;
CREATE TABLE schema_texte (                    -- genre: point_fort, preconisation
    id BIGINT PRIMARY KEY, schema_id BIGINT NOT NULL, genre VARCHAR NOT NULL, texte VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE schema_marche (                   -- the walks of a plan
    marche_id BIGINT PRIMARY KEY, schema_id BIGINT NOT NULL
);
CREATE TABLE reunion_presence (                -- attendance by profile (age:18_24), each way of counting apart
    reunion_id BIGINT NOT NULL, profil VARCHAR NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (reunion_id, profil)
);
CREATE SEQUENCE action_id;
CREATE TABLE action (                          -- etat: proposee, decidee, en_cours, realisee, suspendue, abandonnee
    id BIGINT PRIMARY KEY, reference VARCHAR NOT NULL UNIQUE, schema_id BIGINT NOT NULL, axe VARCHAR NOT NULL,
    titre VARCHAR NOT NULL, mesure VARCHAR NOT NULL, objectif VARCHAR NOT NULL, etat VARCHAR NOT NULL,
    service VARCHAR NOT NULL, partenaires VARCHAR[] NOT NULL, origine VARCHAR NOT NULL, territoire VARCHAR,
    zone_nom VARCHAR NOT NULL, contour VARCHAR, categories VARCHAR[] NOT NULL, debut_prevu DATE, fin_prevue DATE,
    en_service_le DATE, terminee_le DATE, version INTEGER NOT NULL, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE action_objet (                    -- what an action answers; genre: constat, probleme, reunion_probleme
    action_id BIGINT NOT NULL, genre VARCHAR NOT NULL, objet_id BIGINT NOT NULL,
    PRIMARY KEY (action_id, genre, objet_id)
);
CREATE TABLE action_financement (              -- euros by payer and year; null: not told
    action_id BIGINT NOT NULL, source VARCHAR NOT NULL, annee INTEGER NOT NULL, prevu DOUBLE, depense DOUBLE,
    PRIMARY KEY (action_id, source, annee)
);
CREATE SEQUENCE action_nouvelle_id;
CREATE TABLE action_nouvelle (                 -- genre: note, etat, cout, indicateur, decision
    id BIGINT PRIMARY KEY, action_id BIGINT NOT NULL, genre VARCHAR NOT NULL, texte VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE SEQUENCE action_indicateur_id;
CREATE TABLE action_indicateur (               -- genre: realisation, impact, qualite; service: who owes it
    id BIGINT PRIMARY KEY, action_id BIGINT NOT NULL, genre VARCHAR NOT NULL, libelle VARCHAR NOT NULL,
    unite VARCHAR NOT NULL, cible DOUBLE, service VARCHAR NOT NULL, du_le DATE NOT NULL, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL
);
CREATE SEQUENCE action_valeur_id;
CREATE TABLE action_valeur (                   -- a number, a sentence, or neither: non communiqué
    id BIGINT PRIMARY KEY, indicateur_id BIGINT NOT NULL, nombre DOUBLE, phrase VARCHAR, source VARCHAR NOT NULL,
    jour DATE NOT NULL, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL,
    CHECK (nombre IS NULL OR phrase IS NULL)
);
CREATE SEQUENCE action_evaluation_id;
CREATE TABLE action_evaluation (               -- the effect as it was measured on a day; detail: what was counted
    id BIGINT PRIMARY KEY, action_id BIGINT NOT NULL, depuis DATE NOT NULL, date DATE NOT NULL, jusqua DATE NOT NULL,
    verdict VARCHAR NOT NULL, phrase VARCHAR NOT NULL, detail JSON NOT NULL, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL
);
CREATE SEQUENCE decision_id;
CREATE TABLE decision (                        -- genre: accord, refus, poursuivre, modifier, arreter, autre
    id BIGINT PRIMARY KEY, reunion_id BIGINT NOT NULL, action_id BIGINT, genre VARCHAR NOT NULL, service VARCHAR,
    texte VARCHAR NOT NULL, pour_le DATE, evaluation_id BIGINT, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE SEQUENCE enquete_id;
CREATE TABLE enquete (                         -- etat: preparation, ouverte, close; moment: avant, apres, unique
    id BIGINT PRIMARY KEY, titre VARCHAR NOT NULL, modele VARCHAR NOT NULL, schema_id BIGINT, action_id BIGINT,
    moment VARCHAR NOT NULL, precedente_id BIGINT, debut DATE NOT NULL, fin DATE NOT NULL, population INTEGER,
    etat VARCHAR NOT NULL, version INTEGER NOT NULL, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE enquete_lien (                    -- empreinte: SHA-256 of what opens the form
    empreinte VARCHAR PRIMARY KEY, enquete_id BIGINT NOT NULL, auteur VARCHAR NOT NULL, cree_le TIMESTAMPTZ NOT NULL,
    expire_le TIMESTAMPTZ NOT NULL, revoque_le TIMESTAMPTZ
);
CREATE SEQUENCE enquete_reponse_id;
CREATE TABLE enquete_reponse (                 -- one sheet; voie: papier, lien; the day alone; auteur: who typed a sheet
    id BIGINT PRIMARY KEY, cle VARCHAR NOT NULL UNIQUE, enquete_id BIGINT NOT NULL, voie VARCHAR NOT NULL,
    jour DATE NOT NULL, reponses JSON NOT NULL, commentaire VARCHAR NOT NULL, auteur VARCHAR
);
