-- Version 7: walks.
CREATE SEQUENCE reunion_id;
CREATE TABLE reunion (                         -- genre: consultation, presentation, restitution
    id BIGINT PRIMARY KEY, genre VARCHAR NOT NULL, titre VARCHAR NOT NULL, jour DATE NOT NULL, lieu VARCHAR NOT NULL,
    territoire VARCHAR, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE SEQUENCE reunion_probleme_id;
CREATE TABLE reunion_probleme (                -- what residents raised there; voix: how many of them
    id BIGINT PRIMARY KEY, reunion_id BIGINT NOT NULL, categorie VARCHAR NOT NULL, texte VARCHAR NOT NULL,
    adresse VARCHAR NOT NULL, lat DOUBLE, lon DOUBLE, cell BIGINT, voix INTEGER NOT NULL, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL,
    CHECK ((lat IS NULL) = (lon IS NULL)), CHECK ((lat IS NULL) = (cell IS NULL))
);
CREATE SEQUENCE marche_id;
CREATE TABLE marche (                          -- genre: diagnostic, exploratoire; etat: preparation, prete, close, annulee
    id BIGINT PRIMARY KEY, reference VARCHAR NOT NULL UNIQUE, genre VARCHAR NOT NULL, titre VARCHAR NOT NULL,
    etat VARCHAR NOT NULL, prevue_le TIMESTAMPTZ NOT NULL, nuit BOOLEAN NOT NULL, ferme BOOLEAN NOT NULL,
    accessible BOOLEAN NOT NULL, inopinee BOOLEAN NOT NULL, minutes_max INTEGER NOT NULL, metres_max INTEGER NOT NULL,
    pilote VARCHAR NOT NULL, invites VARCHAR NOT NULL, consigne VARCHAR NOT NULL, territoire VARCHAR,
    depuis DATE, jusqua DATE,                  -- the days of the signalements that prepared it
    rendez_vous VARCHAR NOT NULL, lat DOUBLE, lon DOUBLE,                       -- where the walkers meet
    trace JSON NOT NULL, metres DOUBLE NOT NULL, minutes DOUBLE NOT NULL, methode VARCHAR NOT NULL,  -- [[lat, lon], …]
    reunion_id BIGINT, precedente_id BIGINT, version INTEGER NOT NULL, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL, close_le TIMESTAMPTZ, close_par VARCHAR,
    CHECK ((lat IS NULL) = (lon IS NULL))
);
CREATE SEQUENCE arret_id;
CREATE TABLE arret (                           -- origine: reunion, point_chaud, repete, silence, precedente, choix
    id BIGINT PRIMARY KEY, marche_id BIGINT NOT NULL, rang INTEGER NOT NULL, nom VARCHAR NOT NULL, lat DOUBLE NOT NULL,
    lon DOUBLE NOT NULL, cell BIGINT NOT NULL, origine VARCHAR NOT NULL, motif VARCHAR NOT NULL,
    precedent_id BIGINT                        -- the same place at the walk before
);
CREATE TABLE marche_lien (                     -- empreinte: SHA-256 of what opens the phone page
    empreinte VARCHAR PRIMARY KEY, marche_id BIGINT NOT NULL, auteur VARCHAR NOT NULL, cree_le TIMESTAMPTZ NOT NULL,
    expire_le TIMESTAMPTZ NOT NULL, revoque_le TIMESTAMPTZ
);
CREATE TABLE reponse (                         -- note: 0 to 3, or null for « je ne sais pas »; each phone keeps its own
    marche_id BIGINT NOT NULL, arret_id BIGINT NOT NULL, question VARCHAR NOT NULL, appareil VARCHAR NOT NULL,
    note TINYINT, le TIMESTAMPTZ NOT NULL, recu_le TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (arret_id, question, appareil)
);
CREATE SEQUENCE constat_id;
CREATE TABLE constat (                         -- situe_par: gps, arret, photo, carte; etat: garde, ecarte
    id BIGINT PRIMARY KEY, cle VARCHAR NOT NULL UNIQUE, marche_id BIGINT NOT NULL, arret_id BIGINT,
    positif BOOLEAN NOT NULL, categorie VARCHAR, texte VARCHAR NOT NULL, lat DOUBLE NOT NULL, lon DOUBLE NOT NULL,
    cell BIGINT NOT NULL, situe_par VARCHAR NOT NULL, precision_m DOUBLE, appareil VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL, recu_le TIMESTAMPTZ NOT NULL, etat VARCHAR NOT NULL, signalement_id BIGINT
);
CREATE TABLE participants (                    -- how many of each profile, as each phone counted them; no names
    marche_id BIGINT NOT NULL, appareil VARCHAR NOT NULL, profil VARCHAR NOT NULL, n INTEGER NOT NULL,
    le TIMESTAMPTZ NOT NULL, PRIMARY KEY (marche_id, appareil, profil)
);
CREATE TABLE ressenti (                        -- moment: avant, apres; note: 1 (not safe at all) to 4 (quite safe)
    marche_id BIGINT NOT NULL, appareil VARCHAR NOT NULL, moment VARCHAR NOT NULL, note TINYINT NOT NULL,
    n INTEGER NOT NULL, le TIMESTAMPTZ NOT NULL, PRIMARY KEY (marche_id, appareil, moment, note)
);
CREATE SEQUENCE engagement_id;
CREATE TABLE engagement (                      -- what was promised after a walk: by which service, for when, done when
    id BIGINT PRIMARY KEY, marche_id BIGINT NOT NULL, arret_id BIGINT, service VARCHAR NOT NULL, texte VARCHAR NOT NULL,
    pour_le DATE, tenu_le DATE, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL
);
