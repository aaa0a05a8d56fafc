-- Version 2: local nicknames of places.
CREATE SEQUENCE surnom_id;
CREATE TABLE surnom (                          -- what residents call a place: a text to search, or a position
    id BIGINT PRIMARY KEY, surnom VARCHAR NOT NULL UNIQUE, designe VARCHAR NOT NULL, lat DOUBLE, lon DOUBLE,
    auteur VARCHAR NOT NULL, le TIMESTAMPTZ NOT NULL,
    CHECK ((lat IS NULL) = (lon IS NULL)), CHECK (designe <> '' OR lat IS NOT NULL)
);
