CREATE TABLE identity (
    only       BIGINT PRIMARY KEY CHECK (only = 1),
    office     TEXT   NOT NULL,
    desk       TEXT   NOT NULL,
    created_at TEXT   NOT NULL
);

CREATE TABLE pinned (
    only BIGINT PRIMARY KEY CHECK (only = 1),
    seq  BIGINT NOT NULL,
    link BLOB   NOT NULL
);

-- Sealed keys and credentials, and the wrong passphrases of each member.
CREATE TABLE sealed (
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE sending_grant (
    revision BLOB NOT NULL,
    channel  TEXT NOT NULL,
    until    TEXT NOT NULL,
    body     BLOB NOT NULL,
    PRIMARY KEY (revision, channel)
);

CREATE TABLE draft (
    id       TEXT   PRIMARY KEY,
    version  BIGINT NOT NULL,
    saved_at TEXT   NOT NULL,
    body     BLOB   NOT NULL
);
CREATE INDEX draft_by_time ON draft (saved_at DESC);

-- What this desk has done to publish, step by step. Never shared.
CREATE TABLE journal (
    release     TEXT   NOT NULL,
    revision    BLOB   NOT NULL,
    channel     TEXT   NOT NULL,
    attempt     BIGINT NOT NULL,
    phase       TEXT   NOT NULL,
    send_before TEXT   NOT NULL,
    sent        BLOB,
    head        BIGINT,
    remotes     TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    changed_at  TEXT   NOT NULL,
    PRIMARY KEY (release, revision, channel, attempt)
);
