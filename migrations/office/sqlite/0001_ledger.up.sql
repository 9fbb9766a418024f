CREATE TABLE entry (
    seq       BIGINT PRIMARY KEY,
    prev      BLOB   NOT NULL,
    link      BLOB   NOT NULL UNIQUE,
    body      BLOB   NOT NULL,
    signature BLOB   NOT NULL
);

-- Accidents are stopped here; people are stopped by the signatures.
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'an entry of the ledger is never changed');
END;

CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'an entry of the ledger is never deleted');
END;

-- Beside the ledger, so that it can be erased while the ledger still verifies.
CREATE TABLE content (
    digest BLOB PRIMARY KEY,
    bytes  BLOB NOT NULL
);
