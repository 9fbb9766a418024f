DROP INDEX journal_by_head;
ALTER TABLE journal DROP COLUMN link;
