-- Signatures that another program made: texts that are known by their signature only, and the documents like them.

CREATE TABLE signature (
    signature_id INTEGER PRIMARY KEY AUTOINCREMENT,
    uri          TEXT NOT NULL UNIQUE CHECK (uri <> ''),
    hashvalues   BLOB NOT NULL CHECK (length(hashvalues) > 0 AND length(hashvalues) % 4 = 0),
    versions     TEXT NOT NULL CHECK (versions <> ''),
    document_id  INTEGER REFERENCES document (document_id),
    run_id       INTEGER NOT NULL REFERENCES run (run_id)
) STRICT;

CREATE INDEX signature_document ON signature (document_id);

CREATE TABLE signature_band (
    signature_id INTEGER NOT NULL REFERENCES signature (signature_id),
    key          INTEGER NOT NULL,
    PRIMARY KEY (signature_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX signature_band_key ON signature_band (key);

CREATE TABLE signature_candidate (
    signature_id INTEGER NOT NULL REFERENCES signature (signature_id),
    document_id  INTEGER NOT NULL REFERENCES document (document_id),
    resemblance  REAL NOT NULL CHECK (resemblance BETWEEN 0 AND 1),
    run_id       INTEGER NOT NULL REFERENCES run (run_id),
    PRIMARY KEY (signature_id, document_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX signature_candidate_document ON signature_candidate (document_id);

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

INSERT INTO description (object, column_name, text) VALUES
('signature', '', 'MinHash signatures that another program made, of texts that the store did not have then.'),
('signature', 'signature_id', 'Number of the signature; never used again.'),
('signature', 'uri', 'Name that the other program has for the text.'),
('signature', 'hashvalues', 'The signature: little-endian 32-bit integers, one for each permutation of the index.'),
('signature', 'versions', 'Versions of normal form, hash family and shingles that it was made with.'),
('signature', 'document_id', 'The text, once it was indexed under this name; NULL while only the signature is known.'),
('signature', 'run_id', 'The run that imported it.'),

('signature_band', '', 'Bands of these signatures, by which texts meet them.'),
('signature_band', 'signature_id', 'The signature.'),
('signature_band', 'key', 'Key of the band, 64 bits as a signed integer.'),

('signature_candidate', '', 'Documents that are like a text of which only the signature was known: candidates, not verified.'),
('signature_candidate', 'signature_id', 'The signature.'),
('signature_candidate', 'document_id', 'The document.'),
('signature_candidate', 'resemblance', 'Shared 5-word shingles as a share of those of both, estimated from both signatures.'),
('signature_candidate', 'run_id', 'The run that found it.'),

('v_signature', '', 'Imported signatures.'),
('v_signature', 'signature_id', 'Number of the signature; never used again.'),
('v_signature', 'uri', 'Name that the other program has for the text.'),
('v_signature', 'document_id', 'The text, once it was indexed under this name; NULL while only the signature is known.'),
('v_signature', 'candidates', 'Number of documents like it.'),
('v_signature', 'run_id', 'The run that imported it.'),

('v_signature_candidate', '', 'Documents that are like a text of which only the signature was known, and what alignment said once the text came.'),
('v_signature_candidate', 'signature_id', 'The signature.'),
('v_signature_candidate', 'uri', 'Name that the other program has for the text.'),
('v_signature_candidate', 'text_id', 'The text, once it was indexed under this name; NULL while only the signature is known.'),
('v_signature_candidate', 'document_id', 'The document that is like it: a candidate, not verified.'),
('v_signature_candidate', 'document_uri', 'Where that document was first seen.'),
('v_signature_candidate', 'resemblance', 'Shared 5-word shingles as a share of those of both, estimated from both signatures.'),
('v_signature_candidate', 'match_id', 'The match of both texts; NULL while the text has not come, and where alignment did not confirm the pair.'),
('v_signature_candidate', 'run_id', 'The run that found it.');
