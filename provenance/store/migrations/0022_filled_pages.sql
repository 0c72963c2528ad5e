-- Texts get numbers of their own, so that they can be stored in an order in which they fill pages.

ALTER TABLE document_text RENAME TO ordered_text;

CREATE TABLE document_text (
    text_id     INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL UNIQUE REFERENCES document (document_id),
    size        INTEGER NOT NULL CHECK (size >= 0),
    text        BLOB NOT NULL
) STRICT;

INSERT INTO document_text (text_id, document_id, size, text)
SELECT document_id, document_id, size, text FROM ordered_text ORDER BY document_id;
DROP TABLE ordered_text;

-- Of most sources it is NULL.
DROP INDEX source_last_run;
CREATE INDEX source_last_run ON source (last_run_id) WHERE last_run_id IS NOT NULL;

INSERT INTO description (object, column_name, text) VALUES
('document_text', 'text_id', 'Number of the row: texts are stored in an order in which they fill the pages of the database.');
