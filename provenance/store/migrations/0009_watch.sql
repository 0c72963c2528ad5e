-- Watch lists: the texts whose repetition elsewhere is to be reported.

CREATE TABLE watch (
    uri      TEXT PRIMARY KEY CHECK (uri <> ''),
    added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??*Z'),
    run_id   INTEGER NOT NULL REFERENCES run (run_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_watch AS
SELECT w.uri, s.document_id, w.added_at, w.run_id
FROM watch AS w
LEFT JOIN source AS s ON s.uri = w.uri;

INSERT INTO description (object, column_name, text) VALUES
('watch', '', 'Sources whose texts are watched: what repeats them is reported.'),
('watch', 'uri', 'The source; all texts that it ever carried are watched.'),
('watch', 'added_at', 'Since when.'),
('watch', 'run_id', 'The run that added it.'),

('v_watch', '', 'Sources whose texts are watched.'),
('v_watch', 'uri', 'The source; all texts that it ever carried are watched.'),
('v_watch', 'document_id', 'The document that it carries now.'),
('v_watch', 'added_at', 'Since when.'),
('v_watch', 'run_id', 'The run that added it.');
