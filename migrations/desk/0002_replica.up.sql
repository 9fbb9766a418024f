-- The office's state at a head that this desk has verified, sealed under a key that only the keyring holds.
CREATE TABLE checkpoint (
    only   BIGINT PRIMARY KEY CHECK (only = 1),
    seq    BIGINT NOT NULL,
    link   BLOB   NOT NULL,
    nonce  BLOB   NOT NULL,
    sealed BLOB   NOT NULL
);

-- What the office has put away. The checkpoint's root vouches for every node and row.
CREATE TABLE archive_node (
    path TEXT PRIMARY KEY,
    body BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE archive_row (
    key  BLOB PRIMARY KEY,
    body BLOB NOT NULL
);

-- Lists to find things by, up to an entry of the ledger. Nothing is shown from them.
CREATE TABLE listed (
    only BIGINT PRIMARY KEY CHECK (only = 1),
    seq  BIGINT NOT NULL
);

CREATE TABLE numbered (
    number  BIGINT PRIMARY KEY,
    release TEXT   NOT NULL
);

-- A post stands at the entry that put it on its way or out; the newest has the highest number.
CREATE TABLE post (
    seq      INTEGER PRIMARY KEY,
    release  TEXT    NOT NULL,
    revision BLOB    NOT NULL,
    channel  TEXT    NOT NULL
);
CREATE UNIQUE INDEX post_by_leg ON post (release, revision, channel);

CREATE VIRTUAL TABLE post_words USING fts5 (
    title,
    words,
    content = '',
    contentless_delete = 1,
    prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
