-- The base on one page. Counts: a contact is a call or message, whatever it ends in; a signalement is one
-- resident's account of one trouble; a probleme is the trouble itself, which several signalements may tell of.
-- Instants are stored with their zone; recu_jour and recu_heure are the day and hour in Europe/Paris.

CREATE TABLE meta (cle VARCHAR PRIMARY KEY, valeur VARCHAR NOT NULL);

CREATE TABLE categorie (
    code VARCHAR PRIMARY KEY, parent VARCHAR, libelle VARCHAR NOT NULL, service_code VARCHAR, lieu VARCHAR,
    mots VARCHAR, rang INTEGER NOT NULL, retiree_le DATE, remplacee_par VARCHAR  -- retired, never deleted
);

CREATE SEQUENCE declarant_id;
CREATE TABLE declarant (                       -- personal data stay here, apart from what was told
    id BIGINT PRIMARY KEY, cle VARCHAR NOT NULL UNIQUE, cree_le TIMESTAMPTZ NOT NULL,
    telephone VARCHAR, nom VARCHAR, langue VARCHAR, rappel BOOLEAN,             -- telephone: only to be called back
    fusionne_dans BIGINT                       -- recorded twice: the declarant who stands for both
);

CREATE SEQUENCE contact_id;
CREATE TABLE contact (
    id BIGINT PRIMARY KEY, recu_le TIMESTAMPTZ NOT NULL, recu_jour DATE NOT NULL, recu_heure TINYINT,
    canal VARCHAR NOT NULL, issue VARCHAR NOT NULL, declarant_id BIGINT,
    auteur VARCHAR, duree_s INTEGER, probleme_id BIGINT, orientation VARCHAR, note VARCHAR  -- what the desk adds
);

CREATE SEQUENCE probleme_id;
CREATE TABLE probleme (
    id BIGINT PRIMARY KEY, cle VARCHAR UNIQUE, categorie VARCHAR NOT NULL, ouvert_le TIMESTAMPTZ NOT NULL,
    fusionne_dans BIGINT                       -- found to be the same trouble as that one
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
    plaque VARCHAR, echeance TIMESTAMPTZ, version INTEGER DEFAULT 1, modifie_par VARCHAR, modifie_le TIMESTAMPTZ,
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

CREATE SEQUENCE surnom_id;
CREATE TABLE surnom (                          -- what residents call a place: a text to search, or a position
    id BIGINT PRIMARY KEY, surnom VARCHAR NOT NULL UNIQUE, designe VARCHAR NOT NULL, lat DOUBLE, lon DOUBLE,
    auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL,
    CHECK ((lat IS NULL) = (lon IS NULL)), CHECK (designe <> '' OR lat IS NOT NULL)
);

CREATE SEQUENCE journal_seq;
CREATE TABLE journal (                         -- append-only; keys, never personal values
    seq BIGINT PRIMARY KEY, le TIMESTAMPTZ NOT NULL, auteur VARCHAR NOT NULL, evenement VARCHAR NOT NULL,
    objet VARCHAR NOT NULL, cle VARCHAR NOT NULL, detail JSON NOT NULL
);

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
CREATE SEQUENCE publication_id;
CREATE TABLE publication (                     -- tables that anybody may see, as they were published; never changed
    id BIGINT PRIMARY KEY, nom VARCHAR NOT NULL UNIQUE, zonage VARCHAR NOT NULL, axes JSON NOT NULL,
    lignes JSON NOT NULL, part DOUBLE NOT NULL, remarque VARCHAR NOT NULL, publiee_par VARCHAR NOT NULL,
    publiee_le TIMESTAMPTZ NOT NULL
);

CREATE TABLE effacement (                      -- whose personal values were erased: keys only; backups follow it
    genre VARCHAR NOT NULL, objet VARCHAR NOT NULL, cle BIGINT NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE rejet (                           -- the files of refused rows, which the purge takes away in time
    chemin VARCHAR PRIMARY KEY, le TIMESTAMPTZ NOT NULL
);

-- The desk of calls.
CREATE TABLE envoi (                           -- what a browser sent, by the key that it drew: sent twice, kept once
    cle VARCHAR PRIMARY KEY, contact_id BIGINT NOT NULL, reponse JSON NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE fusion (                          -- what a merging moved, by which it is undone
    retire BIGINT NOT NULL, garde BIGINT NOT NULL, signalements BIGINT[] NOT NULL, auteur VARCHAR NOT NULL,
    le TIMESTAMPTZ NOT NULL
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

-- The walk: what a meeting raised, where one goes, what is found there and what becomes of it.
CREATE SEQUENCE reunion_id;
CREATE TABLE reunion (                         -- genre: consultation, groupe, presentation, restitution
    id BIGINT PRIMARY KEY, genre VARCHAR NOT NULL, titre VARCHAR NOT NULL, jour DATE NOT NULL, lieu VARCHAR NOT NULL,
    territoire VARCHAR, auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL,
    etat VARCHAR DEFAULT 'tenue',              -- prevue, tenue, annulee
    schema_id BIGINT, marche_id BIGINT,        -- the plan that it serves, and the walk that it gives back
    presents INTEGER, compte_rendu VARCHAR DEFAULT '', diagnostic VARCHAR DEFAULT ''
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

-- The schéma local: a plan, its actions, what they cost, what they gave, what was decided and what residents say.
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

-- Documents: each edition on its way from draft to published; what was published is kept as it was.
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
