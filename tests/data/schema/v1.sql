-- The base on one page. Counts: a contact is a call or message, whatever it ends in; a signalement is one
-- resident's account of one trouble; a probleme is the trouble itself, which several signalements may tell of.
-- Instants are stored with their zone; recu_jour and recu_heure are the day and hour in Europe/Paris.

CREATE TABLE meta (cle VARCHAR PRIMARY KEY, valeur VARCHAR NOT NULL);

CREATE TABLE categorie (
    code VARCHAR PRIMARY KEY, parent VARCHAR, libelle VARCHAR NOT NULL, service_code VARCHAR, lieu VARCHAR,
    mots VARCHAR, rang INTEGER NOT NULL
);

CREATE SEQUENCE declarant_id;
CREATE TABLE declarant (                       -- personal data stay here, apart from what was told
    id BIGINT PRIMARY KEY, cle VARCHAR NOT NULL UNIQUE, cree_le TIMESTAMPTZ NOT NULL
);

CREATE SEQUENCE contact_id;
CREATE TABLE contact (
    id BIGINT PRIMARY KEY, recu_le TIMESTAMPTZ NOT NULL, recu_jour DATE NOT NULL, recu_heure TINYINT,
    canal VARCHAR NOT NULL, issue VARCHAR NOT NULL, declarant_id BIGINT
);

CREATE SEQUENCE probleme_id;
CREATE TABLE probleme (
    id BIGINT PRIMARY KEY, cle VARCHAR UNIQUE, categorie VARCHAR NOT NULL, ouvert_le TIMESTAMPTZ NOT NULL
);

CREATE SEQUENCE signalement_id;
CREATE TABLE signalement (
    id BIGINT PRIMARY KEY, source VARCHAR NOT NULL, reference VARCHAR NOT NULL,
    contact_id BIGINT NOT NULL, probleme_id BIGINT NOT NULL, declarant_id BIGINT,
    recu_le TIMESTAMPTZ NOT NULL, recu_jour DATE NOT NULL, recu_heure TINYINT,  -- no hour: known by its day alone
    canal VARCHAR NOT NULL, categorie VARCHAR NOT NULL, categorie_origine VARCHAR, description VARCHAR,
    adresse VARCHAR, adresse_trouvee VARCHAR, lieu VARCHAR NOT NULL,            -- public, parties communes, prive
    residence VARCHAR, batiment VARCHAR, hall VARCHAR, etage VARCHAR,
    lat DOUBLE, lon DOUBLE, cell BIGINT, precision_m DOUBLE, methode VARCHAR,   -- cell: H3, resolution 12, signed
    survenu_debut TIMESTAMPTZ, survenu_fin TIMESTAMPTZ,
    statut VARCHAR NOT NULL, service VARCHAR, clos_le TIMESTAMPTZ, retour_le TIMESTAMPTZ, remarque VARCHAR,
    UNIQUE (source, reference),
    CHECK ((lat IS NULL) = (lon IS NULL)), CHECK ((lat IS NULL) = (cell IS NULL))
);

CREATE SEQUENCE territoire_id;
CREATE TABLE territoire (                      -- dated; may overlap; both days included, null is unbounded
    id BIGINT PRIMARY KEY, zonage VARCHAR NOT NULL, code VARCHAR NOT NULL, nom VARCHAR NOT NULL,
    population DOUBLE, valid_from DATE, valid_to DATE, contour BLOB NOT NULL   -- WKB, degrees WGS84
);
CREATE TABLE territoire_cellule (              -- a cell inside stands for its descendants; edges are resolution 12
    territoire_id BIGINT NOT NULL, cell BIGINT NOT NULL, inside BOOLEAN NOT NULL
);
CREATE TABLE appartenance (signalement_id BIGINT NOT NULL, territoire_id BIGINT NOT NULL);

CREATE TABLE adresse (                         -- the columns of the Base Adresse Nationale
    id VARCHAR NOT NULL, numero VARCHAR NOT NULL, rep VARCHAR NOT NULL, nom_voie VARCHAR NOT NULL,
    code_postal VARCHAR NOT NULL, code_insee VARCHAR NOT NULL, nom_commune VARCHAR NOT NULL,
    lon DOUBLE NOT NULL, lat DOUBLE NOT NULL
);
CREATE TABLE voie (nom VARCHAR NOT NULL, contour BLOB NOT NULL);
CREATE TABLE lieu (nom VARCHAR NOT NULL, genre VARCHAR, lat DOUBLE NOT NULL, lon DOUBLE NOT NULL);

CREATE SEQUENCE journal_seq;
CREATE TABLE journal (                         -- append-only; keys, never personal values
    seq BIGINT PRIMARY KEY, le TIMESTAMPTZ NOT NULL, auteur VARCHAR NOT NULL, evenement VARCHAR NOT NULL,
    objet VARCHAR NOT NULL, cle VARCHAR NOT NULL, detail JSON NOT NULL
);

-- A few rows, as a base of that version held them.
INSERT INTO meta VALUES ('version', '1'), ('nom', 'Ville d''avant'), ('fictif', 'non');
INSERT INTO categorie VALUES ('bruit', NULL, 'Bruit', '01', NULL, 'bruit;tapage', 0), ('autre', NULL, 'Autre', '99', NULL, '', 1);
INSERT INTO declarant VALUES (nextval('declarant_id'), 'habitant-1', TIMESTAMPTZ '2024-03-05 10:00:00+01');
INSERT INTO contact VALUES
    (nextval('contact_id'), TIMESTAMPTZ '2024-03-05 10:00:00+01', DATE '2024-03-05', 10, 'telephone', 'signalement', 1),
    (nextval('contact_id'), TIMESTAMPTZ '2024-07-14 23:30:00+02', DATE '2024-07-14', 23, 'formulaire', 'signalement', NULL);
INSERT INTO probleme VALUES
    (nextval('probleme_id'), NULL, 'bruit', TIMESTAMPTZ '2024-03-05 10:00:00+01'),
    (nextval('probleme_id'), 'p-2', 'autre', TIMESTAMPTZ '2024-07-14 23:30:00+02');
INSERT INTO signalement (
    id, source, reference, contact_id, probleme_id, declarant_id, recu_le, recu_jour, recu_heure, canal, categorie,
    description, adresse, lieu, lat, lon, cell, precision_m, methode, statut, clos_le
) VALUES
    (nextval('signalement_id'), 'observatoire', 'A-1', 1, 1, 1, TIMESTAMPTZ '2024-03-05 10:00:00+01', DATE '2024-03-05',
     10, 'telephone', 'bruit', 'La musique du deuxième étage', '3 quai des Thoniers', 'prive', 46.05, -4.6,
     630930782323664383, 5, 'source', 'resolu', TIMESTAMPTZ '2024-03-09 09:00:00+01'),
    (nextval('signalement_id'), 'observatoire', 'A-2', 2, 2, NULL, TIMESTAMPTZ '2024-07-14 23:30:00+02',
     DATE '2024-07-14', 23, 'formulaire', 'autre', 'Une barrière tombée', NULL, 'public', NULL, NULL, NULL, NULL, NULL,
     'recu', NULL);
INSERT INTO adresse VALUES ('1', '3', '', 'Quai des Thoniers', '29999', '29999', 'Ville d''avant', -4.6, 46.05);
INSERT INTO journal VALUES (nextval('journal_seq'), TIMESTAMPTZ '2024-07-14 23:31:00+02', 'init', 'import',
    'signalements', 'observatoire', '{"enregistres": 2}');
