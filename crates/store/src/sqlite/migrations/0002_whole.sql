-- Keys, limits and retention of apps; keys of the admin API; webhooks; versions of token states; publishes that are
-- known again; and what makes it possible to take away old rows little by little.

CREATE TABLE project_keys (
    app        INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    token      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    until      INTEGER,
    PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;

-- The tail of an app's id will do for its first key.
INSERT INTO project_keys (app, id, token, created_at)
    SELECT key, replace(id, 'project_', 'ptkid_'), project_token, created_at FROM apps;

ALTER TABLE apps DROP COLUMN project_token;
ALTER TABLE apps ADD COLUMN limits TEXT NOT NULL DEFAULT '{}'; -- JSON object, what is not said is as usual
ALTER TABLE apps ADD COLUMN default_capabilities INTEGER NOT NULL DEFAULT 0; -- bit field
ALTER TABLE apps ADD COLUMN keep_messages INTEGER; -- for each channel
ALTER TABLE apps ADD COLUMN keep_ms INTEGER;
ALTER TABLE apps ADD COLUMN keep_versions INTEGER NOT NULL DEFAULT 100;
ALTER TABLE apps ADD COLUMN idempotency_ms INTEGER NOT NULL DEFAULT 300000;

CREATE TABLE access_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    scope      TEXT    NOT NULL,
    hash       BLOB    NOT NULL,
    hint       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE webhooks (
    app        INTEGER NOT NULL REFERENCES apps ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    url        TEXT    NOT NULL,
    events     TEXT    NOT NULL, -- JSON array
    secret     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE tokens ADD COLUMN last_seen INTEGER;

-- All states of a token but the empty one it is born with. The current one is in the token's row too.
CREATE TABLE token_states (
    token   INTEGER NOT NULL REFERENCES tokens ON DELETE CASCADE,
    version INTEGER NOT NULL,
    value   TEXT    NOT NULL, -- JSON object
    at      INTEGER NOT NULL,
    PRIMARY KEY (token, version)
) STRICT, WITHOUT ROWID;

INSERT INTO token_states (token, version, value, at)
    SELECT key, state_version, state, created_at FROM tokens WHERE state_version > 0;

-- What is known of a channel's messages that were removed because of their age or number: the highest position, which
-- is never given again, and when that message came.
ALTER TABLE channels ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN removed_at INTEGER;

-- Keys of recent publishes. Like messages they do not refer to channels.
CREATE TABLE publish_keys (
    channel  INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    position INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (channel, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX publish_keys_by_time ON publish_keys (at);

-- Channels that were deleted while their messages are still to be taken away. No channel gets a key that is in here.
CREATE TABLE graves (
    channel INTEGER PRIMARY KEY
) STRICT;

CREATE INDEX grants_by_end ON grants (until) WHERE until IS NOT NULL;
