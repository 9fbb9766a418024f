DROP TABLE content;
DROP TABLE entry;
