-- Texts that repeat are stored once; everything else refers to them by an integer key.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE apps (
    key           INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    project_token TEXT    NOT NULL,
    join_mode     TEXT    NOT NULL,
    ask_timeout   INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE tokens (
    key           INTEGER PRIMARY KEY,
    app           INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    id            TEXT    NOT NULL,
    name          TEXT,
    state         TEXT    NOT NULL, -- JSON object
    state_version INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    UNIQUE (app, id)
) STRICT;

CREATE TABLE channels (
    key          INTEGER PRIMARY KEY,
    app          INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    visibility   TEXT    NOT NULL,
    capabilities INTEGER NOT NULL, -- bit field
    closed       INTEGER NOT NULL,
    extra        TEXT,
    created_at   INTEGER NOT NULL,
    UNIQUE (app, name)
) STRICT;

-- All states of a channel; the one with the highest version is the current one.
CREATE TABLE states (
    channel INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    version INTEGER NOT NULL,
    value   TEXT    NOT NULL, -- JSON object
    author  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (channel, version)
) STRICT, WITHOUT ROWID;

-- No reference to channels: it would be checked for every message, and deleting a channel deletes its range of
-- messages at once instead of row by row.
CREATE TABLE messages (
    channel  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    event    TEXT    NOT NULL,
    sender   TEXT    NOT NULL,
    payload  TEXT    NOT NULL, -- JSON
    PRIMARY KEY (channel, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_by_time ON messages (channel, at);

CREATE TABLE subscriptions (
    channel INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    token   INTEGER NOT NULL REFERENCES tokens ON DELETE CASCADE,
    since   INTEGER NOT NULL,
    PRIMARY KEY (channel, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscriptions_by_token ON subscriptions (token);

CREATE TABLE grants (
    channel INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    token   INTEGER NOT NULL REFERENCES tokens ON DELETE CASCADE,
    decider TEXT    NOT NULL,
    reason  TEXT,
    at      INTEGER NOT NULL,
    until   INTEGER,
    PRIMARY KEY (channel, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_by_token ON grants (token);

-- Outlives what it tells of, so it names things instead of referring to them.
CREATE TABLE journal (
    line    INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    app     TEXT    NOT NULL,
    ticket  TEXT,
    token   TEXT    NOT NULL,
    channel TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    decider TEXT    NOT NULL,
    term    TEXT, -- JSON object
    reason  TEXT
) STRICT;

CREATE INDEX journal_by_app ON journal (app, line);
