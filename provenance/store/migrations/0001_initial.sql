-- The first schema. docs/schema.md shows it as a picture; the table `description` says what every column means.

CREATE TABLE description (
    object      TEXT NOT NULL,
    column_name TEXT NOT NULL,
    text        TEXT NOT NULL CHECK (text <> ''),
    PRIMARY KEY (object, column_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE parameter (
    parameter_id INTEGER PRIMARY KEY CHECK (parameter_id = 1),
    parameters   TEXT NOT NULL CHECK (json_valid(parameters)),
    digest       TEXT NOT NULL CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
    permutations BLOB NOT NULL
) STRICT;

CREATE TABLE run (
    run_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    command     TEXT NOT NULL CHECK (command <> ''),
    parameters  TEXT NOT NULL CHECK (json_valid(parameters)),
    version     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('running', 'finished', 'failed', 'interrupted')),
    started_at  TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*Z'),
    finished_at TEXT CHECK (finished_at GLOB '????-??-??T??:??:??*Z'),
    added       INTEGER NOT NULL DEFAULT 0 CHECK (added >= 0),
    changed     INTEGER NOT NULL DEFAULT 0 CHECK (changed >= 0),
    unchanged   INTEGER NOT NULL DEFAULT 0 CHECK (unchanged >= 0),
    failed      INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
    matches     INTEGER NOT NULL DEFAULT 0 CHECK (matches >= 0),
    CHECK (CASE state WHEN 'running' THEN finished_at IS NULL
                      WHEN 'interrupted' THEN 1
                      ELSE finished_at IS NOT NULL END)
) STRICT;
CREATE INDEX run_running ON run (run_id) WHERE state = 'running';

CREATE TABLE document (
    document_id   INTEGER PRIMARY KEY AUTOINCREMENT CHECK (document_id BETWEEN 1 AND 4294967295),
    sha256        TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    tokens        INTEGER NOT NULL CHECK (tokens >= 0),
    characters    INTEGER NOT NULL CHECK (characters >= 0),
    invisible     INTEGER NOT NULL CHECK (invisible >= 0),
    soft_hyphens  INTEGER NOT NULL CHECK (soft_hyphens >= 0),
    lookalikes    INTEGER NOT NULL CHECK (lookalikes >= 0),
    compatibility INTEGER NOT NULL CHECK (compatibility >= 0),
    is_reference  INTEGER NOT NULL CHECK (is_reference IN (0, 1)),
    run_id        INTEGER NOT NULL REFERENCES run (run_id)
) STRICT;

CREATE TABLE document_text (
    document_id INTEGER PRIMARY KEY REFERENCES document (document_id),
    size        INTEGER NOT NULL CHECK (size >= 0),
    text        BLOB NOT NULL
) STRICT;

CREATE TABLE source (
    source_id   INTEGER PRIMARY KEY,
    uri         TEXT NOT NULL UNIQUE CHECK (uri <> ''),
    document_id INTEGER REFERENCES document (document_id),
    status      TEXT NOT NULL CHECK (status IN ('present', 'gone')),
    size        INTEGER CHECK (size >= 0),
    modified_ns INTEGER
) STRICT;
CREATE INDEX source_document ON source (document_id);

CREATE TABLE sighting (
    sighting_id   INTEGER PRIMARY KEY,
    source_id     INTEGER NOT NULL REFERENCES source (source_id),
    document_id   INTEGER NOT NULL REFERENCES document (document_id),
    is_first      INTEGER NOT NULL CHECK (is_first IN (0, 1)),
    first_seen_at TEXT NOT NULL CHECK (first_seen_at GLOB '????-??-??T??:??:??*Z'),
    last_seen_at  TEXT NOT NULL CHECK (last_seen_at GLOB '????-??-??T??:??:??*Z'),
    published_at  TEXT CHECK (published_at GLOB '????-??-??T??:??:??*Z'),
    title         TEXT,
    author        TEXT,
    language      TEXT,
    run_id        INTEGER NOT NULL REFERENCES run (run_id),
    last_run_id   INTEGER NOT NULL REFERENCES run (run_id),
    CHECK (last_run_id >= run_id)
) STRICT;
CREATE INDEX sighting_source ON sighting (source_id);
CREATE INDEX sighting_document ON sighting (document_id);
CREATE UNIQUE INDEX sighting_first ON sighting (document_id) WHERE is_first;

CREATE TABLE match (
    match_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    left_id       INTEGER NOT NULL REFERENCES document (document_id),
    right_id      INTEGER NOT NULL REFERENCES document (document_id),
    kind          TEXT NOT NULL CHECK (kind IN ('verbatim', 'edited', 'rewritten', 'summary')),
    resemblance   REAL NOT NULL CHECK (resemblance BETWEEN 0.0 AND 1.0),
    left_in_right REAL NOT NULL CHECK (left_in_right BETWEEN 0.0 AND 1.0),
    right_in_left REAL NOT NULL CHECK (right_in_left BETWEEN 0.0 AND 1.0),
    matched_words INTEGER NOT NULL CHECK (matched_words >= 0),
    changed       REAL NOT NULL CHECK (changed BETWEEN 0.0 AND 1.0),
    passages      INTEGER NOT NULL CHECK (passages > 0),
    derived_id    INTEGER CHECK (derived_id IN (left_id, right_id)),
    confidence    REAL NOT NULL CHECK (confidence BETWEEN 0.5 AND 1.0),
    reasons       TEXT NOT NULL CHECK (json_valid(reasons)),
    run_id        INTEGER NOT NULL REFERENCES run (run_id),
    found_at      TEXT NOT NULL CHECK (found_at GLOB '????-??-??T??:??:??*Z'),
    CHECK (left_id < right_id),
    UNIQUE (left_id, right_id)
) STRICT;
CREATE INDEX match_right ON match (right_id);
CREATE INDEX match_found ON match (found_at);

CREATE TABLE passage (
    passage_id  INTEGER PRIMARY KEY,
    match_id    INTEGER NOT NULL REFERENCES match (match_id),
    left_start  INTEGER NOT NULL CHECK (left_start >= 0),
    left_end    INTEGER NOT NULL CHECK (left_end > left_start),
    left_text   TEXT NOT NULL CHECK (length(left_text) <= left_end - left_start),
    right_start INTEGER NOT NULL CHECK (right_start >= 0),
    right_end   INTEGER NOT NULL CHECK (right_end > right_start),
    right_text  TEXT CHECK (length(right_text) <= right_end - right_start),
    kind        TEXT NOT NULL CHECK (kind IN ('verbatim', 'edited', 'rewritten', 'summary')),
    changed     REAL NOT NULL CHECK (changed BETWEEN 0.0 AND 1.0),
    words       INTEGER NOT NULL CHECK (words >= 0),
    CHECK (right_text IS NOT NULL OR right_end - right_start = left_end - left_start)
) STRICT;
CREATE INDEX passage_match ON passage (match_id);

CREATE TABLE substitution (
    match_id   INTEGER NOT NULL REFERENCES match (match_id),
    left_word  TEXT NOT NULL,
    right_word TEXT NOT NULL,
    count      INTEGER NOT NULL CHECK (count > 0),
    CHECK (left_word <> right_word),
    PRIMARY KEY (match_id, left_word, right_word)
) STRICT, WITHOUT ROWID;
CREATE INDEX substitution_left ON substitution (left_word, right_word);
CREATE INDEX substitution_right ON substitution (right_word);

CREATE TABLE lineage (
    derived_id INTEGER NOT NULL REFERENCES document (document_id),
    source_id  INTEGER NOT NULL REFERENCES document (document_id),
    relation   TEXT NOT NULL CHECK (relation IN ('copy', 'excerpt', 'rewrite', 'revision')),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0.5 AND 1.0),
    immediate  INTEGER NOT NULL CHECK (immediate IN (0, 1)),
    reasons    TEXT NOT NULL CHECK (json_valid(reasons)),
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    CHECK (derived_id <> source_id),
    PRIMARY KEY (derived_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lineage_source ON lineage (source_id);
CREATE UNIQUE INDEX lineage_pair ON lineage (min(derived_id, source_id), max(derived_id, source_id));

CREATE TABLE segment (
    segment_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE CHECK (name <> '' AND name NOT GLOB '*/*' AND name NOT GLOB '.*'),
    checksum   TEXT NOT NULL CHECK (checksum <> ''),
    size       INTEGER NOT NULL CHECK (size > 0),
    documents  INTEGER NOT NULL CHECK (documents >= 0),
    postings   INTEGER NOT NULL CHECK (postings >= 0),
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    added_at   TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE TABLE event (
    event_id      INTEGER PRIMARY KEY,
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??*Z'),
    run_id        INTEGER REFERENCES run (run_id),
    action        TEXT NOT NULL CHECK (action <> ''),
    object        TEXT NOT NULL CHECK (json_valid(object)),
    hash          TEXT NOT NULL UNIQUE CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64 AND previous_hash NOT GLOB '*[^0-9a-f]*')
) STRICT;

CREATE TRIGGER event_follows BEFORE INSERT ON event
WHEN NEW.event_id <> (SELECT coalesce(max(event_id), 0) + 1 FROM event)
  OR NEW.previous_hash <> coalesce((SELECT hash FROM event ORDER BY event_id DESC LIMIT 1),
                                   '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN
    SELECT RAISE(ABORT, 'an event must follow the last one');
END;
CREATE TRIGGER event_not_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER event_not_removed BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never removed');
END;

-- What auditors query. Tables may change between schema versions; these names and columns stay.

CREATE VIEW v_document AS
SELECT d.document_id,
       s.uri,
       d.sha256,
       d.tokens,
       coalesce(f.language, (SELECT language FROM sighting AS c WHERE c.document_id = d.document_id
                             AND c.language IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS language,
       coalesce(f.title, (SELECT title FROM sighting AS c WHERE c.document_id = d.document_id
                          AND c.title IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS title,
       coalesce(f.author, (SELECT author FROM sighting AS c WHERE c.document_id = d.document_id
                           AND c.author IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS author,
       coalesce(f.published_at, (SELECT published_at FROM sighting AS c WHERE c.document_id = d.document_id
                                 AND c.published_at IS NOT NULL ORDER BY c.sighting_id LIMIT 1)) AS published_at,
       f.first_seen_at,
       (SELECT max(c.last_seen_at) FROM sighting AS c WHERE c.document_id = d.document_id) AS last_seen_at,
       (SELECT count(DISTINCT c.source_id) FROM sighting AS c WHERE c.document_id = d.document_id) AS sources
FROM document AS d
JOIN sighting AS f ON f.document_id = d.document_id AND f.is_first
JOIN source AS s ON s.source_id = f.source_id;

CREATE VIEW v_source AS
SELECT s.uri,
       s.document_id,
       (SELECT g.first_seen_at FROM sighting AS g WHERE g.source_id = s.source_id
        ORDER BY g.sighting_id LIMIT 1) AS first_seen_at,
       g.last_seen_at,
       g.published_at,
       s.status
FROM source AS s
JOIN sighting AS g ON g.sighting_id = (SELECT max(c.sighting_id) FROM sighting AS c WHERE c.source_id = s.source_id)
WHERE s.document_id IS NOT NULL;

CREATE VIEW v_match AS
SELECT m.match_id,
       m.left_id,
       ls.uri AS left_uri,
       m.right_id,
       rs.uri AS right_uri,
       m.kind,
       m.resemblance,
       m.left_in_right,
       m.right_in_left,
       m.matched_words,
       m.changed,
       m.passages,
       m.run_id,
       m.found_at
FROM match AS m
JOIN sighting AS lf ON lf.document_id = m.left_id AND lf.is_first
JOIN source AS ls ON ls.source_id = lf.source_id
JOIN sighting AS rf ON rf.document_id = m.right_id AND rf.is_first
JOIN source AS rs ON rs.source_id = rf.source_id;

CREATE VIEW v_passage AS
SELECT match_id, left_start, left_end, left_text, right_start, right_end,
       coalesce(right_text, left_text) AS right_text, kind, changed
FROM passage;

CREATE VIEW v_substitution AS
SELECT match_id, left_word, right_word, count
FROM substitution;

CREATE VIEW v_lineage AS
SELECT e.derived_id, ds.uri AS derived_uri, e.source_id, ss.uri AS source_uri,
       e.relation, e.confidence, e.immediate, e.reasons
FROM lineage AS e
JOIN sighting AS df ON df.document_id = e.derived_id AND df.is_first
JOIN source AS ds ON ds.source_id = df.source_id
JOIN sighting AS sf ON sf.document_id = e.source_id AND sf.is_first
JOIN source AS ss ON ss.source_id = sf.source_id;

CREATE VIEW v_run AS
SELECT run_id, command, started_at, finished_at, state, version, parameters, added, changed, failed, matches
FROM run;

CREATE VIEW v_event AS
SELECT event_id, at, run_id, action, object, hash, previous_hash
FROM event;

INSERT INTO description (object, column_name, text) VALUES
('description', '', 'What every table, view and column means.'),
('description', 'object', 'Name of a table or view.'),
('description', 'column_name', 'Name of one of its columns; empty for the table or view as a whole.'),
('description', 'text', 'What it means.'),

('parameter', '', 'The parameters of the index: one row, written when the store gets its first document, never changed.'),
('parameter', 'parameter_id', 'Always 1.'),
('parameter', 'parameters', 'What decides which keys a text gets, as canonical JSON.'),
('parameter', 'digest', 'SHA-256 of the parameters; every segment carries the same one.'),
('parameter', 'permutations', 'The permutations of the MinHash signature, as datasketch made them.'),

('run', '', 'One call of a command that writes.'),
('run', 'run_id', 'Number of the run; later runs have higher ones.'),
('run', 'command', 'The command, such as index or crawl.'),
('run', 'parameters', 'What it was asked to do, as JSON.'),
('run', 'version', 'Version of the program.'),
('run', 'state', 'running, finished, failed, or interrupted (killed, or stopped by a signal).'),
('run', 'started_at', 'When it began.'),
('run', 'finished_at', 'When it ended; NULL while it runs and when it was killed.'),
('run', 'added', 'Sources seen for the first time.'),
('run', 'changed', 'Sources that carried another document than before.'),
('run', 'unchanged', 'Sources that carried the same document as before.'),
('run', 'failed', 'Inputs that could not be read.'),
('run', 'matches', 'Matches found.'),

('document', '', 'One distinct text. Many sources may carry it.'),
('document', 'document_id', 'Number of the document, also in the index; never used again.'),
('document', 'sha256', 'SHA-256 of the exact extracted text in UTF-8.'),
('document', 'tokens', 'Number of tokens (words, or characters in scripts without spaces).'),
('document', 'characters', 'Length of the text in Unicode code points.'),
('document', 'invisible', 'Invisible characters that were ignored to read the words; many are a sign of disguise.'),
('document', 'soft_hyphens', 'Soft hyphens that were ignored.'),
('document', 'lookalikes', 'Letters of another script that look like the ones they stand for; a sign of disguise.'),
('document', 'compatibility', 'Characters replaced by their plain form, such as ligatures and full-width letters.'),
('document', 'is_reference', '1 for a known original.'),
('document', 'run_id', 'The run that added it.'),

('document_text', '', 'The extracted text of a document, kept so that evidence survives its source.'),
('document_text', 'document_id', 'The document.'),
('document_text', 'size', 'Length of the text in bytes of UTF-8.'),
('document_text', 'text', 'The text in UTF-8, compressed with Zstandard.'),

('source', '', 'Where texts were seen: a file, a web page, a record of an archive, a row of a table.'),
('source', 'source_id', 'Number of the source.'),
('source', 'uri', 'Its address.'),
('source', 'document_id', 'The document it carries now; NULL for an archive or table whose records are sources of their own.'),
('source', 'status', 'present, or gone when it was not there any more.'),
('source', 'size', 'Bytes of the input when it was last read to its end.'),
('source', 'modified_ns', 'Modification time of the input when it was last read to its end, in nanoseconds since 1970.'),

('sighting', '', 'During this time this source carried this document and claimed this about it.'),
('sighting', 'sighting_id', 'Number of the sighting; the highest of a source is its current one.'),
('sighting', 'source_id', 'The source.'),
('sighting', 'document_id', 'The document it carried.'),
('sighting', 'is_first', '1 for the first sighting of this document anywhere.'),
('sighting', 'first_seen_at', 'When we first saw that.'),
('sighting', 'last_seen_at', 'When we last saw that.'),
('sighting', 'published_at', 'Publication time, as the source claims.'),
('sighting', 'title', 'Title, as the source claims.'),
('sighting', 'author', 'Author, as the source claims.'),
('sighting', 'language', 'Language, as the source claims.'),
('sighting', 'run_id', 'The run that first saw that.'),
('sighting', 'last_run_id', 'The run that last saw that.'),

('match', '', 'Two documents that share passages, verified by alignment; each pair once, lower document_id on the left.'),
('match', 'match_id', 'Number of the match; never used again.'),
('match', 'left_id', 'The document with the lower number.'),
('match', 'right_id', 'The other document.'),
('match', 'kind', 'verbatim, edited, rewritten or summary.'),
('match', 'resemblance', 'Shared 5-word shingles as a share of those of both documents.'),
('match', 'left_in_right', 'Share of the left document''s 5-word shingles that are in the right one.'),
('match', 'right_in_left', 'Share of the right document''s 5-word shingles that are in the left one.'),
('match', 'matched_words', 'Words inside the passages.'),
('match', 'changed', 'Share of the words of all passages that differ.'),
('match', 'passages', 'Number of passages.'),
('match', 'derived_id', 'The document that most likely derives from the other; NULL when undecided.'),
('match', 'confidence', 'How sure that is, from 0.5 (undecided) to 1.'),
('match', 'reasons', 'The evidence, a JSON list of kind, weight and note; a weight above 0 says the left one derives.'),
('match', 'run_id', 'The run that found it.'),
('match', 'found_at', 'When it was found.'),

('passage', '', 'A stretch of one document and the stretch of the other that repeats it.'),
('passage', 'passage_id', 'Number of the passage.'),
('passage', 'match_id', 'The match it belongs to.'),
('passage', 'left_start', 'Where it starts in the left text, in code points from 0.'),
('passage', 'left_end', 'Where it ends in the left text: the first code point after it.'),
('passage', 'left_text', 'The words in the left text.'),
('passage', 'right_start', 'Where it starts in the right text.'),
('passage', 'right_end', 'Where it ends in the right text.'),
('passage', 'right_text', 'The words in the right text; in the table NULL when they equal the left ones.'),
('passage', 'kind', 'verbatim, edited, rewritten or summary.'),
('passage', 'changed', 'Share of the words that differ.'),
('passage', 'words', 'Words of the passage.'),

('substitution', '', 'Words of one text and what the other has in their place.'),
('substitution', 'match_id', 'The match it belongs to.'),
('substitution', 'left_word', 'What the left text has.'),
('substitution', 'right_word', 'What the right text has in its place.'),
('substitution', 'count', 'How often.'),

('lineage', '', 'One document most likely derives from another.'),
('lineage', 'derived_id', 'The document that derives.'),
('lineage', 'source_id', 'The document it derives from.'),
('lineage', 'relation', 'copy, excerpt, rewrite or revision (a later state of the same source).'),
('lineage', 'confidence', 'How sure that is, from 0.5 to 1.'),
('lineage', 'immediate', '1 for the most likely direct source, 0 for other ancestors.'),
('lineage', 'reasons', 'The evidence, a JSON list of kind, weight and note; a weight above 0 speaks for this direction.'),
('lineage', 'run_id', 'The run that decided it.'),

('segment', '', 'An immutable file of the index, in the folder beside the database.'),
('segment', 'segment_id', 'Number of the segment; never used again.'),
('segment', 'name', 'Name of the file.'),
('segment', 'checksum', 'Checksum in the footer of the file.'),
('segment', 'size', 'Size of the file in bytes.'),
('segment', 'documents', 'Documents in it.'),
('segment', 'postings', 'Postings in it.'),
('segment', 'run_id', 'The run that wrote it.'),
('segment', 'added_at', 'When it became part of the index.'),

('event', '', 'What was added, changed or removed: a chain in which each event seals the one before it.'),
('event', 'event_id', 'Number of the event, from 1, without gaps.'),
('event', 'at', 'When it happened.'),
('event', 'run_id', 'The run that did it.'),
('event', 'action', 'What was done, such as add-documents.'),
('event', 'object', 'To what, as canonical JSON.'),
('event', 'hash', 'SHA-256 of the canonical JSON of the other columns, previous_hash included.'),
('event', 'previous_hash', 'Hash of the event before it; 64 zeros in the first.'),

('v_document', '', 'Documents with where and when they were first seen and what is claimed about them.'),
('v_document', 'uri', 'Where it was first seen.'),
('v_document', 'first_seen_at', 'When it was first seen anywhere.'),
('v_document', 'last_seen_at', 'When it was last seen anywhere.'),
('v_document', 'published_at', 'Publication time, as the first source that names one claims; likewise title, author and language.'),
('v_document', 'sources', 'Number of sources that carry or carried it.'),
('v_source', '', 'Sources with the document they carry now.'),
('v_source', 'document_id', 'The document it carries now.'),
('v_source', 'first_seen_at', 'When the source was first seen.'),
('v_source', 'last_seen_at', 'When the source was last seen.'),
('v_source', 'published_at', 'Publication time of its present document, as it claims.'),
('v_match', '', 'Matches with the addresses where both documents were first seen.'),
('v_match', 'left_uri', 'Where the left document was first seen.'),
('v_match', 'right_uri', 'Where the right document was first seen.'),
('v_passage', '', 'Passages with the words of both texts.'),
('v_passage', 'right_text', 'The words in the right text.'),
('v_substitution', '', 'Words of one text and what the other has in their place.'),
('v_lineage', '', 'Lineage with the addresses where both documents were first seen.'),
('v_lineage', 'derived_uri', 'Where the derived document was first seen.'),
('v_lineage', 'source_uri', 'Where its source was first seen.'),
('v_run', '', 'Calls of commands that write.'),
('v_event', '', 'What was added, changed or removed.');

-- A column of a view means what the column of the table behind it means, unless said otherwise above.
INSERT OR IGNORE INTO description (object, column_name, text)
SELECT v.name, c.name, d.text
FROM sqlite_schema AS v
JOIN pragma_table_info(v.name) AS c
JOIN description AS d ON d.column_name = c.name
                     AND (d.object = substr(v.name, 3) OR (v.name = 'v_document' AND d.object = 'sighting'))
WHERE v.type = 'view'
ORDER BY d.object <> substr(v.name, 3);
