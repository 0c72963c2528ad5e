-- What was removed for good, and the trace that it leaves.

CREATE TABLE forgotten (
    document_id  INTEGER PRIMARY KEY CHECK (document_id BETWEEN 1 AND 4294967295),
    sha256       TEXT UNIQUE CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    in_index     INTEGER NOT NULL CHECK (in_index IN (0, 1)),
    run_id       INTEGER NOT NULL REFERENCES run (run_id),
    forgotten_at TEXT NOT NULL CHECK (forgotten_at GLOB '????-??-??T??:??:??*Z')
) STRICT;
CREATE INDEX forgotten_in_index ON forgotten (document_id) WHERE in_index;

CREATE VIEW v_forgotten AS
SELECT document_id, sha256, in_index, run_id, forgotten_at
FROM forgotten;

INSERT INTO description (object, column_name, text) VALUES
('forgotten', '', 'Documents that were removed for good. Nothing else in the store says what they were.'),
('forgotten', 'document_id', 'The number the document had; never used again.'),
('forgotten', 'sha256', 'SHA-256 of its text, so that it is not added again; NULL when that was not to be kept.'),
('forgotten', 'in_index', '1 while segments still hold its keys, 0 when they were merged without it.'),
('forgotten', 'run_id', 'The run that removed it.'),
('forgotten', 'forgotten_at', 'When it was removed.'),
('v_forgotten', '', 'Documents that were removed for good.');

INSERT INTO description (object, column_name, text)
SELECT 'v_forgotten', column_name, text FROM description WHERE object = 'forgotten' AND column_name <> '';

UPDATE description
SET text = 'The document it carries now; NULL for an archive or table whose records are sources of their own, '
        || 'and when that document was forgotten.'
WHERE object = 'source' AND column_name = 'document_id';
