-- Version 4: what the purge needs to remember.
CREATE TABLE effacement (                      -- whose personal values were erased: keys only; backups follow it
    genre VARCHAR NOT NULL, objet VARCHAR NOT NULL, cle BIGINT NOT NULL, le TIMESTAMPTZ NOT NULL
);
CREATE TABLE rejet (                           -- the files of refused rows, which the purge takes away in time
    chemin VARCHAR PRIMARY KEY, le TIMESTAMPTZ NOT NULL
);
