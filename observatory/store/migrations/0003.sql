-- Accounts, their sessions, the keys of programs, invitations; and who looked at which file.
CREATE SEQUENCE compte_id;
CREATE TABLE compte (                          -- mot_de_passe: argon2id; null where an OpenID provider alone opens
    id BIGINT PRIMARY KEY, identifiant VARCHAR NOT NULL UNIQUE, nom VARCHAR NOT NULL, mot_de_passe VARCHAR,
    a_changer BOOLEAN NOT NULL, actif BOOLEAN NOT NULL, demo BOOLEAN NOT NULL,
    emetteur VARCHAR, sujet VARCHAR, cree_le TIMESTAMPTZ NOT NULL
);
CREATE TABLE compte_role (compte_id BIGINT NOT NULL, role VARCHAR NOT NULL);
CREATE TABLE compte_portee (                   -- genre: service, or territoire written zonage:code
    compte_id BIGINT NOT NULL, genre VARCHAR NOT NULL, valeur VARCHAR NOT NULL
);
CREATE TABLE session (                         -- empreinte: SHA-256 of what the cookie holds
    empreinte VARCHAR PRIMARY KEY, compte_id BIGINT NOT NULL, ouverte_le TIMESTAMPTZ NOT NULL,
    vue_le TIMESTAMPTZ NOT NULL, expire_le TIMESTAMPTZ NOT NULL, fermee_le TIMESTAMPTZ
);
CREATE TABLE tentative (                       -- identifiant: SHA-256 of what was typed, which may be a password
    identifiant VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL, reussie BOOLEAN NOT NULL
);
CREATE SEQUENCE cle_api_id;
CREATE TABLE cle_api (                         -- empreinte: SHA-256 of the whole key, shown once
    id BIGINT PRIMARY KEY, prefixe VARCHAR NOT NULL UNIQUE, empreinte VARCHAR NOT NULL, nom VARCHAR NOT NULL,
    droits VARCHAR NOT NULL, par_minute INTEGER NOT NULL, cree_par VARCHAR NOT NULL, cree_le TIMESTAMPTZ NOT NULL,
    expire_le TIMESTAMPTZ, revoquee_le TIMESTAMPTZ
);
CREATE TABLE invitation (
    empreinte VARCHAR PRIMARY KEY, roles VARCHAR NOT NULL, cree_le TIMESTAMPTZ NOT NULL,
    expire_le TIMESTAMPTZ NOT NULL, utilisee_le TIMESTAMPTZ
);
CREATE TABLE acces (                           -- append-only; each line's empreinte covers the one before; keys only
    seq BIGINT PRIMARY KEY, le TIMESTAMPTZ NOT NULL, auteur VARCHAR NOT NULL, operation VARCHAR NOT NULL,
    motif VARCHAR NOT NULL, n INTEGER NOT NULL, cles VARCHAR NOT NULL, precedente VARCHAR NOT NULL,
    empreinte VARCHAR NOT NULL
);
