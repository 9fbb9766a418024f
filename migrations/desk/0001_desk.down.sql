DROP TABLE journal;
DROP TABLE draft;
DROP TABLE sending_grant;
DROP TABLE sealed;
DROP TABLE pinned;
DROP TABLE identity;
