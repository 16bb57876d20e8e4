-- What dialects with clients of their own need: secrets that sign their tokens, their devices, and what backends keep
-- with clients and channels. Clients are tokens whose id begins with `client:`.

CREATE TABLE signing_keys (
    app        INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    secret     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    until      INTEGER,
    PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE tokens ADD COLUMN extra TEXT;

ALTER TABLE channels ADD COLUMN title TEXT;
ALTER TABLE channels ADD COLUMN push INTEGER NOT NULL DEFAULT 0;

CREATE TABLE devices (
    app    INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    id     TEXT    NOT NULL,
    client INTEGER NOT NULL REFERENCES tokens ON DELETE CASCADE,
    token  TEXT    NOT NULL,
    PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX devices_by_client ON devices (client);
