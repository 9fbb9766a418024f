DROP TABLE post_words;
DROP TABLE post;
DROP TABLE numbered;
DROP TABLE listed;
DROP TABLE archive_row;
DROP TABLE archive_node;
DROP TABLE checkpoint;
