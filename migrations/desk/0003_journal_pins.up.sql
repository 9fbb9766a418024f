-- The link of the head an intent was checked against: what is on the disk before the first byte pins it too.
ALTER TABLE journal ADD COLUMN link BLOB;
CREATE INDEX journal_by_head ON journal (head) WHERE link IS NOT NULL;
