-- Texts lie in files beside the database. Those that are stored already stay where they are.

CREATE TABLE text_file (
    text_file_id INTEGER PRIMARY KEY AUTOINCREMENT,
    size         INTEGER NOT NULL CHECK (size >= 0)
) STRICT;

CREATE TABLE text_gap (
    text_file_id   INTEGER NOT NULL REFERENCES text_file (text_file_id),
    start          INTEGER NOT NULL CHECK (start >= 0),
    size           INTEGER NOT NULL CHECK (size >= 0),
    is_overwritten INTEGER NOT NULL CHECK (is_overwritten IN (0, 1)),
    PRIMARY KEY (text_file_id, start)
) STRICT, WITHOUT ROWID;

UPDATE description SET text = 'Number of the row.' WHERE object = 'document_text' AND column_name = 'text_id';
UPDATE description SET text = 'The text in UTF-8, compressed, or where that lies in a file of texts: prov_text() gives the text.'
WHERE object = 'document_text' AND column_name = 'text';

INSERT INTO description (object, column_name, text) VALUES
('text_file', '', 'Files beside the database in which texts lie, one behind the other.'),
('text_file', 'text_file_id', 'Part of the name of the file.'),
('text_file', 'size', 'Bytes that are part of the store; what follows was left by an interrupted run.'),
('text_gap', '', 'Places in files of texts whose text was forgotten.'),
('text_gap', 'text_file_id', 'The file.'),
('text_gap', 'start', 'The first byte.'),
('text_gap', 'size', 'How many bytes.'),
('text_gap', 'is_overwritten', '1 when there are zeros there; before that, a reader may still use the text.');
