-- Passages as places: their words are cut out of the texts when somebody asks. For that, the parts of texts in which passages
-- lie are stored as they are, each once; of words that are the same in both texts, those of the left one.

CREATE TABLE text_part (
    document_id INTEGER NOT NULL REFERENCES document (document_id),
    part        INTEGER NOT NULL CHECK (part >= 0),
    text        BLOB NOT NULL CHECK (length(text) BETWEEN 1 AND 960),
    PRIMARY KEY (document_id, part)
) STRICT, WITHOUT ROWID;

INSERT INTO text_part
SELECT d.document_id, p.value, prov_text_part(d.document_id, p.value)
FROM document AS d, json_each(prov_text_parts(d.document_id)) AS p;

DROP VIEW v_passage;
DROP VIEW v_finding;

CREATE TABLE place (
    passage_id  INTEGER PRIMARY KEY,
    match_id    INTEGER NOT NULL REFERENCES match (match_id),
    left_start  INTEGER NOT NULL CHECK (left_start >= 0),
    left_end    INTEGER NOT NULL CHECK (left_end > left_start),
    right_start INTEGER NOT NULL CHECK (right_start >= 0),
    right_end   INTEGER NOT NULL CHECK (right_end > right_start),
    same_words  INTEGER NOT NULL CHECK (same_words IN (0, 1)),
    kind        TEXT NOT NULL CHECK (kind IN ('verbatim', 'edited', 'rewritten', 'summary')),
    changed     REAL NOT NULL CHECK (changed BETWEEN 0.0 AND 1.0),
    words       INTEGER NOT NULL CHECK (words >= 0),
    findings    TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(findings) AND json_type(findings) = 'array'),
    marks       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(marks) AND json_type(marks) = 'array'),
    basis       TEXT CHECK (basis IN ('words', 'context', 'content')),
    likeness    REAL CHECK (likeness IS NULL OR (likeness BETWEEN 0 AND 1 AND basis IS 'content')),
    CHECK (same_words = 0 OR right_end - right_start = left_end - left_start)
) STRICT;
INSERT INTO place
SELECT passage_id, match_id, left_start, left_end, right_start, right_end, right_text IS NULL, kind, changed, words, findings,
       marks, basis, likeness
FROM passage ORDER BY passage_id;
DROP INDEX passage_match;
DROP TABLE passage;
ALTER TABLE place RENAME TO passage;
CREATE INDEX passage_match ON passage (match_id);

-- A part has 240 characters. In a part, NUL is C0 80: SQLite takes NUL itself for the end of a text.
CREATE VIEW v_passage AS
SELECT p.match_id,
       p.left_start,
       p.left_end,
       replace(substr((SELECT group_concat(CAST(t.text AS TEXT), '')
                       FROM (SELECT text FROM text_part WHERE document_id = m.left_id
                             AND part BETWEEN p.left_start / 240 AND (p.left_end - 1) / 240 ORDER BY part) AS t),
                      p.left_start % 240 + 1, p.left_end - p.left_start), CAST(x'C080' AS TEXT), char(0)) AS left_text,
       p.right_start,
       p.right_end,
       replace(substr((SELECT group_concat(CAST(t.text AS TEXT), '')
                       FROM (SELECT text FROM text_part WHERE document_id = iif(p.same_words, m.left_id, m.right_id)
                             AND part BETWEEN iif(p.same_words, p.left_start, p.right_start) / 240
                                          AND (iif(p.same_words, p.left_end, p.right_end) - 1) / 240 ORDER BY part) AS t),
                      iif(p.same_words, p.left_start, p.right_start) % 240 + 1, p.right_end - p.right_start),
               CAST(x'C080' AS TEXT), char(0)) AS right_text,
       p.kind,
       p.changed,
       p.findings,
       p.marks,
       p.basis,
       p.likeness
FROM passage AS p
JOIN match AS m USING (match_id);

CREATE VIEW v_finding AS
SELECT p.match_id, p.left_start, p.right_start, f.value ->> 'kind' AS kind, f.value ->> 'side' AS side,
       f.value ->> 'count' AS count
FROM passage AS p, json_each(p.findings) AS f
WHERE p.findings <> '[]';

DELETE FROM description WHERE object = 'passage' AND column_name IN ('left_text', 'right_text');
INSERT INTO description (object, column_name, text) VALUES
('passage', 'same_words', '1 if both texts have the same words there: then the view v_passage cuts both out of the left text.'),
('text_part', '', 'Parts of texts as they are, those in which passages lie: the view v_passage cuts their words out of them.'),
('text_part', 'document_id', 'The document.'),
('text_part', 'part', 'Which part of its text: characters from 240 times this number on.'),
('text_part', 'text', 'Up to 240 characters in UTF-8, with C0 80 for NUL.');
