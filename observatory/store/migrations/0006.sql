-- Version 6: follow-up, mediation, settings and the directory.
ALTER TABLE categorie ADD COLUMN retiree_le DATE;
ALTER TABLE categorie ADD COLUMN remplacee_par VARCHAR;
-- Follow-up: what a service was sent, what it answered, what the caller was told.
CREATE SEQUENCE transmission_id;
CREATE TABLE transmission (                    -- voie: courriel, bordereau, telephone; remise_le: taken by the server
    id BIGINT PRIMARY KEY, probleme_id BIGINT NOT NULL, signalement_id BIGINT NOT NULL, service VARCHAR NOT NULL,
    voie VARCHAR NOT NULL, destinataire VARCHAR NOT NULL, note VARCHAR, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL, remise_le TIMESTAMPTZ, erreur VARCHAR
);
CREATE TABLE lien (                            -- empreinte: SHA-256 of a link by which a service answers once
    empreinte VARCHAR PRIMARY KEY, transmission_id BIGINT NOT NULL, cree_le TIMESTAMPTZ NOT NULL,
    expire_le TIMESTAMPTZ NOT NULL, utilise_le TIMESTAMPTZ, revoque_le TIMESTAMPTZ
);
CREATE SEQUENCE compte_rendu_id;
CREATE TABLE compte_rendu (                    -- suite: fait, prevu, refuse; etat: a_valider, valide, ecarte
    id BIGINT PRIMARY KEY, probleme_id BIGINT NOT NULL, signalement_id BIGINT NOT NULL, service VARCHAR NOT NULL,
    voie VARCHAR NOT NULL, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL, suite VARCHAR NOT NULL, motif VARCHAR,
    texte VARCHAR, prevu_le DATE, surface_m2 DOUBLE, cout_euros DOUBLE,
    etat VARCHAR NOT NULL, valide_par VARCHAR, valide_le TIMESTAMPTZ, remarque VARCHAR
);
CREATE SEQUENCE photo_id;
CREATE TABLE photo (                           -- re-encoded here, without what the camera wrote beside the picture
    id BIGINT PRIMARY KEY, objet VARCHAR NOT NULL, objet_id BIGINT NOT NULL, contenu BLOB NOT NULL,
    largeur INTEGER NOT NULL, hauteur INTEGER NOT NULL, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL,
    moderee_le TIMESTAMPTZ, moderee_par VARCHAR, visible BOOLEAN NOT NULL
);
CREATE SEQUENCE retour_id;
CREATE TABLE retour (                          -- news owed to a caller; etat: du, donne, impossible
    id BIGINT PRIMARY KEY, signalement_id BIGINT NOT NULL, compte_rendu_id BIGINT, phrase VARCHAR NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL, du_le TIMESTAMPTZ NOT NULL, etat VARCHAR NOT NULL, donne_le TIMESTAMPTZ,
    voie VARCHAR, auteur VARCHAR
);
CREATE SEQUENCE retour_essai_id;
CREATE TABLE retour_essai (                    -- each attempt to tell; issue: joint, absent, message, refus, numero_faux
    id BIGINT PRIMARY KEY, retour_id BIGINT NOT NULL, le TIMESTAMPTZ NOT NULL, auteur VARCHAR NOT NULL,
    voie VARCHAR NOT NULL, issue VARCHAR NOT NULL, note VARCHAR
);
CREATE TABLE retour_pris (                     -- who is telling a caller, so that nobody else does meanwhile
    retour_id BIGINT PRIMARY KEY, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE satisfaction (                    -- asked days after: resolved, and 1 to 5; le is null while to be asked
    retour_id BIGINT PRIMARY KEY, a_poser_le TIMESTAMPTZ NOT NULL, le TIMESTAMPTZ, auteur VARCHAR, resolu BOOLEAN,
    note TINYINT, refusee BOOLEAN NOT NULL, rouvert BOOLEAN NOT NULL
);

-- Mediation, and what médiateurs observe: no person in either.
CREATE SEQUENCE mediation_id;
CREATE TABLE mediation (                       -- issue: accord, partiel, refus, droit; parties: roles, comma between
    id BIGINT PRIMARY KEY, probleme_id BIGINT NOT NULL, signalement_id BIGINT NOT NULL, mediateur VARCHAR,
    confiee_par VARCHAR NOT NULL, confiee_le TIMESTAMPTZ NOT NULL, consigne VARCHAR, issue VARCHAR,
    parties VARCHAR, duree_min INTEGER, note VARCHAR, close_le TIMESTAMPTZ, close_par VARCHAR
);
CREATE SEQUENCE rendez_vous_id;
CREATE TABLE rendez_vous (                     -- etat: prevu, tenu, manque, annule
    id BIGINT PRIMARY KEY, mediation_id BIGINT NOT NULL, le TIMESTAMPTZ NOT NULL, lieu VARCHAR NOT NULL,
    parties VARCHAR NOT NULL, etat VARCHAR NOT NULL, auteur VARCHAR NOT NULL
);
CREATE SEQUENCE ambiance_id;
CREATE TABLE ambiance (                        -- what was felt at a place during an interval: never a signalement
    id BIGINT PRIMARY KEY, lieu VARCHAR NOT NULL, lat DOUBLE NOT NULL, lon DOUBLE NOT NULL, cell BIGINT NOT NULL,
    debut TIMESTAMPTZ NOT NULL, fin TIMESTAMPTZ NOT NULL, genre VARCHAR NOT NULL, intensite TINYINT NOT NULL,
    auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE ambiance_appartenance (ambiance_id BIGINT NOT NULL, territoire_id BIGINT NOT NULL);
CREATE TABLE depot (                           -- what a phone sent, by the key that it drew: sent twice, kept once
    cle VARCHAR PRIMARY KEY, auteur VARCHAR NOT NULL, operation VARCHAR NOT NULL, reponse JSON NOT NULL,
    le TIMESTAMPTZ NOT NULL
);

-- What the city sets: dated, the latest in force.
CREATE TABLE reglage (
    cle VARCHAR NOT NULL, depuis TIMESTAMPTZ NOT NULL, valeur JSON NOT NULL, auteur VARCHAR NOT NULL,
    PRIMARY KEY (cle, depuis)
);
CREATE TABLE annuaire (                        -- who does what, where, when; genre: service, partenaire, urgence, aide
    code VARCHAR PRIMARY KEY, rang INTEGER NOT NULL, genre VARCHAR NOT NULL, nom VARCHAR NOT NULL,
    role VARCHAR NOT NULL, adresse VARCHAR NOT NULL, horaires VARCHAR NOT NULL, numero VARCHAR NOT NULL,
    courriel VARCHAR NOT NULL, consigne VARCHAR NOT NULL, mots VARCHAR NOT NULL, verifie_le DATE,
    verifie_par VARCHAR, retire_le DATE
);
INSERT INTO annuaire                           -- a short number helps everybody; another is the city's own service
SELECT code, rang, CASE WHEN urgence THEN 'urgence' WHEN length(replace(numero, ' ', '')) <= 7 THEN 'aide'
    ELSE 'service' END, libelle, '', '', horaires, numero, '', consigne, mots, NULL, NULL, NULL FROM orientation;
DROP TABLE orientation;
