-- Version 9: documents, each edition on its way from draft to published; what was published is kept as it was.
CREATE SEQUENCE edition_id;
CREATE TABLE edition (                         -- etat: brouillon, validee, publiee, retiree; contenu: domain.support
    id BIGINT PRIMARY KEY, genre VARCHAR NOT NULL, titre VARCHAR NOT NULL, periode VARCHAR NOT NULL,
    territoire VARCHAR NOT NULL, schema_id BIGINT, action_id BIGINT, etat VARCHAR NOT NULL, sections VARCHAR[] NOT NULL,
    contenu JSON NOT NULL, donnees_le DATE NOT NULL, publications BIGINT[] NOT NULL, auteur VARCHAR NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL, valide_par VARCHAR, valide_le TIMESTAMPTZ, publie_par VARCHAR,
    publie_le TIMESTAMPTZ, retire_le TIMESTAMPTZ
);
CREATE TABLE edition_image (                   -- the pictures of its content: maps, photographs that were moderated
    edition_id BIGINT NOT NULL, nom VARCHAR NOT NULL, media VARCHAR NOT NULL, contenu BLOB NOT NULL,
    PRIMARY KEY (edition_id, nom)
);
CREATE TABLE edition_fichier (                 -- the files as they were published, byte for byte
    edition_id BIGINT NOT NULL, format VARCHAR NOT NULL, contenu BLOB NOT NULL, empreinte VARCHAR NOT NULL,
    PRIMARY KEY (edition_id, format)
);
