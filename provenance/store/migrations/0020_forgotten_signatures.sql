-- Candidates of signatures get numbers, by which events seal them, and forgotten signatures leave a trace.

DROP VIEW v_signature_candidate;
DROP VIEW v_signature;
ALTER TABLE signature_candidate RENAME TO unnumbered_candidate;
DROP INDEX signature_candidate_document;

CREATE TABLE signature_candidate (
    candidate_id INTEGER PRIMARY KEY AUTOINCREMENT,
    signature_id INTEGER NOT NULL REFERENCES signature (signature_id),
    document_id  INTEGER NOT NULL REFERENCES document (document_id),
    resemblance  REAL NOT NULL CHECK (resemblance BETWEEN 0 AND 1),
    run_id       INTEGER NOT NULL REFERENCES run (run_id),
    UNIQUE (signature_id, document_id)
) STRICT;

CREATE INDEX signature_candidate_document ON signature_candidate (document_id);

INSERT INTO signature_candidate (signature_id, document_id, resemblance, run_id)
SELECT signature_id, document_id, resemblance, run_id FROM unnumbered_candidate ORDER BY signature_id, document_id;
DROP TABLE unnumbered_candidate;

CREATE VIEW v_signature AS
SELECT g.signature_id, g.uri, g.document_id,
       (SELECT count(*) FROM signature_candidate AS c WHERE c.signature_id = g.signature_id) AS candidates,
       g.run_id
FROM signature AS g;

CREATE VIEW v_signature_candidate AS
SELECT c.signature_id, g.uri, g.document_id AS text_id, c.document_id, s.uri AS document_uri, c.resemblance,
       (SELECT m.match_id FROM match AS m
        WHERE m.left_id = min(g.document_id, c.document_id)
          AND m.right_id = max(g.document_id, c.document_id)) AS match_id,
       c.run_id
FROM signature_candidate AS c
JOIN signature AS g ON g.signature_id = c.signature_id
JOIN sighting AS f ON f.document_id = c.document_id AND f.is_first
JOIN source AS s ON s.source_id = f.source_id;

CREATE TABLE forgotten_signature (
    signature_id INTEGER PRIMARY KEY,
    sha256       TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    run_id       INTEGER NOT NULL REFERENCES run (run_id),
    forgotten_at TEXT NOT NULL CHECK (forgotten_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX forgotten_signature_sha256 ON forgotten_signature (sha256);

CREATE VIEW v_forgotten_signature AS
SELECT signature_id, sha256, run_id, forgotten_at
FROM forgotten_signature;

INSERT INTO description (object, column_name, text) VALUES
('signature_candidate', 'candidate_id', 'Number of the row, by which an event seals it; never used again.'),
('forgotten_signature', '', 'Imported signatures that were removed for good.'),
('forgotten_signature', 'signature_id', 'The number the signature had; never used again.'),
('forgotten_signature', 'sha256', 'SHA-256 of its values, so that it is not imported again; NULL when that was not to be kept.'),
('forgotten_signature', 'run_id', 'The run that removed it.'),
('forgotten_signature', 'forgotten_at', 'When it was removed.'),
('v_forgotten_signature', '', 'Imported signatures that were removed for good.');

INSERT INTO description (object, column_name, text)
SELECT 'v_forgotten_signature', column_name, text
FROM description WHERE object = 'forgotten_signature' AND column_name <> '';
