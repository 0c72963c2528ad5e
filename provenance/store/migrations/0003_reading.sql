-- What reading brings along: more claims, where the evidence lies, digests of inputs, and inputs that could not be read.

ALTER TABLE sighting ADD COLUMN canonical TEXT;
ALTER TABLE sighting ADD COLUMN licence TEXT;
ALTER TABLE sighting ADD COLUMN observed_at TEXT CHECK (observed_at GLOB '????-??-??T??:??:??*Z');
ALTER TABLE sighting ADD COLUMN evidence TEXT;

ALTER TABLE source ADD COLUMN digest TEXT CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*');

CREATE TABLE failure (
    uri             TEXT PRIMARY KEY CHECK (uri <> ''),
    reason          TEXT NOT NULL CHECK (reason <> ''),
    size            INTEGER CHECK (size >= 0),
    modified_ns     INTEGER,
    version         TEXT NOT NULL,
    first_failed_at TEXT NOT NULL CHECK (first_failed_at GLOB '????-??-??T??:??:??*Z'),
    last_failed_at  TEXT NOT NULL CHECK (last_failed_at GLOB '????-??-??T??:??:??*Z'),
    run_id          INTEGER NOT NULL REFERENCES run (run_id),
    last_run_id     INTEGER NOT NULL REFERENCES run (run_id),
    CHECK (last_run_id >= run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX failure_run ON failure (run_id);
CREATE INDEX failure_last_run ON failure (last_run_id);

CREATE VIEW v_failure AS
SELECT uri, reason, first_failed_at, last_failed_at, run_id, last_run_id
FROM failure;

DROP VIEW v_source;
CREATE VIEW v_source AS
SELECT s.uri,
       s.document_id,
       (SELECT g.first_seen_at FROM sighting AS g WHERE g.source_id = s.source_id
        ORDER BY g.sighting_id LIMIT 1) AS first_seen_at,
       g.last_seen_at,
       g.published_at,
       s.status,
       g.canonical,
       g.licence,
       g.observed_at,
       g.evidence
FROM source AS s
JOIN sighting AS g ON g.sighting_id = (SELECT max(c.sighting_id) FROM sighting AS c WHERE c.source_id = s.source_id)
WHERE s.document_id IS NOT NULL;

INSERT INTO description (object, column_name, text) VALUES
('sighting', 'canonical', 'The address that the source names as the proper one of this text.'),
('sighting', 'licence', 'Licence, as the source claims.'),
('sighting', 'observed_at', 'When the source carried this text, as a server or an archive recorded it.'),
('sighting', 'evidence', 'Where the bytes lie that the text was read from, such as a record of a web archive.'),
('source', 'digest', 'SHA-256 of the bytes of the input when it was last read to its end, where that saves reading it again.'),
('failure', '', 'Inputs that could not be read when that was last tried. An input is tried again when it has changed.'),
('failure', 'uri', 'Address of the input, or of the record or row in it.'),
('failure', 'reason', 'Why.'),
('failure', 'size', 'Bytes of the input then; NULL when it is worth another try as it is.'),
('failure', 'modified_ns', 'Modification time of the input then, in nanoseconds since 1970.'),
('failure', 'version', 'Version of the program that tried.'),
('failure', 'first_failed_at', 'When it failed first.'),
('failure', 'last_failed_at', 'When it failed last, or was found as it was when it failed.'),
('failure', 'run_id', 'The run in which it failed first.'),
('failure', 'last_run_id', 'The run in which it failed last.'),
('v_failure', '', 'Inputs that could not be read when that was last tried.'),
('v_failure', 'uri', 'Address of the input, or of the record or row in it.'),
('v_failure', 'reason', 'Why.'),
('v_failure', 'first_failed_at', 'When it failed first.'),
('v_failure', 'last_failed_at', 'When it failed last, or was found as it was when it failed.'),
('v_failure', 'run_id', 'The run in which it failed first.'),
('v_failure', 'last_run_id', 'The run in which it failed last.'),
('v_source', 'canonical', 'The address that the source names as the proper one of its present text.'),
('v_source', 'licence', 'Licence of its present text, as it claims.'),
('v_source', 'observed_at', 'When it carried that text, as a server or an archive recorded it.'),
('v_source', 'evidence', 'Where the bytes lie that its present text was read from.');
