-- Version 5: the desk of calls.
ALTER TABLE declarant ADD COLUMN telephone VARCHAR;
ALTER TABLE declarant ADD COLUMN nom VARCHAR;
ALTER TABLE declarant ADD COLUMN langue VARCHAR;
ALTER TABLE declarant ADD COLUMN rappel BOOLEAN;
ALTER TABLE declarant ADD COLUMN fusionne_dans BIGINT;
ALTER TABLE contact ADD COLUMN auteur VARCHAR;
ALTER TABLE contact ADD COLUMN duree_s INTEGER;
ALTER TABLE contact ADD COLUMN probleme_id BIGINT;
ALTER TABLE contact ADD COLUMN orientation VARCHAR;
ALTER TABLE contact ADD COLUMN note VARCHAR;
ALTER TABLE probleme ADD COLUMN fusionne_dans BIGINT;
ALTER TABLE signalement ADD COLUMN plaque VARCHAR;
ALTER TABLE signalement ADD COLUMN echeance TIMESTAMPTZ;
ALTER TABLE signalement ADD COLUMN version INTEGER DEFAULT 1;
ALTER TABLE signalement ADD COLUMN modifie_par VARCHAR;
ALTER TABLE signalement ADD COLUMN modifie_le TIMESTAMPTZ;
CREATE TABLE envoi (                           -- what a browser sent, by the key that it drew: sent twice, kept once
    cle VARCHAR PRIMARY KEY, contact_id BIGINT NOT NULL, reponse JSON NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE fusion (                          -- what a merging moved, by which it is undone
    retire BIGINT NOT NULL, garde BIGINT NOT NULL, signalements BIGINT[] NOT NULL, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL
);
CREATE TABLE orientation (                     -- who answers for what the office does not; empty: the reference table
    code VARCHAR PRIMARY KEY, rang INTEGER NOT NULL, libelle VARCHAR NOT NULL, numero VARCHAR NOT NULL,
    horaires VARCHAR NOT NULL, consigne VARCHAR NOT NULL, mots VARCHAR NOT NULL, urgence BOOLEAN NOT NULL
);
CREATE TABLE regle (                           -- which service acts, and by when; empty: the reference table
    rang INTEGER PRIMARY KEY, categorie VARCHAR, lieu VARCHAR, territoire VARCHAR, jours VARCHAR, heures VARCHAR,
    service VARCHAR NOT NULL, promesse_h INTEGER NOT NULL, ouvre BOOLEAN NOT NULL, escalade VARCHAR, astreinte VARCHAR
);
CREATE SEQUENCE consigne_id;
CREATE TABLE consigne (                        -- genre: consigne, to be acknowledged, or passation, from shift to shift
    id BIGINT PRIMARY KEY, genre VARCHAR NOT NULL, texte VARCHAR NOT NULL, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL, jusqua TIMESTAMPTZ
);
CREATE TABLE consigne_lue (
    consigne_id BIGINT NOT NULL, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL, PRIMARY KEY (consigne_id, auteur)
);
